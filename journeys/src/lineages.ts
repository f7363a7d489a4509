import { readFile } from 'node:fs/promises';
import { didWebUrl, isDidWeb, verify, type Sources } from '@estafette/verifier';
import { signElsewhere, verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { secondSigner, signBySecondLineage, verifiesBySecondLineage } from '@estafette/verifier/second-lineage';

// What the demo issued, held against implementations of other lineages, with nothing but what anybody can fetch.

type Signed = Readonly<Record<string, unknown>>;

/** All that stands signed in the credentials of these files, or is referred to by them: by what it is, in order. */
export interface Issued {
  readonly credentials: readonly Signed[];
  readonly endorsements: readonly Signed[];
  /** To which credentials link as evidence. */
  readonly batonAcceptances: readonly Signed[];
  readonly statusLists: readonly Signed[];
  /** Of everybody who signed one of them, by their DID. */
  readonly didDocuments: Readonly<Record<string, object>>;
}

export async function issuedIn(files: readonly string[]): Promise<Issued> {
  const credentials = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Signed));
  const endorsements = credentials.flatMap(({ endorsement = [] }) => endorsement as Signed[]);
  const linked = credentials.flatMap(({ evidence = [] }) => (evidence as Evidence[]).map(({ id }) => id));
  const batonAcceptances = await allFetched(linked.filter((id) => id.includes('/baton-acceptances/')));
  const statusLists = await allFetched(
    credentials.map(({ credentialStatus }) => (credentialStatus as ListEntry).statusListCredential),
  );
  const signed = [...credentials, ...endorsements, ...batonAcceptances, ...statusLists];
  const dids = new Set(signed.map(signerOf));
  const documents = await Promise.all([...dids].map(async (did) => [did, await fetched(addressOf(did))] as const));
  return { credentials, endorsements, batonAcceptances, statusLists, didDocuments: Object.fromEntries(documents) };
}

interface ListEntry {
  readonly statusListCredential: string;
}

interface Evidence {
  readonly id: string;
}

const allFetched = async (urls: readonly string[]): Promise<Signed[]> =>
  await Promise.all([...new Set(urls)].map(fetched));

async function fetched(url: string): Promise<Signed> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as Signed;
}

function signerOf({ issuer }: Signed): string {
  return typeof issuer === 'string' ? issuer : (issuer as { readonly id: string }).id;
}

/** The region is on this machine, without TLS. */
function addressOf(did: string): string {
  if (!isDidWeb(did)) throw new Error(`${did} is no did:web`);
  return didWebUrl(did).replace('https:', 'http:');
}

/** Which implementations take it for genuine now. */
export async function acceptedBy(document: Signed, { didDocuments, statusLists }: Issued): Promise<string[]> {
  const now = new Date();
  const sources: Sources = {
    didDocument: (did) => Promise.resolve(didDocuments[did]),
    statusList: (url) => Promise.resolve(statusLists.find(({ id }) => id === url)),
  };
  const said = {
    ours: /^valid/.test((await verify(document, { now, sources })).verdict),
    'Digital Bazaar': (await verifiesElsewhere(document, now, didDocuments)).verified,
    'second lineage': await verifiesBySecondLineage(document, { didDocuments, now }),
  };
  return Object.entries(said).flatMap(([name, accepts]) => (accepts ? [name] : []));
}

/** The same document, signed by each of the others with a key of their own. */
export async function signedByOthers({ proof: _, credentialStatus: __, ...unsigned }: Signed): Promise<Signed[]> {
  const key = secondSigner(new Uint8Array(32).fill(9));
  const issuer = typeof unsigned['issuer'] === 'string' ? key.did : { ...(unsigned['issuer'] as object), id: key.did };
  // They keep no list, and a list of somebody else says nothing about what they issue.
  const theirs = { ...unsigned, issuer };
  const created = '2026-11-21T14:40:00Z';
  return [await signElsewhere(theirs, key, new Date(created)), await signBySecondLineage(theirs, key, created)];
}
