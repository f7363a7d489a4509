import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
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
