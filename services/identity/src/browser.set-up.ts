interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** What a browser shows: a page, or where it was sent to on another site. */
export interface Shown {
  readonly status: number;
  readonly url: URL;
  readonly text: string;
  readonly headers: Headers;
  /** Where the forms of the page go. */
  readonly forms: readonly string[];
}

/** A browser without scripts: it keeps cookies by path, follows redirects within a site, and says where its forms come from. */
export class Browser {
  #cookies: Cookie[] = [];

  constructor(private readonly headers: Readonly<Record<string, string>> = {}) {}

  open(address: string | URL, headers: Readonly<Record<string, string>> = {}): Promise<Shown> {
    return this.#go(new URL(address), { method: 'GET', headers });
  }

  /** Sends a form of the page: the one whose address ends with `name`. */
  submit(
    page: Shown,
    name: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Shown> {
    const form = page.forms.find((one) => one.endsWith(`/${name}`));
    if (form === undefined) throw new Error(`there is no form ${name} at ${page.url.href}: ${page.text}`);
    return this.#go(new URL(form, page.url), {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: page.url.origin, ...headers },
    });
  }

  /** The cookies that go with a request to an address, as one header. */
  cookiesFor({ pathname }: URL): string {
    return this.#cookies
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  async #go(first: URL, init: RequestInit): Promise<Shown> {
    let url = first;
    let request = init;
    for (let hops = 0; hops < 10; hops += 1) {
      const headers = { accept: 'text/html', ...this.headers, ...(request.headers as Record<string, string>) };
      const cookie = this.cookiesFor(url);
      const answer = await fetch(url, {
        ...request,
        redirect: 'manual',
        headers: { ...headers, ...(cookie === '' ? {} : { cookie }) },
      });
      this.#keep(answer.headers.getSetCookie());
      const text = await answer.text();
      const location = answer.headers.get('location');
      if (location === null) return shown(answer, url, text);
      const next = new URL(location, url);
      if (next.origin !== first.origin) return shown(answer, next, text);
      url = next;
      request = { method: 'GET' };
    }
    throw new Error(`round and round at ${url.href}`);
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
      this.#cookies = this.#cookies.filter((one) => one.name !== name || one.path !== path);
      const value = pair.slice(name.length + 1);
      if (value !== '') this.#cookies.push({ name, value, path });
    }
  }
}

function shown({ status, headers }: Response, url: URL, text: string): Shown {
  const forms = [...text.matchAll(/<form method="post" action="([^"]*)"/g)].map(([, action = '']) => action);
  return { status, url, text, headers, forms };
}
