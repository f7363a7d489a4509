/** The address of a challenge, or of what belongs to it. */
export function at(...path: readonly string[]): string {
  return `/v1/challenges/${path.join('/')}`;
}
