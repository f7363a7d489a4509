/** What a route tells beside its body: it takes one by `@Res({ passthrough: true }) reply: Reply`. */
export interface Reply {
  header(name: string, value: string): unknown;
  headers(headers: Readonly<Record<string, string>>): unknown;
  status(code: number): unknown;
}
