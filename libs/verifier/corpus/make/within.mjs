// What stands within another document is judged by itself: endorsements, and what a presentation shows.

import { ended, forged, refused, valid } from './cases.mjs';
import { change, confirmation, entry, small, uuid } from './documents.mjs';
import { didDocument } from './keys.mjs';
import { bakery, learner, proofOf, school, schoolWeb, sign, stranger, V2 } from './sign.mjs';

const OUTER = 'The outer credential is as it was signed; what stands within it has to show for itself: ';
const VP = 'VC Data Model 2.0, section 4.13: ';
const DI = 'VC Data Integrity 1.0, section 2.1: ';

const CHALLENGE = 'c0ffee';
const DOMAIN = 'https://employer.example';

export async function endorsements() {
  const genuine = await sign(confirmation(), bakery);
  const around = async (endorsement, place = {}) => await sign(small({ endorsement: [endorsement], ...place }), school);
  const outer = async (name, why, endorsement, verdict, codes) =>
    valid(`within/${name}`, OUTER + why, await around(endorsement), {
      members: { 'endorsement.0': { verdict, codes } },
    });
  const { '@context': _contexts, ...bare } = confirmation();
  return [
    await outer('good', 'a genuine endorsement.', genuine, 'valid-issuer-unknown'),
    await outer(
      'altered',
      'an endorsement that was altered before it was put there.',
      change(genuine, 'credentialSubject.endorsementComment', 'The best ever.'),
      'not-genuine',
      ['signature-wrong'],
    ),
    await outer('unsigned', 'an endorsement that nobody signed.', confirmation(), 'not-genuine', [
      'proof-missing',
      'signature-not-checked',
    ]),
    await outer(
      'in-name-of-another',
      'an endorsement by a stranger in the name of the bakery.',
      await sign(confirmation(), stranger, { method: bakery.id }),
      'not-genuine',
      ['signature-wrong'],
    ),
    await outer(
      'expired',
      'an endorsement that has ended.',
      await sign(confirmation(uuid(1), { validUntil: '2026-11-30T00:00:00Z' }), bakery),
      'not-valid-any-more',
      ['expired'],
    ),
    await outer(
      'status-unreachable',
      'an endorsement of which the status cannot be asked.',
      await sign(confirmation(uuid(1), { credentialStatus: entry() }), bakery),
      'undecided',
      ['status-not-reached'],
    ),
    valid(
      'within/of-the-issuer',
      `${OUTER}an endorsement of the issuer, on its profile.`,
      await sign(change(small(), 'issuer.endorsement', [await sign(confirmation(school.did), bakery)]), school),
      {
        members: { 'issuer.endorsement.0': { verdict: 'valid-issuer-unknown' } },
      },
    ),
    valid(
      'within/of-the-achievement',
      `${OUTER}an endorsement of the achievement, on it.`,
      await sign(small({ achievement: { endorsement: [await sign(confirmation(uuid(2)), bakery)] } }), school),
      {
        members: { 'credentialSubject.achievement.endorsement.0': { verdict: 'valid-issuer-unknown' } },
      },
    ),
    refused(
      'within/without-context',
      'A credential within that has no contexts of its own would take its meaning from around it.',
      change(await around(genuine), 'endorsement.0.@context'),
      'context-not-accepted',
      {
        members: { 'endorsement.0': { verdict: 'not-genuine' } },
        elsewhere: { accepts: 'the meaning in RDF is the same' },
      },
    ),
    refused(
      'within/without-context-when-signed',
      'The same, signed so.',
      await around(await sign(confirmation(), bakery).then(({ proof }) => ({ ...bare, proof }))),
      'context-not-accepted',
      {
        members: { 'endorsement.0': { verdict: 'not-genuine' } },
        elsewhere: { accepts: 'it does not look at what stands within' },
      },
    ),
    refused(
      'within/context-altered',
      'A credential within, with a context that nobody has checked.',
      change(await around(genuine), 'endorsement.0.@context.2', 'https://attacker.example/context.json'),
      'context-not-accepted',
    ),
    forged(
      'within/proof-altered',
      'The proof of an endorsement is signed by the one who put it there.',
      change(
        await around(genuine),
        'endorsement.0.proof',
        await proofOf(confirmation(), bakery, { created: '2026-11-25T00:00:00Z' }),
      ),
      undefined,
      {
        members: { 'endorsement.0': { verdict: 'valid-issuer-unknown' } },
      },
    ),
  ];
}

export async function presentations() {
  const badge = await sign(small({ subject: { id: learner.did } }), school);
  const presentation = (more = {}) => ({
    '@context': [V2],
    type: ['VerifiablePresentation'],
    holder: learner.did,
    verifiableCredential: [badge],
    ...more,
  });
  const asked = { proof: { challenge: CHALLENGE, domain: DOMAIN } };
  const show = async (more, { key = learner, ...options } = asked) =>
    await sign(presentation(more), key, { purpose: 'authentication', ...options });
  const shown = await show();
  const ask = { challenge: CHALLENGE, domain: DOMAIN };
  const members = { 'verifiableCredential.0': { verdict: 'valid' } };
  const good = (name, why, given, more) =>
    valid(`presentations/${name}`, VP + why, given, { ...ask, members, ...more });
  const bad = (name, why, given, code, more) =>
    (code === undefined ? forged : refused)(`presentations/${name}`, why, given, code, { ...ask, ...more });
  const withMember = async (credential, verdict, codes) => ({
    document: await show({ verifiableCredential: [credential] }),
    members: { 'verifiableCredential.0': { verdict, codes } },
  });
  const showWeb = async () => await show({ holder: schoolWeb.did }, { key: schoolWeb, ...asked });
  const web = (more) => ({ sources: { didDocuments: { [schoolWeb.did]: didDocument(more) } } });
  const others = { accepts: 'it does not hold the signer against the holder' };
  const outer = (name, why, { document, ...more }) =>
    good(name, why, document, { ...more, elsewhere: { refuses: 'a presentation of what it refuses is refused' } });
  return [
    good('good', 'the learner shows a badge, and answers what was asked.', shown),
    good('nothing-asked', 'a challenge that nobody asked for is no harm.', shown, {
      challenge: undefined,
      domain: undefined,
    }),
    good(
      'several-domains',
      'a proof may be for several.',
      await show({}, { proof: { challenge: CHALLENGE, domain: ['https://other.example', DOMAIN] } }),
    ),
    good(
      'without-credentials',
      'a presentation may show nothing but who shows it.',
      await show({ verifiableCredential: undefined }),
      { members: {} },
    ),
    good('holder-as-object', 'the holder may be an object with an id.', await show({ holder: { id: learner.did } })),
    good('holder-by-did-web', 'the holder may be a did:web.', await showWeb(), web({ authentication: [schoolWeb.id] })),
    forged(
      'presentations/key-for-assertions',
      'Controlled Identifiers 1.0, section 2.3.1: a key that asserts does not authenticate, unless it is said to.',
      await showWeb(),
      ['proof-key-not-for-this'],
      { ...ask, ...web() },
    ),
    bad(
      'challenge-of-another-time',
      `${DI}an old presentation, shown again.`,
      await show({}, { proof: { challenge: 'old', domain: DOMAIN } }),
      'challenge-differs',
    ),
    bad(
      'challenge-missing',
      `${DI}what was asked is not answered.`,
      await show({}, { proof: { domain: DOMAIN } }),
      'challenge-differs',
    ),
    bad(
      'challenge-altered',
      `${DI}the answer is signed too.`,
      change(await show({}, { proof: { challenge: 'old', domain: DOMAIN } }), 'proof.challenge', CHALLENGE),
    ),
    bad(
      'domain-of-another',
      `${DI}made for somebody else, who passes it on.`,
      await show({}, { proof: { challenge: CHALLENGE, domain: 'https://attacker.example' } }),
      'domain-differs',
    ),
    bad(
      'domain-missing',
      `${DI}made for nobody in particular.`,
      await show({}, { proof: { challenge: CHALLENGE } }),
      'domain-differs',
    ),
    bad(
      'signed-by-another',
      `${VP}the holder did not sign it.`,
      await show({}, { key: stranger, ...asked }),
      'proof-key-not-of-issuer',
      { elsewhere: others },
    ),
    bad(
      'holder-replaced',
      `${VP}the holder is signed too.`,
      change(shown, 'holder', stranger.did),
      'proof-key-not-of-issuer',
    ),
    bad('without-holder', `${VP}nobody says who shows it.`, await show({ holder: undefined }), 'issuer-not-supported', {
      elsewhere: others,
    }),
    bad('unsigned', 'VC Data Integrity 1.0, section 4.4: there is no proof.', presentation(), 'proof-missing'),
    bad(
      'asserted',
      'VC Data Integrity 1.0, section 2.2: signed to assert, not to show.',
      await sign(presentation(), learner, asked),
      'proof-purpose-wrong',
    ),
    bad(
      'credential-replaced',
      `${VP}another credential of the same learner in its place.`,
      change(
        shown,
        'verifiableCredential.0',
        await sign(small({ id: uuid(77), subject: { id: learner.did } }), school),
      ),
    ),
    bad(
      'credential-added',
      `${VP}another credential beside it.`,
      change(shown, 'verifiableCredential.1', await sign(small({ id: uuid(77) }), school)),
    ),
    bad('credential-removed', `${VP}a credential taken out.`, change(shown, 'verifiableCredential')),
    outer(
      'credential-altered',
      'the learner altered what they show: they did show it, but it is not genuine.',
      await withMember(change(badge, 'credentialSubject.achievement.name', 'Diploma'), 'not-genuine', [
        'signature-wrong',
      ]),
    ),
    outer(
      'credential-expired',
      'what is shown has ended.',
      await withMember(await sign(small({ validUntil: '2026-11-30T00:00:00Z' }), school), 'not-valid-any-more', [
        'expired',
      ]),
    ),
    outer(
      'credential-unsigned',
      'the presentation does not vouch for what it shows.',
      await withMember(small(), 'not-genuine', ['proof-missing', 'signature-not-checked']),
    ),
    ended(
      'presentations/ended',
      `${DI}a presentation that was to be accepted for a minute.`,
      await show({}, { proof: { challenge: CHALLENGE, domain: DOMAIN, expires: '2026-11-30T00:00:00Z' } }),
      ['proof-expired'],
      ask,
    ),
  ];
}
