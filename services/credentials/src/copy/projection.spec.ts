import { describe, expect, it } from 'vitest';
import type { Achievement, AchievementCredential, AchievementSubject, Profile } from '@estafette/verifier';
import { badgeOf } from '../projection/badge.example.js';
import { notCarriedIn, projectionOf } from './projection.js';

/** All that a credential of ours can have: a member that is new in the model has to be said here too. */
type Full = Required<AchievementCredential> & {
  readonly issuer: Required<Profile>;
  readonly credentialSubject: Required<AchievementSubject> & { readonly achievement: Required<Achievement> };
};

const bare = badgeOf();
const { credentialSubject: subject, evidence = [], issuer } = bare;
const profile: Required<Profile> = {
  id: 'did:web:other.example',
  type: ['Profile'],
  name: 'Another School',
  url: 'https://other.example',
  address: { type: ['Address'], addressCountryCode: 'BE', addressRegion: 'Vlaanderen' },
};
const full: Full = {
  ...bare,
  issuer: { ...profile, ...issuer },
  validUntil: '2030-01-01T00:00:00Z',
  credentialStatus: {
    id: 'https://school.example/status/1#7',
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '7',
    statusListCredential: 'https://school.example/status/1',
  },
  evidence: evidence.map((one) => ({ ...one, genre: 'workpiece', description: 'Fourteen loaves.' })),
  // What it holds is not looked at.
  endorsement: [{ id: 'urn:uuid:endorsement' }] as unknown as Full['endorsement'],
  credentialSubject: {
    ...{ activityStartDate: '', activityEndDate: '', creditsEarned: 0, identifier: [], result: [] },
    ...subject,
    id: 'did:key:holder',
    role: 'professional',
    source: { ...profile, name: 'An Assessor' },
    achievement: {
      ...{ alignment: [], creditsAvailable: 0, resultDescription: [], version: '', tag: ['bread'] },
      ...subject.achievement,
      creator: { ...profile, name: 'A Guild' },
      image: { id: 'https://school.example/bread.png', type: 'Image', caption: 'Bread' },
      related: [{ id: 'urn:uuid:related', type: ['Related'], version: '2' }],
    },
  },
};

type Leaf = readonly [path: string, value: string | number];

/** Everything that stands in it, by its path; places in a list are all one. */
function leavesOf(value: unknown, path = ''): Leaf[] {
  if (typeof value === 'string' || typeof value === 'number') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((one) => leavesOf(one, path));
  return Object.entries(value as object).flatMap(([name, one]) =>
    leavesOf(one, path === '' ? name : `${path}.${name}`),
  );
}

const seconds = (date: string): number => Date.parse(date) / 1_000;

describe('what an SD-JWT VC of the IETF says of a credential', () => {
  it('carries or lists every member that a credential can have', () => {
    const { claims, notCarried } = projectionOf(full);
    const said = leavesOf(claims).map(([, value]) => value);
    const listed = notCarried.map(({ member }) => member);
    const copysOwn = ['credentialStatus', 'credentialSubject.id'];
    const isBelow = (path: string, members: readonly string[]): boolean =>
      members.some((member) => path === member || path.startsWith(`${member}.`));
    const silent = leavesOf(full).filter(([path, value]) => {
      if (isBelow(path, [...listed, ...copysOwn]) || path.endsWith('.type')) return false;
      if (path === 'validFrom' || path === 'validUntil') return !said.includes(Math.floor(seconds(String(value))));
      // Told by the name that it has in the rubric.
      if (path.startsWith('credentialSubject.result.')) return false;
      return !said.includes(value);
    });
    expect(silent).toEqual([]);
    expect(listed).toEqual([
      '@context',
      'type',
      'endorsement',
      'issuer.url',
      'issuer.address',
      'credentialSubject.source',
      'credentialSubject.achievement.alignment',
      'credentialSubject.achievement.resultDescription',
      'credentialSubject.achievement.creator',
      'credentialSubject.achievement.image',
      'credentialSubject.achievement.related',
    ]);
    expect(claims).toMatchObject({ result: subject.result?.map(() => ({ level: 'on your own' })) });
  });

  it('lists nothing that is not there, and says why of all that is', () => {
    const { endorsement: _endorsement, ...without } = full;
    expect(projectionOf(without).notCarried.map(({ member }) => member)).not.toContain('endorsement');
    for (const { why } of projectionOf(full).notCarried) expect(why).toMatch(/\.$/);
  });

  it('is the one copy that leaves something behind', () => {
    expect(notCarriedIn('dc+sd-jwt', full).length).toBeGreaterThan(0);
    for (const format of ['jwt', 'ldp_vc', 'vc+sd-jwt'] as const) expect(notCarriedIn(format, full)).toEqual([]);
  });
});
