import { describe, expect, it } from 'vitest';
import { buildAchievementCredential, hashIdentity, toIri, withAssessed } from './build-credential.js';
import { returnBread } from './return-bread.example.js';

describe('buildAchievementCredential', () => {
  const credential = buildAchievementCredential(returnBread);

  it('makes the shape that Open Badges 3.0 asks for', () => {
    expect(credential).toMatchObject({
      '@context': [
        'https://www.w3.org/ns/credentials/v2',
        'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      ],
      id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000001',
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      issuer: { type: ['Profile'], name: 'School for Food, Zwolle' },
      validFrom: '2026-11-21T14:33:00Z',
      credentialSubject: {
        type: ['AchievementSubject'],
        identifier: [{ type: 'IdentityObject', hashed: true, identityType: 'emailAddress', salt: 'k3v9-q0s1-77ab' }],
        activityStartDate: '2026-09-01T00:00:00Z',
        achievement: { type: ['Achievement'], achievementType: 'Competency', version: '1' },
      },
    });
    expect(credential.credentialSubject.achievement.resultDescription).toHaveLength(4);
    expect(credential.credentialSubject.result?.[1]).toEqual({
      type: ['Result'],
      resultDescription: 'urn:uuid:0199a2f4-7c10-7000-8000-000000002000',
      achievedLevel: 'urn:uuid:0199a2f4-7c10-7000-8000-000000002103',
    });
    expect(JSON.stringify(credential)).not.toContain('noor@example.org');
  });

  it('leaves out what there is none of', () => {
    const { activity: _, ...content } = returnBread;
    const bare = buildAchievementCredential({
      ...content,
      achievement: { ...content.achievement, criteria: [] },
      results: [],
      evidence: [],
    });
    expect(bare).not.toHaveProperty('evidence');
    expect(bare.credentialSubject).not.toHaveProperty('result');
    expect(bare.credentialSubject).not.toHaveProperty('activityStartDate');
    expect(bare.credentialSubject.achievement).not.toHaveProperty('resultDescription');
    expect(bare).not.toHaveProperty('validUntil');
  });

  it('refuses a result for a level or criterion that the achievement does not have', () => {
    const [first, second] = returnBread.results;
    const foreignLevel = { criterion: first?.criterion ?? '', level: second?.level ?? '' };
    const foreignCriterion = { criterion: returnBread.id, level: first?.level ?? '' };
    for (const result of [foreignLevel, foreignCriterion]) {
      expect(() => buildAchievementCredential({ ...returnBread, results: [result] })).toThrow(
        expect.objectContaining({ code: 'level-unknown' }),
      );
    }
  });

  it('tells what was assessed after all as if it had been told at once, beside what stays', () => {
    const { activity: _, ...bare } = returnBread;
    const [stays, ...others] = returnBread.evidence;
    if (!stays) throw new Error('there is some evidence');
    const own = toIri('id' in stays ? stays.id : '');
    const wholly = { ...returnBread, evidence: [...others, stays] };
    const little = { ...bare, results: [], evidence: [stays] };
    const isOwn = ({ id }: { id: string }): boolean => id === own;
    for (const [before, after] of [
      [little, { ...wholly, evidence: others }],
      [wholly, { ...little, evidence: [] }],
    ] as const) {
      const told = withAssessed(buildAchievementCredential(before), after, isOwn);
      expect(told).toEqual(buildAchievementCredential({ ...after, evidence: [...after.evidence, stays] }));
      expect(told).not.toEqual(buildAchievementCredential(before));
    }
    const [first, second] = returnBread.results;
    const foreign = { criterion: first?.criterion ?? '', level: second?.level ?? '' };
    expect(() => withAssessed(credential, { results: [foreign], evidence: [] }, isOwn)).toThrow(
      expect.objectContaining({ code: 'level-unknown' }),
    );
  });

  it('refuses a required level that is not one of the criterion', () => {
    const [criterion] = returnBread.achievement.criteria;
    const criteria = [{ id: returnBread.id, name: '', levels: criterion?.levels ?? [], requiredLevel: returnBread.id }];
    const achievement = { ...returnBread.achievement, criteria };
    expect(() => buildAchievementCredential({ ...returnBread, achievement, results: [] })).toThrow(
      expect.objectContaining({ code: 'level-unknown' }),
    );
  });
});

describe('its parts', () => {
  it('hash an identity with its salt', () => {
    const { identityHash } = hashIdentity({ value: 'a@example.org', type: 'emailAddress', salt: 'salt' });
    // printf 'a@example.orgsalt' | sha256sum
    expect(identityHash).toBe('sha256$c59bfc828b5238f80d9ec89ec66326e082efe92c9fdb77f947530b0557b3b17b');
  });

  it('write the SHA-256 of evidence as multihash in multibase, and refuse what is none', () => {
    const [first] = returnBread.evidence;
    const built = (sha256: string) =>
      buildAchievementCredential({ ...returnBread, evidence: [{ ...first, id: returnBread.id, sha256 }] }).evidence;
    expect(built('f'.repeat(64))?.[0]?.digestMultibase).toBe('uEiD__________________________________________w');
    expect(() => built('F'.repeat(64))).toThrow(expect.objectContaining({ code: 'digest-malformed' }));
  });

  it.each(['', 'level-2', '_:b0', 'javascript:alert(1)', 'urn:with space', 'https://example.org/café', 'URN:UUID:x'])(
    'refuse "%s" as an id',
    (id) => {
      expect(() => toIri(id)).toThrow(expect.objectContaining({ code: 'identifier-malformed' }));
    },
  );
});
