import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const AUDIENCE = 'urn:estafette:bench';

/** One fact of the organisations service. */
export interface Told {
  /** `hub-founded` */
  readonly event: string;
  readonly subject: string;
  readonly data: object;
}

/** What stands around a service on its own: the one who issues tokens, and the feed of organisations. */
export interface Neighbours {
  /** The issuer's address, with its keys at `/jwks` and tokens of services at `/token`. */
  readonly url: string;
  /** For the variable FEEDS. */
  readonly feeds: string;
  /** A person's access token. */
  token(personId: string): Promise<string>;
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
  const events = told.map(messageOf);
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
      // There is never anything new: whoever has it all waits as long as they said they would.
      response.setHeader('estafette-next-cursor', `1.1.${events.length}`);
      const rest = searchParams.has('after') ? [] : events;
      const wait = rest.length > 0 || searchParams.get('wait') === '0' ? 0 : WAIT_MS;
      setTimeout(() => {
        json(rest, 'application/cloudevents-batch+json');
      }, wait);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    feeds: `organisations=${url}/organisations`,
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

function messageOf({ event, subject, data }: Told, index: number): object {
  return {
    specversion: '1.0',
    id: `${randomUUID()}.${event}.v1`,
    source: 'urn:estafette:bench:organisations',
    type: `nl.estafette.organisations.${event}.v1`,
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: subject,
    sequence: String(index + 1),
    data,
  };
}
