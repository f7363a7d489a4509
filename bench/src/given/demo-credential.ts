import { readFile } from 'node:fs/promises';
import { buildStatusList, generateSigningKey, type SigningKey } from '@estafette/credentials/signing';
import { signDocument, type AchievementCredential, type Sources } from '@estafette/verifier';

/** When it is signed, and when it is looked at. */
export const CREATED = new Date('2026-11-22T13:00:00Z');
export const NOW = new Date('2026-11-22T14:00:00Z');

/** A credential as the demo issued it, with everything that it has in it, for keys of this run. */
export interface DemoCredential {
  readonly key: SigningKey;
  readonly unsigned: AchievementCredential;
  /** By the DID of the school and that of the workplace. */
  readonly didDocuments: Readonly<Record<string, object>>;
  readonly sources: Sources;
}

export async function demoCredential(): Promise<DemoCredential> {
  const text = await readFile(new URL('./demo-credential.json', import.meta.url), 'utf8');
  const { proof: _, ...issued } = JSON.parse(text) as AchievementCredential & { readonly proof: unknown };
  const [said] = issued.endorsement ?? [];
  if (!said || !issued.credentialStatus) throw new Error('the credential of the demo has an endorsement and a status');
  const { proof: __, ...unsaid } = said;
  const [key, workplace] = [issued, said].map(({ issuer }) => generateSigningKey({ did: issuer.id, keyId: 'key-1' }));
  if (!key || !workplace) throw new Error('two sign');
  const unsigned = { ...issued, endorsement: [await signDocument(unsaid, workplace, CREATED)] };
  const didDocuments = Object.fromEntries([key, workplace].map((one) => [one.did, didDocumentOf(one)]));
  const { statusListCredential: id } = issued.credentialStatus;
  const list = await signDocument(
    buildStatusList({ id, issuer: key.did, validFrom: CREATED, values: new Map(), ttl: 60_000 }),
    key,
    CREATED,
  );
  const sources: Sources = {
    didDocument: (did) => Promise.resolve(didDocuments[did]),
    statusList: () => Promise.resolve(list),
    issuer: () => Promise.resolve({ name: 'Esdoorn College', registry: 'bench' }),
  };
  return { key, unsigned, didDocuments, sources };
}

function didDocumentOf({ did, publicKey, verificationMethod }: SigningKey): object {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [{ id: verificationMethod, type: 'Multikey', controller: did, publicKeyMultibase: publicKey }],
    assertionMethod: [verificationMethod],
  };
}
