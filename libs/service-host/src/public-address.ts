import type { Config } from './config.js';

/** Where others reach this service, without a slash at the end; to be written into what they keep. */
export class PublicAddress {
  readonly url: string;

  constructor({ PUBLIC_URL, PORT }: Pick<Config, 'PUBLIC_URL' | 'PORT'>) {
    // By its name: some addresses that are made of it may not hold an IP address, as a did:web.
    this.url = (PUBLIC_URL ?? `http://localhost:${PORT}`)
      .replace(/^(https?:\/\/)(?:127\.0\.0\.1|\[::1\])(?=[:/]|$)/, '$1localhost')
      .replace(/\/+$/, '');
  }
}
