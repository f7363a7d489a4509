import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { loadContext } from '../contexts/contexts.js';

// For specs only: a library of other people, Digital Bazaar's, which the W3C's test suites run against.

/** DID documents by their DID, for methods that are not their own document. */
export type DidDocuments = Readonly<Record<string, object>>;

/** What a resolver of did:key gives (the did:key method, section 3.1.4), and documents that are given, for the library. */
export const documentLoaderWith =
  (documents: DidDocuments = {}) =>
  (url: string): Promise<vc.LibraryDocument> => {
    if (!url.startsWith('did:')) return loadContext(url);
    const [did = '', fragment = did.slice('did:key:'.length)] = url.split('#');
    const given = documents[did];
    const controller = given ?? didKeyDocument(did);
    const methods = (controller as { verificationMethod: readonly { id: string }[] }).verificationMethod;
    const method = methods.find(({ id }) => id === url || id === `${did}#${fragment}`);
    const document = url.includes('#')
      ? { '@context': 'https://w3id.org/security/multikey/v1', ...method }
      : controller;
    return Promise.resolve({ contextUrl: null, documentUrl: url, document });
  };

function didKeyDocument(did: string): object {
  const multikey = did.slice('did:key:'.length);
  const id = `${did}#${multikey}`;
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase: multikey }],
    assertionMethod: [id],
  };
}

export const documentLoader = documentLoaderWith();

/** Whether that library takes a credential for genuine and valid at a moment; whether it was revoked is not asked there. */
export const verifiesElsewhere = (
  credential: object,
  now: Date,
  documents: DidDocuments = {},
): Promise<{ readonly verified: boolean }> =>
  vc.verifyCredential({
    credential,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: documentLoaderWith(documents),
    now,
    checkStatus: () => Promise.resolve({ verified: true }),
  });

const { verify: verifyPresentation } = vc as unknown as {
  readonly verify: (options: object) => Promise<{ readonly verified: boolean }>;
};

/** The same of every credential in a presentation that nobody signed as a whole. */
export const allVerifyElsewhere = (
  presentation: object,
  now: Date,
  documents: DidDocuments = {},
): Promise<{ readonly verified: boolean }> =>
  verifyPresentation({
    presentation,
    unsignedPresentation: true,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: documentLoaderWith(documents),
    now,
    checkStatus: () => Promise.resolve({ verified: true }),
  });

/** Whose key that library signs with: a did:key, or the method of another DID. */
export interface SignerElsewhere {
  readonly did: string;
  readonly seed: Uint8Array;
  readonly verificationMethod?: string;
}

/** Signs with that library, with all that it can make ready before. */
export async function signerElsewhere(
  { did, seed, verificationMethod }: SignerElsewhere,
  created: Date,
): Promise<(credential: object) => Promise<Record<string, unknown>>> {
  const named = verificationMethod === undefined ? {} : { id: verificationMethod };
  const key = await Ed25519Multikey.generate({ controller: did, seed, ...named });
  return (credential) => {
    const suite = new DataIntegrityProof({ signer: key.signer(), date: created.toISOString(), cryptosuite });
    return vc.issue({ credential, suite, documentLoader });
  };
}

/** What that library makes of a credential. */
export async function signElsewhere(
  credential: object,
  signer: SignerElsewhere,
  created: Date,
): Promise<Record<string, unknown>> {
  return await (
    await signerElsewhere(signer, created)
  )(structuredClone(credential));
}

interface Presenter {
  /** A did:key. */
  readonly did: string;
  /** 32 bytes. */
  readonly seed: Uint8Array;
}

/** A presentation by the holder of a did:key, as that library makes it. */
export async function presentsElsewhere(
  verifiableCredential: readonly object[],
  { did: holder, seed }: Presenter,
  asked: { readonly challenge: string; readonly domain: string },
): Promise<object> {
  const id = `${holder}#${holder.slice('did:key:'.length)}`;
  const key = await Ed25519Multikey.generate({ id, controller: holder, seed });
  const suite = new DataIntegrityProof({ signer: key.signer(), cryptosuite });
  const presentation = vc.createPresentation({ verifiableCredential, holder, verify: false });
  return vc.signPresentation({ presentation, suite, documentLoader, ...asked });
}
