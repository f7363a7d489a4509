import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const TEST_AUDIENCE = 'urn:estafette:test';

interface PersonTokenOptions {
  readonly expiresAt?: Date;
  readonly audience?: string;
  /** Of another system that the person let act for them; left out: their own, `person`. */
  readonly scope?: string;
}

/** Issues access tokens as the identity service does, with keys of its own. */
export interface TestIssuer {
  /** The issuer's address; its keys are at `/jwks`, its tokens for services at `/token`. */
  readonly url: string;
  /** A person's token. */
  personToken(personId: string, more?: PersonTokenOptions): Promise<string>;
  serviceToken(clientId: string, ...scopes: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256', use: 'sig' };
  const sign = (claims: Record<string, string>, expiresAt: Date, audience: string): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'test' })
      .setIssuer(url)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(privateKey);
  const inAnHour = (): Date => new Date(Date.now() + 3_600_000);
  // Longer than any clock of a test is wrong.
  const inHalfADay = (): Date => new Date(Date.now() + 12 * 3_600_000);
  const serviceToken = (clientId: string, ...scopes: readonly string[]): Promise<string> =>
    sign({ sub: clientId, client_id: clientId, scope: scopes.join(' ') }, inHalfADay(), TEST_AUDIENCE);
  const server = createServer((request, response) => {
    const answer = async (): Promise<object> =>
      request.url === '/jwks'
        ? { keys: [jwk] }
        : { access_token: await serviceToken('estafette-test', 'feed:read'), token_type: 'Bearer', expires_in: 3600 };
    void answer().then((body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    serviceToken,
    personToken: (personId, { expiresAt = inAnHour(), audience = TEST_AUDIENCE, scope = 'person' } = {}) =>
      sign({ sub: personId, client_id: 'estafette-demo', scope }, expiresAt, audience),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
