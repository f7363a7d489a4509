import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const AUDIENCE = 'urn:estafette:bench';

/** One fact of another service. */
export interface Told {
  /** `hub-founded` */
  readonly event: string;
  readonly subject: string;
  readonly data: object;
}

/** A service that tells more while it runs. */
export interface Teller {
  /** Tells all of this; resolves once whoever reads has brought it to its effect, and asks for what comes after. */
  tell(told: readonly Told[]): Promise<void>;
}

/** What stands around a service on its own: the one who issues tokens, and the feed of organisations. */
export interface Neighbours {
  /** The issuer's address, with its keys at `/jwks` and tokens of services at `/token`. */
  readonly url: string;
  /** For the variable FEEDS. */
  readonly feeds: string;
  /** A person's access token. */
  token(personId: string): Promise<string>;
  readonly organisations: Teller;
  readonly validation: Teller;
  close(): Promise<void>;
}

const WAIT_MS = 15_000;

/** Serves keys, tokens, and a feed that has told all of this from the start. */
export async function startNeighbours(told: readonly Told[]): Promise<Neighbours> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' };
  const sign = (claims: Record<string, string>): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'bench' })
      .setIssuer(url)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('6h')
      .sign(privateKey);
  const tellers = { organisations: new Feed('organisations'), validation: new Feed('validation') };
  void tellers.organisations.tell(told);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://neighbours');
    const json = (body: unknown, type = 'application/json'): void => {
      response.setHeader('content-type', type).end(JSON.stringify(body));
    };
    if (pathname === '/jwks') json({ keys: [jwk] });
    else if (pathname === '/token')
      void sign({ sub: 'bench', client_id: 'bench', scope: 'feed:read' }).then((token) => {
        json({ access_token: token, token_type: 'Bearer', expires_in: 21_600 });
      });
    else {
      const feed = pathname.startsWith('/validation/') ? tellers.validation : tellers.organisations;
      void feed.after(searchParams.get('after') ?? '', searchParams.get('wait') === '0').then(({ events, next }) => {
        response.setHeader('estafette-next-cursor', next);
        json(events, 'application/cloudevents-batch+json');
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    feeds: `organisations=${url}/organisations,validation=${url}/validation`,
    ...tellers,
    token: (personId) => sign({ sub: personId, client_id: 'bench', scope: 'person' }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** As many as a service puts into one answer. */
const PAGE = 500;

/** What a service has told, from the start, as its feed gives it. */
class Feed implements Teller {
  readonly #events: object[] = [];
  readonly #changed = new EventEmitter();
  #asked = 0;

  constructor(private readonly service: string) {}

  async tell(told: readonly Told[]): Promise<void> {
    this.#events.push(...told.map((one, nth) => messageOf(this.service, one, this.#events.length + nth + 1)));
    this.#changed.emit('told');
    const all = this.#events.length;
    while (this.#asked < all) await once(this.#changed, 'asked');
  }

  /** What lies past a cursor; where there is nothing, it waits for something as long as it was asked to. */
  async after(cursor: string, atOnce: boolean): Promise<{ readonly events: readonly object[]; readonly next: string }> {
    const from = Number(cursor.split('.')[2] ?? 0);
    this.#asked = Math.max(this.#asked, from);
    this.#changed.emit('asked');
    if (from === this.#events.length && !atOnce) {
      await once(this.#changed, 'told', { signal: AbortSignal.timeout(WAIT_MS) }).catch(() => undefined);
    }
    const events = this.#events.slice(from, from + PAGE);
    return { events, next: `1.1.${from + events.length}` };
  }
}

function messageOf(service: string, { event, subject, data }: Told, sequence: number): object {
  return {
    specversion: '1.0',
    id: `${randomUUID()}.${event}.v1`,
    source: `urn:estafette:bench:${service}`,
    type: `nl.estafette.${service}.${event}.v1`,
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: subject,
    sequence: String(sequence),
    data,
  };
}
