import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { loadContext } from '../contexts/contexts.js';

// For specs only: a library of other people, Digital Bazaar's, which the W3C's test suites run against.

/** What a resolver of did:key gives (the did:key method, section 3.1.4), written out for the library. */
export function documentLoader(url: string): Promise<vc.LibraryDocument> {
  if (!url.startsWith('did:key:')) return loadContext(url);
  const [did = '', fragment = did.slice('did:key:'.length)] = url.split('#');
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${did}#${fragment}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: fragment,
  };
  const controller = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    assertionMethod: [method],
  };
  return Promise.resolve({ contextUrl: null, documentUrl: url, document: url.includes('#') ? method : controller });
}

/** Whether that library takes a credential for genuine and valid at a moment. */
export const verifiesElsewhere = (credential: object, now: Date): Promise<{ readonly verified: boolean }> =>
  vc.verifyCredential({ credential, suite: new DataIntegrityProof({ cryptosuite }), documentLoader, now });
