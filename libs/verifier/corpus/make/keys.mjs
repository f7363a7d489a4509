// Whose key it is, and whether it may still vouch: did:key, did:web and Controlled Identifiers 1.0.

import { forged, refused, undecided, valid } from './cases.mjs';
import { change, small } from './documents.mjs';
import { school, schoolWeb, schoolWebSecond, sign, stranger, toBase58 } from './sign.mjs';

const CID = 'Controlled Identifiers 1.0, section ';
const DID = schoolWeb.did;
const METHOD = schoolWeb.id;

export const method = (more = {}) => ({
  id: METHOD,
  type: 'Multikey',
  controller: DID,
  publicKeyMultibase: schoolWeb.multibase,
  ...more,
});

export const didDocument = (more = {}) => ({
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
  id: DID,
  verificationMethod: [method()],
  assertionMethod: [METHOD],
  ...more,
});

const { publicKeyMultibase: _multikey, ...keyless } = method();
const jsonWebKey = (jwk) => ({ ...keyless, type: 'JsonWebKey', publicKeyJwk: jwk });
const multibase = (...bytes) => `z${toBase58(Buffer.from(bytes))}`;
/** A key of 33 bytes after the multicodec of P-256, and one of 32 after that of X25519. */
const P_256 = multibase(0x80, 0x24, ...new Uint8Array(33).fill(2));
const X25519 = multibase(0xec, 0x01, ...new Uint8Array(32).fill(2));

export async function keys() {
  const genuine = await sign(small({ issuer: DID }), schoolWeb);
  const sources = (document) => ({ sources: { didDocuments: { [DID]: document } } });
  const good = (name, why, document, credential = genuine) =>
    valid(`did-web/${name}`, why, credential, sources(document));
  const bad = (name, why, code, document, { elsewhere, credential = genuine } = {}) =>
    forged(`did-web/${name}`, why, credential, [code], { ...sources(document), ...(elsewhere && { elsewhere }) });
  const withMethod = (more) => didDocument({ verificationMethod: [method(more)] });
  const accepts = (why) => ({ elsewhere: { accepts: why } });
  const dates = accepts('it does not look at the dates of a key');
  const named = async (did) => await sign(small({ issuer: did }), school, { method: `${did}#key-1` });
  const byKey = async (did) =>
    change(await sign(small({ issuer: did }), school), 'proof.verificationMethod', `${did}#x`);
  return [
    good('multikey', `${CID}2.2.2: a Multikey, by its name in assertionMethod.`, didDocument()),
    good(
      'json-web-key',
      `${CID}2.2.3: the same key as JsonWebKey.`,
      didDocument({ verificationMethod: [jsonWebKey(schoolWeb.jwk)] }),
    ),
    good(
      'method-within',
      `${CID}2.3: a method may stand within assertionMethod.`,
      didDocument({ verificationMethod: undefined, assertionMethod: [method()] }),
    ),
    {
      ...good(
        'relative-names',
        `${CID}2.2: names of methods may be written from their document on.`,
        didDocument({ verificationMethod: [method({ id: '#key-1' })], assertionMethod: ['#key-1'] }),
      ),
      elsewhere: { refuses: 'it looks for the whole name only' },
    },
    good(
      'two-keys',
      `${CID}2.2: the key of before, beside the one that came after it.`,
      didDocument({
        verificationMethod: [method({ id: `${DID}#key-2`, publicKeyMultibase: schoolWebSecond.multibase }), method()],
        assertionMethod: [`${DID}#key-2`, METHOD],
      }),
    ),
    good('revoked-later', `${CID}2.2: revoked says from when on.`, withMethod({ revoked: '2027-01-01T00:00:00Z' })),
    good('expires-later', `${CID}2.2: expires says from when on.`, withMethod({ expires: '2027-01-01T00:00:00Z' })),
    bad(
      'revoked',
      `${CID}2.2: a revoked key vouches for nothing, whenever it says that it signed.`,
      'key-revoked',
      withMethod({ revoked: '2026-11-25T00:00:00Z' }),
      dates,
    ),
    bad(
      'revoked-and-taken-out',
      `${CID}2.2: a revoked key is told as such, also where it may not vouch any more.`,
      'key-revoked',
      { ...withMethod({ revoked: '2026-11-25T00:00:00Z' }), assertionMethod: [] },
    ),
    bad(
      'expired',
      `${CID}2.2: an expired key vouches for nothing.`,
      'key-expired',
      withMethod({ expires: '2026-11-25T00:00:00Z' }),
      dates,
    ),
    bad(
      'revoked-some-day',
      `${CID}2.2: revoked is a moment; who cannot read it must not take it for never.`,
      'issuer-document-wrong',
      withMethod({ revoked: 'yes' }),
      dates,
    ),
    bad(
      'of-another',
      `${CID}3.3: the document must be about whom it was asked for.`,
      'issuer-document-wrong',
      didDocument({ id: 'did:web:other.example' }),
    ),
    bad(
      'not-for-assertions',
      `${CID}2.3.2: the key is not in assertionMethod.`,
      'proof-key-not-for-this',
      didDocument({ assertionMethod: [] }),
    ),
    bad(
      'no-assertions',
      `${CID}2.3.2: there is no assertionMethod.`,
      'proof-key-not-for-this',
      didDocument({ assertionMethod: undefined }),
    ),
    bad(
      'for-authentication',
      `${CID}2.3.1: a key to log in with asserts nothing.`,
      'proof-key-not-for-this',
      didDocument({ assertionMethod: [], authentication: [METHOD] }),
    ),
    bad(
      'within-authentication',
      `${CID}2.3.1: the same, where the method stands in authentication only.`,
      'proof-key-unknown',
      didDocument({ verificationMethod: undefined, assertionMethod: undefined, authentication: [method()] }),
    ),
    bad(
      'unknown',
      `${CID}3.3: the document has no method of that name.`,
      'proof-key-unknown',
      didDocument({ verificationMethod: [method({ id: `${DID}#key-9` })] }),
    ),
    bad(
      'controller-differs',
      `${CID}3.3: the method belongs to somebody else.`,
      'issuer-document-wrong',
      withMethod({ controller: 'did:web:other.example' }),
    ),
    bad(
      'no-controller',
      `${CID}2.2: a method has a controller.`,
      'issuer-document-wrong',
      withMethod({ controller: undefined }),
    ),
    bad(
      'two-of-one-name',
      `${CID}2.2: a name is of one method.`,
      'issuer-document-wrong',
      didDocument({ verificationMethod: [method(), method({ publicKeyMultibase: stranger.multibase })] }),
      accepts('it takes the first'),
    ),
    bad(
      'two-spellings',
      `${CID}2.2: one method has its key once.`,
      'proof-key-not-supported',
      withMethod({ publicKeyJwk: stranger.jwk }),
      accepts('it reads publicKeyMultibase only'),
    ),
    bad(
      'no-key',
      `${CID}2.2: the method has no key.`,
      'proof-key-not-supported',
      didDocument({ verificationMethod: [keyless] }),
    ),
    bad(
      'other-key',
      'Another key stands in the document: the proof was not made with it.',
      'signature-wrong',
      withMethod({ publicKeyMultibase: stranger.multibase }),
    ),
    bad(
      'multikey-p-256',
      `${CID}2.2.2: a key of another kind cannot have made such a proof.`,
      'proof-key-not-supported',
      withMethod({ publicKeyMultibase: P_256 }),
    ),
    bad(
      'multikey-x25519',
      `${CID}2.2.2: a key to agree on secrets with signs nothing.`,
      'proof-key-not-supported',
      withMethod({ publicKeyMultibase: X25519 }),
    ),
    bad(
      'json-web-key-x25519',
      `${CID}2.2.3: the same as JsonWebKey.`,
      'proof-key-not-supported',
      didDocument({ verificationMethod: [jsonWebKey({ ...schoolWeb.jwk, crv: 'X25519' })] }),
    ),
    bad(
      'json-web-key-ec',
      `${CID}2.2.3: a key of another kind.`,
      'proof-key-not-supported',
      didDocument({
        verificationMethod: [jsonWebKey({ kty: 'EC', crv: 'P-256', x: schoolWeb.jwk.x, y: schoolWeb.jwk.x })],
      }),
    ),
    bad(
      'json-web-key-short',
      'RFC 8037, section 2: x is the whole key.',
      'proof-key-not-supported',
      didDocument({ verificationMethod: [jsonWebKey({ ...schoolWeb.jwk, x: schoolWeb.jwk.x.slice(0, -3) })] }),
    ),
    bad('no-document', `${CID}2: the document is an object.`, 'issuer-document-wrong', 'not found'),
    bad(
      'altered',
      'A credential of a did:web is held against the key in its document.',
      'signature-wrong',
      didDocument(),
      { credential: change(genuine, 'issuer.name', 'University') },
    ),
    undecided(
      'did-web/unreachable',
      'did:web, section "Read": the document could not be had; that says nothing about the credential.',
      genuine,
      ['issuer-not-reached'],
      { sources: { didDocuments: {} } },
    ),
    undecided('did-web/not-asked', 'Nobody was given who could ask for the document.', genuine, ['issuer-not-reached']),
    forged(
      'did-web/path-upwards',
      'did:web, section "Read": a path that leads to a document of others on that site.',
      await named('did:web:school.example:..:other'),
      ['issuer-not-supported'],
    ),
    forged(
      'did-web/path-with-slash',
      'did:web, section "Read": a slash within a part of the path.',
      await named('did:web:school.example:a%2Fb'),
      ['issuer-not-supported'],
    ),
    forged('did-web/no-host', 'did:web, section "Read": a DID of a site has a site.', await named('did:web:'), [
      'issuer-not-supported',
    ]),
    forged(
      'did-key/p-256',
      'did:key method: a key of a kind with which this suite signs nothing.',
      await byKey(`did:key:${P_256}`),
      ['issuer-not-supported'],
    ),
    forged('did-key/broken', 'did:key method: letters that are not in base58btc.', await byKey('did:key:z6Mk0OIl'), [
      'issuer-not-supported',
    ]),
    forged(
      'did-key/base64url',
      'did:key method: a key is in base58btc, so that one key has one name.',
      await byKey(`did:key:u7QE${school.jwk.x}`),
      ['issuer-not-supported'],
    ),
    refused(
      'did/other-method',
      'A DID of a method that is not read here.',
      await named('did:example:school'),
      'issuer-not-supported',
    ),
    refused(
      'did/web-page',
      'An issuer named by its site, which says nothing of its keys.',
      await named('https://school.example'),
      'issuer-not-supported',
    ),
  ];
}
