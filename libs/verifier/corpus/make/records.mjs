// Records (CLR 2.0): several credentials of one learner, published as one. Each has to show for itself, whoever publishes it.

import { CLR, compactJws, bakery, learner, OB, publisher, school, sign, stranger, V2 } from './sign.mjs';
import { ended, forged, misshapen, refused, valid } from './cases.mjs';
import { change, confirmation, entry, LIST, small, statusList, uuid } from './documents.mjs';

const CLR_MODEL = 'CLR 2.0, section "ClrSubject": ';
const ITSELF = 'The record is as its publisher signed it, which says nothing of what stands in it: ';
const WITHIN = 'credentialSubject.verifiableCredential';

const NAMES = { 21: 'Working with return bread', 22: 'Running a bakery' };
const badge = ({ id, achievement = {}, ...more }) =>
  small({
    id: uuid(id),
    subject: { id: learner.did },
    achievement: { id: uuid(id + 10), name: NAMES[id], ...achievement },
    ...more,
  });

const association = (more = {}) => ({
  type: 'Association',
  associationType: 'precedes',
  sourceId: uuid(31),
  targetId: uuid(32),
  ...more,
});

const record = (verifiableCredential, { subject = {}, ...more } = {}) => ({
  '@context': [V2, CLR, OB],
  id: uuid(20),
  type: ['VerifiableCredential', 'ClrCredential'],
  name: 'What was learned in the region',
  issuer: { id: publisher.did, type: ['Profile'], name: 'Region IJssel' },
  validFrom: '2026-11-22T09:00:00Z',
  credentialSubject: {
    id: learner.did,
    type: ['ClrSubject'],
    association: [association()],
    verifiableCredential,
    ...subject,
  },
  ...more,
});

const known = [school.did, publisher.did];
const genuine = { verdict: 'valid' };

export async function records() {
  const [first, second] = [await sign(badge({ id: 21 }), school), await sign(badge({ id: 22 }), school)];
  const publish = async (members, more) => await sign(record(members, more), publisher);
  const good = await publish([first, second]);
  const members = { [`${WITHIN}.0`]: genuine, [`${WITHIN}.1`]: genuine };
  const lists = { statusLists: { [LIST]: await sign(statusList({ set: [94567] }), school) } };

  const holds = (name, why, given, { sources, ...more } = {}) =>
    valid(`records/${name}`, why, given, { members, sources: { known, ...sources }, ...more });
  const bad = (name, why, given, { sources, codes, ...more } = {}) =>
    forged(`records/${name}`, why, given, codes, { members, sources: { known, ...sources }, ...more });
  /** One member is what is said of it, and the record around it is genuine all the same. */
  const itself = async (name, why, member, said, more) =>
    holds(name, ITSELF + why, await publish([member, second]), {
      members: { ...members, [`${WITHIN}.0`]: said },
      ...more,
    });
  /** Those signed as text are told after the others. */
  const enveloped = async (name, why, text, said) =>
    holds(
      name,
      ITSELF + why,
      await publish([second, { type: 'EnvelopedVerifiableCredential', id: `data:application/vc+jwt,${text}` }]),
      { members: { [`${WITHIN}.0`]: genuine, [`${WITHIN}.1`]: said }, codes: ['schema-departs'] },
    );

  const altered = change(first, 'credentialSubject.achievement.name', 'Head of the bakery');
  const endorsed = async (endorsement) => await sign(badge({ id: 21, endorsement: [endorsement] }), school);
  const endorsement = await sign(confirmation(uuid(21)), bakery);
  const jwt = await compactJws(badge({ id: 21 }), school, { typ: 'vc+jwt' });
  const retold = { ...badge({ id: 21 }).credentialSubject.achievement, name: 'Head of the bakery' };
  const withinMember = change(good, 'credentialSubject.association');
  Object.assign(withinMember.credentialSubject.verifiableCredential[0].credentialSubject, {
    type: ['AchievementSubject', 'ClrSubject'],
    association: [association()],
  });

  return [
    holds('good', `${CLR_MODEL}two badges of one learner, of which one comes before the other.`, good),
    holds(
      'partial',
      'CLR 2.0, section "ClrCredential": it says that it leaves something out.',
      await publish([first, second], { partial: true }),
    ),
    holds(
      'members-in-other-order',
      `${CLR_MODEL}a set has no order: each member is judged as before.`,
      change(good, WITHIN, [second, first]),
    ),
    holds(
      'single-values',
      `${CLR_MODEL}JSON-LD lets a single value stand for a list of one, as it was signed.`,
      change(change(await publish([first]), WITHIN, first), 'credentialSubject.association', association()),
      { members: { [WITHIN]: genuine } },
    ),
    await itself(
      'member-of-unknown-issuer',
      'a badge of somebody whom no registry knows.',
      await sign(badge({ id: 21, issuer: stranger.did }), stranger),
      { verdict: 'valid-issuer-unknown', codes: ['issuer-not-known'] },
    ),
    await itself('member-altered-before', 'a badge that was altered before it was published.', altered, {
      verdict: 'not-genuine',
      codes: ['signature-wrong'],
    }),
    await itself('member-unsigned', 'a badge that nobody signed.', badge({ id: 21 }), {
      verdict: 'not-genuine',
      codes: ['proof-missing', 'signature-not-checked'],
    }),
    await itself(
      'member-signed-by-publisher',
      'a badge in the name of the school, signed by who publishes the record.',
      await sign(badge({ id: 21 }), publisher),
      { verdict: 'not-genuine', codes: ['proof-key-not-of-issuer', 'signature-not-checked'] },
    ),
    await itself(
      'member-revoked',
      'a badge that its school withdrew since.',
      await sign(badge({ id: 21, credentialStatus: entry() }), school),
      { verdict: 'not-valid-any-more', codes: ['revoked'] },
      { sources: lists },
    ),
    await itself(
      'member-expired',
      'a badge that has ended.',
      await sign(badge({ id: 21, validUntil: '2026-11-30T00:00:00Z' }), school),
      { verdict: 'not-valid-any-more', codes: ['expired'] },
    ),
    await itself(
      'member-status-unreachable',
      'a badge of which the status cannot be asked.',
      await sign(badge({ id: 21, credentialStatus: entry() }), school),
      { verdict: 'undecided', codes: ['status-not-reached'] },
    ),
    await itself('member-endorsed', 'a badge that the bakery endorsed.', await endorsed(endorsement), {
      verdict: 'valid',
      members: { 'endorsement.0': { verdict: 'valid-issuer-unknown' } },
    }),
    await itself(
      'member-endorsement-altered',
      'a genuine badge with an endorsement that was altered before it was put there.',
      await endorsed(change(endorsement, 'credentialSubject.endorsementComment', 'The best ever.')),
      { verdict: 'valid', members: { 'endorsement.0': { verdict: 'not-genuine', codes: ['signature-wrong'] } } },
    ),
    await enveloped(
      'member-enveloped',
      'a badge as JWT, in an envelope (VC Data Model 2.0, section 4.13.1).',
      jwt,
      genuine,
    ),
    await enveloped(
      'member-enveloped-altered',
      'the same with another payload under its signature.',
      withPayloadOf(jwt, altered),
      {
        verdict: 'not-genuine',
        codes: ['signature-wrong'],
      },
    ),
    bad(
      'member-altered',
      'A member altered within the record: neither its own signature nor that of the record fits.',
      change(good, `${WITHIN}.0.credentialSubject.achievement.name`, 'Head of the bakery'),
      { members: { ...members, [`${WITHIN}.0`]: { verdict: 'not-genuine', codes: ['signature-wrong'] } } },
    ),
    bad('member-removed', 'A member taken out.', change(good, `${WITHIN}.1`), {
      members: { [`${WITHIN}.0`]: genuine },
    }),
    bad(
      'member-added',
      'Another genuine badge of the same learner, which nobody published here.',
      change(good, `${WITHIN}.2`, await sign(badge({ id: 23, achievement: { name: 'Hygiene' } }), school)),
      { members: { ...members, [`${WITHIN}.2`]: genuine } },
    ),
    bad(
      'association-turned',
      'What came before comes after.',
      change(good, 'credentialSubject.association', [association({ sourceId: uuid(32), targetId: uuid(31) })]),
    ),
    bad(
      'association-of-another-kind',
      'The one does not come before the other, but is all of it.',
      change(good, 'credentialSubject.association.0.associationType', 'exactMatchOf'),
    ),
    bad('association-removed', 'Nothing says which came before.', change(good, 'credentialSubject.association')),
    bad('learner-replaced', 'The record of somebody else.', change(good, 'credentialSubject.id', stranger.did)),
    bad(
      'not-partial',
      'It said that it leaves something out.',
      change(await publish([first, second], { partial: true }), 'partial'),
    ),
    bad(
      'by-another',
      'Signed by a stranger in the name of the publisher: the members are genuine all the same.',
      await sign(record([first, second]), stranger, { method: publisher.id }),
    ),
    refused(
      'records/unsigned',
      'Nobody published it: the members are genuine all the same.',
      record([first, second]),
      'proof-missing',
      { members, sources: { known } },
    ),
    ended(
      'records/expired',
      'The record has ended; its members have not.',
      await publish([first, second], { validUntil: '2026-11-30T00:00:00Z' }),
      ['expired'],
      { members, sources: { known } },
    ),
    misshapen(
      'records/told-otherwise',
      'The publisher tells of an achievement what the badge does not: in RDF both are one thing.',
      await publish([first, second], { subject: { achievement: [retold] } }),
      { members, sources: { known }, elsewhere: { accepts: 'the meaning in RDF is what was signed' } },
    ),
    misshapen(
      'records/told-within-member',
      'What the record says, moved into a badge, whose words are others.',
      withinMember,
      { members: { ...members, [`${WITHIN}.0`]: { verdict: 'not-genuine' } }, sources: { known } },
    ),
  ];
}

/** A JWT with the signature that it had, over another payload. */
function withPayloadOf(jwt, { proof: _proof, ...document }) {
  const [header, , signature] = jwt.split('.');
  return [header, Buffer.from(JSON.stringify(document)).toString('base64url'), signature].join('.');
}
