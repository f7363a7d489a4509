import { generateKeyPairSync, sign } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Held } from '../checks/versions.js';
import type { Client } from './client.js';

export const FORMATS = ['jwt', 'vc+sd-jwt', 'dc+sd-jwt', 'ldp_vc'] as const;
type Format = (typeof FORMATS)[number];

/** The holders of these ask for a copy each, for a wallet with a key of its own, and in the next of the formats. */
export async function takeCopies(client: Client, all: readonly Held[]): Promise<void> {
  await Promise.all(all.map((held, nth) => takeCopy(client, held, FORMATS[nth % FORMATS.length] ?? 'jwt')));
}

async function takeCopy(client: Client, { credentialId, learnerId }: Held, format: Format): Promise<void> {
  const copyId = uuidv7();
  await client.wish({
    service: 'credentials',
    path: `/v1/credentials/${credentialId}/copies`,
    body: { copyId, format, proof: proofOf(await nonceOf(client), client) },
    as: learnerId,
    for: 'self',
    early: ['credential-changed', 'credential-suspended'],
    rightly: ['credential-revoked'],
    leaves: { stream: `credential-${credentialId}`, type: 'CredentialCopied', where: ['copyId', copyId] },
  });
}

async function nonceOf(client: Client): Promise<string> {
  const ask = async (): Promise<string | null> => {
    const answer = await fetch(`${client.chain.one('credentials').url}/v1/nonces`, { method: 'POST' });
    return answer.ok ? ((await answer.json()) as { readonly c_nonce: string }).c_nonce : null;
  };
  return client.until(
    () => ask().catch(() => null),
    () => 'a nonce',
  );
}

/** What a wallet sends (OpenID4VCI 1.0, appendix F.1), with a key that nobody has used before. */
function proofOf(nonce: string, { chain }: Client): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const did = `did:jwk:${encoded(publicKey.export({ format: 'jwk' }))}`;
  const aud = chain.one('credentials').url.replace('127.0.0.1', 'localhost');
  const header = { alg: 'ES256', typ: 'openid4vci-proof+jwt', kid: `${did}#0` };
  const signed = `${encoded(header)}.${encoded({ nonce, aud, iat: Math.floor(Date.now() / 1_000) })}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
