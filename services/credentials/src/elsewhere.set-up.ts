import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { encodeStatusList, signDocument, statusBits, type Signer } from '@estafette/verifier';
import { returnBread } from '@estafette/verifier/example';
import { exportJWK, SignJWT } from 'jose';
import { credentials } from './credentials.service.js';
import { certificate, startHttps, worldOf, type Elsewhere } from './fetching/fixtures/elsewhere.js';
import { createGuardedFetch, GUARDED_GET } from './fetching/index.js';
import { generateSigningKey, type SigningKey } from './signing/index.js';

// Schools elsewhere, which the specs bring credentials of.

type Members = Readonly<Record<string, unknown>>;

/** Of nobody, or of whoever has this mail address or id: as others hash it. */
export function identityOf(value: string, identityType = 'emailAddress'): Members {
  const salt = randomUUID();
  const identityHash = `sha256$${createHash('sha256')
    .update(value + salt)
    .digest('hex')}`;
  return { type: 'IdentityObject', hashed: true, identityHash, identityType, salt };
}

/** A badge as others issue it, not signed: each time another one. */
export function badge(issuer: string, { identifier, ...more }: Members = {}): Members {
  const { credentialSubject, ...credential } = returnBread(issuer);
  const subject = { ...credentialSubject, ...(identifier !== undefined && { identifier: [identifier] }) };
  return { ...credential, id: `urn:uuid:${randomUUID()}`, credentialSubject: subject, ...more };
}

/** Signed as JSON, by whoever has the key; by a new key when none is given. */
export async function badgeText(more: Members = {}, key: Signer = generateSigningKey()): Promise<string> {
  return JSON.stringify(await signDocument(badge(key.did, more) as never, key, new Date('2026-11-21T14:40:00Z')));
}

/** Signed as a JWT by jose, with a P-256 key that stands in the DID of its issuer (did:jwk). */
export async function badgeJwt(more: Members = {}): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = Buffer.from(JSON.stringify(await exportJWK(publicKey))).toString('base64url');
  const issuer = `did:jwk:${jwk}`;
  return new SignJWT(badge(issuer, more))
    .setProtectedHeader({ alg: 'ES256', typ: 'vc+jwt', kid: `${issuer}#0` })
    .sign(privateKey);
}

/** A school with a server of its own, on which its DID document, its status list and its badges lie. */
export interface SchoolElsewhere {
  readonly url: string;
  readonly key: SigningKey;
  /** What is given out there, by path; its type goes by what it is. */
  readonly files: Map<string, string | Uint8Array>;
  /** A badge of it, with a place in its list. */
  badge(more?: Members): Promise<string>;
  /** Says in its list that the badges hold, or do not. */
  list(holds: boolean): Promise<void>;
  close(): Promise<void>;
}

/** The service in a world in which the server of a school elsewhere is on the public internet. */
export function startReachingElsewhere(): Promise<TestService<RunningService>> {
  const get = createGuardedFetch({ ca: [certificate.cert] }, worldOf());
  const providers = [...(credentials.providers ?? []), { provide: GUARDED_GET, useValue: get }];
  return startTestService('credentials', ['organisations', 'validation'], (env) =>
    boot({ ...credentials, providers }, env),
  );
}

const INDEX = 7;

export async function schoolElsewhere(): Promise<SchoolElsewhere> {
  const files = new Map<string, string | Uint8Array>();
  const give: RequestListener = ({ url = '' }, response) => {
    const file = files.get(url);
    if (file === undefined) response.writeHead(404).end();
    else response.setHeader('cache-control', 'no-store').end(file);
  };
  const server: Elsewhere = await startHttps(give);
  const url = `https://school.example:${server.port}`;
  const did = `did:web:school.example%3A${server.port}`;
  const key = generateSigningKey({ did, keyId: 'key-1' });
  const method = { id: key.verificationMethod, type: 'Multikey', controller: did, publicKeyMultibase: key.publicKey };
  const document = { id: did, verificationMethod: [method], assertionMethod: [method.id] };
  files.set('/.well-known/did.json', JSON.stringify(document));
  const credentialStatus = {
    id: `${url}/list#${INDEX}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(INDEX),
    statusListCredential: `${url}/list`,
  };
  return {
    url,
    key,
    files,
    badge: (more = {}) => badgeText({ credentialStatus, ...more }, key),
    list: async (holds) => {
      const bits = statusBits(holds ? [] : [[INDEX, 1]]);
      files.set('/list', JSON.stringify(await signDocument(listOf(url, did, bits), key, new Date('2026-11-21'))));
    },
    close: () => server.close(),
  };
}

function listOf(url: string, issuer: string, bits: Uint8Array): never {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: `${url}/list`,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    validFrom: '2026-11-21T00:00:00Z',
    credentialSubject: {
      id: `${url}/list#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: encodeStatusList(bits),
      ttl: 0,
    },
  } as never;
}
