// VC Data Integrity 1.0 and its cryptosuite eddsa-rdfc-2022: what a proof must be.

import { ended, forged, misshapen, refused, valid } from './cases.mjs';
import { change, small, uuid } from './documents.mjs';
import { bakery, CREATED, fromBase58, proofOf, school, sign, stranger, toBase58 } from './sign.mjs';

const DI = 'VC Data Integrity 1.0, section ';
const EDDSA = 'Data Integrity EdDSA Cryptosuites 1.0, section ';
const RFC = 'RFC 8032, section 5.1.7: ';

/** The neutral point of the curve: as a key, R = this point and S = 0 would fit whatever was signed. */
const NEUTRAL = Buffer.from(`01${'00'.repeat(31)}`, 'hex');

/** A badge that nobody signed, of an issuer whose key is that point. */
function ofNobody() {
  const multikey = `z${toBase58(Buffer.concat([Buffer.of(0xed, 0x01), NEUTRAL]))}`;
  const proof = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', created: CREATED };
  const verificationMethod = `did:key:${multikey}#${multikey}`;
  const proofValue = `z${toBase58(Buffer.concat([NEUTRAL, Buffer.alloc(32)]))}`;
  return {
    ...small({ issuer: `did:key:${multikey}` }),
    proof: { ...proof, verificationMethod, proofPurpose: 'assertionMethod', proofValue },
  };
}

export async function proofs() {
  const unsigned = small();
  const genuine = await sign(unsigned, school);
  const { proof } = genuine;
  const signature = fromBase58(proof.proofValue.slice(1));
  const withProof = (value) => ({ ...unsigned, proof: value });
  const altered = (name, why, more, code, rest) =>
    code === undefined
      ? forged(`proofs/${name}`, why, withProof({ ...proof, ...more }), undefined, rest)
      : refused(`proofs/${name}`, why, withProof({ ...proof, ...more }), code, rest);
  const value = (name, why, proofValue, code, rest) => altered(name, why, { proofValue }, code, rest);
  const bytes = (name, why, all) => value(name, why, `z${toBase58(all)}`);
  const without = (member) => withProof(Object.fromEntries(Object.entries(proof).filter(([name]) => name !== member)));
  const signedWith = async (options) => await sign(unsigned, school, options);
  const another = { ...unsigned, id: uuid(77), name: 'Another credential of the same school' };
  const later = await proofOf(unsigned, school, { created: '2026-11-22T00:00:00Z' });
  const witness = await proofOf(unsigned, bakery);
  const broken = { ...witness, proofValue: (await proofOf(another, bakery)).proofValue };
  const accepts = (why) => ({ elsewhere: { accepts: why } });
  return [
    refused('proofs/missing', `${DI}4.4: there is no proof.`, unsigned, 'proof-missing'),
    misshapen('proofs/empty-list', `${DI}2.1.1: a set of proofs has proofs.`, withProof([])),
    refused('proofs/text', `${DI}2.1: a proof is an object.`, withProof('signed, the school'), 'proof-malformed'),
    forged('proofs/null', `${DI}2.1: a proof is an object.`, withProof(null), [
      'shape-unknown',
      'proof-malformed',
      'signature-not-checked',
    ]),
    altered(
      'type-other',
      `${EDDSA}2.2.1: type is DataIntegrityProof.`,
      { type: 'Ed25519Signature2020' },
      'proof-algorithm-not-allowed',
    ),
    altered(
      'cryptosuite-other',
      `${EDDSA}3.2: the suite is eddsa-rdfc-2022.`,
      { cryptosuite: 'eddsa-jcs-2022' },
      'proof-algorithm-not-allowed',
    ),
    altered(
      'cryptosuite-ecdsa',
      `${EDDSA}3.2: the suite is eddsa-rdfc-2022.`,
      { cryptosuite: 'ecdsa-rdfc-2019' },
      'proof-algorithm-not-allowed',
    ),
    refused(
      'proofs/cryptosuite-missing',
      `${DI}2.1: a DataIntegrityProof names its suite.`,
      without('cryptosuite'),
      'proof-algorithm-not-allowed',
    ),
    refused('proofs/type-missing', `${DI}2.1: a proof has a type.`, without('type'), 'proof-algorithm-not-allowed'),
    refused(
      'proofs/purpose-missing',
      `${DI}2.1: a proof has a purpose.`,
      without('proofPurpose'),
      'proof-purpose-wrong',
    ),
    refused(
      'proofs/method-missing',
      `${DI}2.1: a proof names its key.`,
      without('verificationMethod'),
      'proof-malformed',
    ),
    refused(
      'proofs/value-missing',
      `${EDDSA}2.2.1: proofValue must be there.`,
      without('proofValue'),
      'proof-malformed',
    ),
    refused(
      'proofs/purpose-authentication',
      `${DI}2.2: signed to say who shows something, not to assert a credential.`,
      await signedWith({ purpose: 'authentication' }),
      'proof-purpose-wrong',
    ),
    altered(
      'purpose-unknown',
      `${DI}2.2: an unknown purpose.`,
      { proofPurpose: 'capabilityInvocation' },
      'proof-purpose-wrong',
    ),
    forged(
      'proofs/purpose-altered',
      `${DI}2.2: signed for one purpose, then said to be for another.`,
      change(await signedWith({ purpose: 'authentication' }), 'proof.proofPurpose', 'assertionMethod'),
    ),
    altered(
      'member-unknown',
      `${DI}2.1.2: a chain of proofs is not read.`,
      { previousProof: uuid(70) },
      'proof-member-unknown',
    ),
    forged(
      'proofs/with-contexts',
      `${DI}2.4: a proof takes the contexts of its document.`,
      withProof({ ...proof, '@context': unsigned['@context'] }),
      ['shape-unknown', 'proof-member-unknown', 'signature-not-checked'],
      accepts('it takes the contexts of the proof, which are those of the document here'),
    ),
    altered('created-altered', `${DI}2.1: created is signed too.`, { created: '2020-01-01T00:00:00Z' }),
    altered(
      'created-never',
      `${DI}2.1: created is a real moment.`,
      { created: '2026-02-30T00:00:00Z' },
      'proof-malformed',
    ),
    forged('proofs/created-removed', `${DI}2.1: created is signed too.`, without('created')),
    valid('proofs/created-not-said', `${DI}2.1: created may be left out.`, await signedWith({ created: null })),
    valid('proofs/with-id', `${DI}2.1: a proof may have a name.`, await signedWith({ proof: { id: uuid(70) } })),
    forged(
      'proofs/id-altered',
      `${DI}2.1: the name of a proof is signed too.`,
      change(await signedWith({ proof: { id: uuid(70) } }), 'proof.id', uuid(71)),
    ),
    forged('proofs/id-added', `${DI}2.1: the name of a proof is signed too.`, change(genuine, 'proof.id', uuid(71))),
    valid('proofs/with-nonce', `${DI}2.1: a proof may have a nonce.`, await signedWith({ proof: { nonce: '4711' } })),
    forged(
      'proofs/nonce-altered',
      `${DI}2.1: the nonce is signed too.`,
      change(await signedWith({ proof: { nonce: '4711' } }), 'proof.nonce', '4712'),
    ),
    valid(
      'proofs/ends-later',
      `${DI}2.1: a proof may end.`,
      await signedWith({ proof: { expires: '2027-01-01T00:00:00Z' } }),
    ),
    ended(
      'proofs/ended',
      `${DI}2.1: after expires a proof is not to be accepted.`,
      await signedWith({ proof: { expires: '2026-11-30T00:00:00Z' } }),
      ['proof-expired'],
    ),
    forged(
      'proofs/end-altered',
      `${DI}2.1: expires is signed too.`,
      change(await signedWith({ proof: { expires: '2026-11-30T00:00:00Z' } }), 'proof.expires', '2030-11-30T00:00:00Z'),
    ),
    forged(
      'proofs/end-removed',
      `${DI}2.1: expires is signed too.`,
      change(await signedWith({ proof: { expires: '2026-11-30T00:00:00Z' } }), 'proof.expires'),
    ),
    refused(
      'proofs/key-of-another',
      'Signed by a stranger in the name of the school, and says so.',
      await sign(unsigned, stranger),
      'proof-key-not-of-issuer',
    ),
    forged(
      'proofs/key-of-another-hidden',
      'Signed by a stranger who names the key of the school.',
      await sign(unsigned, stranger, { method: school.id }),
    ),
    forged(
      'proofs/key-mixed',
      'did:key method, section "Document Creation": the one key of a did:key is itself; here the key of a stranger at it.',
      await sign(unsigned, stranger, { method: `${school.did}#${stranger.multibase}` }),
      ['proof-key-not-of-issuer'],
    ),
    refused(
      'proofs/key-by-its-did',
      'Controlled Identifiers 1.0, section 2.2: a method has a fragment.',
      await signedWith({ method: school.did }),
      'proof-key-not-of-issuer',
    ),
    bytes('too-short', `${EDDSA}3.2.2: a signature has 64 bytes.`, signature.subarray(0, 63)),
    bytes('too-long', `${EDDSA}3.2.2: a signature has 64 bytes.`, Buffer.concat([signature, Buffer.of(0)])),
    bytes(
      'one-bit',
      `${RFC}one bit of the signature turned.`,
      signature.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
    ),
    forged(
      'proofs/key-of-nobody',
      `${RFC}a key of small order, under which one signature fits everything.`,
      ofNobody(),
    ),
    value('zero', `${RFC}a signature of zeros.`, `z${'1'.repeat(64)}`),
    value(
      'no-multibase',
      `${EDDSA}2.2.1: multibase begins with its letter.`,
      proof.proofValue.slice(1),
      'proof-malformed',
    ),
    value(
      'base64url',
      `${EDDSA}2.2.1: the value is in base58btc.`,
      `u${signature.toString('base64url')}`,
      'proof-malformed',
      accepts('it reads base64url too'),
    ),
    value(
      'hexadecimal',
      `${EDDSA}2.2.1: the value is in base58btc.`,
      `f${signature.toString('hex')}`,
      'proof-malformed',
    ),
    value(
      'wrong-letters',
      `${EDDSA}2.2.1: 0, O, I and l are not in base58btc.`,
      `z0OIl${proof.proofValue.slice(5)}`,
      'proof-malformed',
    ),
    value('empty', `${EDDSA}2.2.1: the value has bytes.`, 'z', 'proof-malformed'),
    forged(
      'proofs/of-another-credential',
      'The proof of another credential of the same school.',
      withProof(await proofOf(another, school)),
    ),
    valid('proofs/list-of-one', `${DI}2.1.1: a set may have one proof.`, withProof([proof])),
    valid('proofs/two-of-the-issuer', `${DI}2.1.1: a set, of which every proof fits.`, withProof([proof, later])),
    valid('proofs/with-a-witness', `${DI}2.1.1: others may vouch for it too.`, withProof([witness, proof])),
    forged(
      'proofs/one-bad-of-two',
      `${DI}4.5: every proof in a set must fit.`,
      withProof([proof, broken]),
      undefined,
      accepts('one proof that fits is enough for it'),
    ),
    refused(
      'proofs/only-a-witness',
      'Others vouch for it, the issuer does not.',
      withProof([witness]),
      'proof-key-not-of-issuer',
    ),
    refused(
      'proofs/one-of-another-suite',
      `${DI}4.5: every proof in a set must be told to fit.`,
      withProof([proof, { ...later, cryptosuite: 'bbs-2023' }]),
      'proof-algorithm-not-allowed',
      accepts('it leaves out the proofs that it does not know'),
    ),
    refused(
      'proofs/twice',
      `${DI}2.1.1: a set has each proof once.`,
      withProof([proof, proof]),
      'proof-twice',
      accepts('it does not look for proofs that are the same'),
    ),
    refused(
      'proofs/nine',
      'Each proof costs the time of a signature.',
      withProof(Array.from({ length: 9 }, () => proof)),
      'proof-too-many',
      accepts('it takes any number'),
    ),
    refused(
      'proofs/domain-not-text',
      `${DI}2.1: a domain is text.`,
      withProof({ ...proof, domain: 7 }),
      'proof-malformed',
    ),
    valid(
      'proofs/with-domain',
      `${DI}2.1: nobody asked for whom a credential was made.`,
      await signedWith({ proof: { domain: 'https://school.example', challenge: CREATED } }),
    ),
  ];
}
