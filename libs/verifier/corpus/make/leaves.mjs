// The full credential with each leaf changed of which no case was written by hand, so that no member that is signed is left out.

import { forged } from './cases.mjs';
import { change, full, uuid } from './documents.mjs';
import { altered, listed } from './altered.mjs';
import { stranger } from './sign.mjs';

const CHANGED = 'A signed member changed in meaning (VC Data Integrity 1.0, section 4.4): ';

/** Texts, numbers and flags, by their places, such as `evidence.0.name`. */
function leavesOf(value, path = []) {
  if (typeof value !== 'object' || value === null) return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]));
}

function placesOfChange(one, other) {
  const [before, after] = [one, other].map((document) => new Map(leavesOf(document)));
  return [...new Set([...before.keys(), ...after.keys()])].filter((at) => before.get(at) !== after.get(at));
}

function changed(value) {
  if (typeof value !== 'string') return typeof value === 'number' ? value + 1 : !value;
  if (value.startsWith('did:')) return stranger.did;
  if (value.startsWith('urn:uuid:')) return uuid(990);
  if (/^\d{4}-.*Z$/.test(value)) return '2020-01-01T00:00:00Z';
  return value.startsWith('http') ? `${value}/other` : `${value} of another`;
}

const otherSignature = (value, genuine) =>
  [genuine, ...genuine.endorsement].map(({ proof: [{ proofValue }] }) => proofValue).find((one) => one !== value);

const refused = (code) => [code, 'signature-not-checked'];

/** Where more comes of a change than that the signature does not fit: why, what, and where `changed` would say little, to what. */
const SPECIAL = [
  [/^@context\.\d$/, 'a context that nobody has checked', refused('context-not-accepted')],
  [/^type\.0$/, 'no credential any more', refused('shape-unknown'), () => 'AchievementCredential'],
  [
    /^type\.1$/,
    'a credential of another kind',
    refused('shape-unknown'),
    (type) => (type === 'OpenBadgeCredential' ? 'EndorsementCredential' : 'OpenBadgeCredential'),
  ],
  [/^issuer\.id$/, 'another issuer under the same key', refused('proof-key-not-of-issuer')],
  [/^proof\.0\.(?:type|cryptosuite)$/, 'another kind of proof', refused('proof-algorithm-not-allowed')],
  [/^proof\.0\.verificationMethod$/, 'the key of another', refused('proof-key-not-of-issuer'), () => stranger.id],
  [/^proof\.0\.proofValue$/, 'the signature of another document', ['signature-wrong'], otherSignature],
  [/^proof\.0\.proofPurpose$/, 'signed for something else', refused('proof-purpose-wrong'), () => 'authentication'],
  [
    /(?:^|\.)type(?:\.\d)?$/,
    'another class, in which words that stand there mean nothing (JSON-LD 1.1, section 4.1.8)',
    ['signature-not-checkable'],
    () => 'GeoCoordinates',
  ],
];
/** Classes without which a part is none that Open Badges 3.0 has there. */
const WANTED = {
  achievement: /^(?:credentialSubject|credentialSubject\.achievement|evidence\.\d)\.type\.0$/,
  endorsement: /^credentialSubject\.type\.0$/,
};

function judged(kind, path) {
  const [, why = 'a member that no other case changes', codes = ['signature-wrong'], to = changed] =
    SPECIAL.find(([place]) => place.test(path)) ?? [];
  return { why, codes: WANTED[kind].test(path) ? refused('shape-unknown') : codes, to };
}

/** What comes of it around an endorsement that was changed: its words, and its proof, are signed there as well. */
function codesAround(path) {
  if (path.startsWith('@context.')) return refused('context-not-accepted');
  // What is no endorsement tells of the credential itself, and tells it otherwise than the credential does.
  if (/^(?:credentialSubject\.)?type\.0$/.test(path)) return refused('shape-unknown');
  return /(?:^|\.)type(?:\.0)?$/.test(path) ? ['signature-not-checkable'] : ['signature-wrong'];
}

export async function leaves() {
  const genuine = await full();
  const sources = await listed();
  const places = (await altered()).map(({ document }) => placesOfChange(genuine, document));
  const byHand = new Set(places.filter(({ length }) => length === 1).flat());
  return leavesOf(genuine)
    .filter(([path]) => !byHand.has(path))
    .map(([path, value]) => {
      const [, within] = /^endorsement\.0\.(.*)$/.exec(path) ?? [];
      const { why, codes, to } = judged(within ? 'endorsement' : 'achievement', within ?? path);
      const isNone = within === 'type.0';
      const members = isNone ? {} : { 'endorsement.0': { verdict: 'not-genuine', codes } };
      return forged(
        `leaves/${path}`,
        `${CHANGED}${why}`,
        change(genuine, path, to(value, genuine)),
        within ? codesAround(within) : codes,
        { sources, ...(within && { members }) },
      );
    });
}
