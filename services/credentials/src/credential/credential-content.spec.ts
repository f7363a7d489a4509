import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formalFaults, signDocument, toDigestMultibase, verify } from '@estafette/verifier';
import { grantOf, returnBread } from '../return-bread.example.js';
import { fileIn } from '../image/image-files.js';
import { faultsOf } from '../achievement/definition.rules.js';
import type { Criterion, Level } from '../achievement/achievement.events.js';
import { buildAchievementCredential, generateSigningKey } from '../signing/index.js';
import { credentialContent, type Award } from './credential-content.js';

const definition = returnBread();
const ids = { achievementId: randomUUID(), organisationId: randomUUID(), learnerId: randomUUID() };
const grant = grantOf(definition, { ...ids, achievementVersion: 3, grantedAt: '2026-11-20T13:58:21.123Z' });
const school = { id: 'did:key:z6Mk', type: ['Profile'], name: 'School' } as const;
const salt = '00112233445566778899aabbccddeeff';
const built = (more: Partial<Award> = {}) =>
  buildAchievementCredential(
    credentialContent({
      credentialId: 'd321e3f2-ed44-5f42-8841-96372e6e35e6',
      grant: { ...grant, ...more },
      definition,
      issuer: school,
      salt,
      publicUrl: 'https://school.example',
      path: [],
    }),
  );

describe('what a credential says', () => {
  it('is about whoever has this person id, which it does not tell', () => {
    const [identity] = built().credentialSubject.identifier ?? [];
    const expected = createHash('sha256').update(`${ids.learnerId}${salt}`).digest('hex');
    expect(identity).toMatchObject({ identityHash: `sha256$${expected}`, identityType: 'ext:estafettePersonId', salt });
    expect(JSON.stringify(built())).not.toContain(ids.learnerId);
  });

  it('names the version of the achievement, what it is worth and what not', () => {
    expect(built().credentialSubject.achievement).toMatchObject({
      id: `urn:uuid:${ids.achievementId}`,
      version: '3',
      achievementType: 'Competency',
      description: [definition.description, definition.worth, definition.notWorth].join('\n'),
    });
  });

  it('shows its achievement by the image that this version has, at our address and with words for it, or by none', () => {
    expect(built().credentialSubject.achievement).not.toHaveProperty('image');
    const image = { file: `${'ab'.repeat(32)}.svg`, caption: 'A loaf that turns into crumble.' };
    const content = credentialContent({
      credentialId: randomUUID(),
      grant,
      definition: { ...definition, image },
      issuer: school,
      salt,
      publicUrl: 'https://school.example',
      path: [],
    });
    const credential = buildAchievementCredential(content);
    const { achievement } = credential.credentialSubject;
    const id = `https://school.example/images/${image.file}`;
    expect(achievement.image).toEqual({ id, type: 'Image', caption: image.caption });
    expect(formalFaults(credential, 'achievement')).toEqual([]);
    expect(fileIn(id)).toBe(image.file);
    expect([fileIn('https://school.example/images/x.svg'), fileIn(`https://x.example/${image.file}`)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('requires a level where the criterion is required, and gives the level reached on each', () => {
    const { achievement, result } = built().credentialSubject;
    expect(achievement.resultDescription?.map(({ requiredLevel }) => requiredLevel !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
    expect(result?.map(({ achievedLevel }) => achievedLevel)).toEqual(
      definition.criteria.map(({ requiredLevelId }) => `urn:uuid:${requiredLevelId}`),
    );
  });

  it('gives no result on a criterion that the grant does not list, and asks for none that is optional', () => {
    const [first] = grant.results;
    const { achievement, result } = built({ results: first ? [first] : [] }).credentialSubject;
    expect(result).toHaveLength(1);
    expect(result?.[0]?.resultDescription).toBe(`urn:uuid:${first?.criterionId ?? ''}`);
    const [counted, baked, explained] = definition.criteria.map(({ statement }) => statement);
    expect(achievement.criteria.narrative).toBe(`${counted ?? ''}\n${baked ?? ''}`);
    expect(JSON.stringify(achievement)).not.toContain(explained);
  });

  it('of the largest achievement there can be is small enough to be verified', async () => {
    const key = generateSigningKey();
    const levels = (): Level[] =>
      Array.from({ length: 20 }, (_, rank) => ({ levelId: randomUUID(), name: 'é', rank: rank + 1 }));
    const criteria = Array.from({ length: 39 }, (): Criterion => {
      const all = levels();
      const [enough] = all;
      return {
        criterionId: randomUUID(),
        name: 'n',
        statement: 's',
        required: true,
        requiredLevelId: enough?.levelId ?? '',
        levels: all,
      };
    });
    const large = { ...definition, criteria };
    expect(faultsOf(ids.achievementId, large, false)).toEqual([]);
    expect(JSON.stringify(large).length).toBeGreaterThan(60 * 1024);
    const evidence = Array.from({ length: 100 }, () => ({ evidenceId: randomUUID(), sha256: 'a'.repeat(64) }));
    const content = credentialContent({
      credentialId: randomUUID(),
      grant: { ...grantOf(large, ids), evidence },
      definition: large,
      issuer: { ...school, id: key.did },
      salt,
      publicUrl: 'https://school.example',
      path: [],
    });
    const signed = await signDocument(buildAchievementCredential(content), key, new Date());
    expect(await verify(JSON.stringify(signed), { now: new Date() })).toMatchObject({
      verdict: 'valid-issuer-unknown',
    });
  });

  it('holds for good, or for as many months as the achievement says, to the last day of a shorter month', () => {
    expect(built()).not.toHaveProperty('validUntil');
    const until = (validForMonths: number, grantedAt: string) =>
      buildAchievementCredential(
        credentialContent({
          credentialId: randomUUID(),
          grant: { ...grant, grantedAt },
          definition: { ...definition, validForMonths },
          issuer: school,
          salt,
          publicUrl: 'https://school.example',
          path: [],
        }),
      ).validUntil;
    expect(until(36, '2026-11-20T13:58:21Z')).toBe('2029-11-20T13:58:21Z');
    expect(until(1, '2026-01-31T10:00:00Z')).toBe('2026-02-28T10:00:00Z');
    expect(until(12, '2028-02-29T10:00:00Z')).toBe('2029-02-28T10:00:00Z');
  });

  it('gives study load in EC as credits, and names who defined the achievement', () => {
    const { creditsEarned, achievement } = built().credentialSubject;
    expect([creditsEarned, achievement.creditsAvailable]).toEqual([2.5, 2.5]);
    expect(achievement.creator).toEqual({ id: 'did:key:z6Mk', type: ['Profile'], name: 'School' });
    expect(achievement.tag).toEqual(['bread']);
  });

  it('is valid from the grant, over the period of learning', () => {
    expect(built()).toMatchObject({
      validFrom: '2026-11-20T13:58:21Z',
      credentialSubject: { activityStartDate: '2026-09-01T00:00:00Z', activityEndDate: '2026-11-14T00:00:00Z' },
    });
    const { period: _period, ...without } = grant;
    const credential = buildAchievementCredential(
      credentialContent({
        credentialId: randomUUID(),
        grant: without,
        definition,
        issuer: school,
        salt,
        publicUrl: 'https://school.example',
        path: [],
      }),
    );
    expect(credential.credentialSubject).not.toHaveProperty('activityStartDate');
  });

  it('tells in what role somebody learned, where all legs that say so say the same', () => {
    const leg = {
      ...{ challengeId: randomUUID(), title: null, legId: randomUUID(), organisationId: randomUUID() },
      frame: 'internship' as const,
      batonDigest: null,
    };
    const roleIn = (...all: readonly ('student' | 'professional' | null)[]) => {
      const credential = built({ legs: all.map((as) => ({ ...leg, ...(as !== null && { as }) })) });
      expect(formalFaults(credential, 'achievement')).toEqual([]);
      return credential.credentialSubject.role;
    };
    expect([roleIn('student'), roleIn('professional', null, 'professional')]).toEqual(['student', 'professional']);
    for (const role of [roleIn(), roleIn(null), roleIn('student', 'professional')]) expect(role).toBeUndefined();
  });

  it('links to the endorsement of each baton that was accepted, by the digest of what lies there', () => {
    const linked = {
      ...{ acceptanceId: randomUUID(), keyId: 'key-1', organisationId: randomUUID() },
      url: 'https://school.example/baton-acceptances/01a0a93a-d400-7244-9b23-761d2b55f557/1',
      sha256: '0123456789abcdef'.repeat(4),
    };
    const parts = { credentialId: randomUUID(), grant, definition, issuer: school, salt, publicUrl: 'x', path: [] };
    const accepted = [true, false].map((byNextTeam) => ({ ...linked, byNextTeam }));
    const credential = buildAchievementCredential(credentialContent({ ...parts, accepted }));
    const [byTeam, byEmployer] = credential.evidence?.slice(-2) ?? [];
    expect(byTeam).toEqual({
      id: linked.url,
      type: ['Evidence'],
      name: 'Accepted baton',
      description: `What a leg in which this was learned handed on was accepted through Estafette by the team of the next leg, which goes on from it; organisation urn:uuid:${linked.organisationId}. Its signed endorsement lies at this address.`,
      digestMultibase: 'uEiABI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniavN7w',
    });
    expect(byEmployer?.description).toContain('by the organisation whose challenge it is;');
    expect(formalFaults(credential, 'achievement')).toEqual([]);
  });

  it('has a digest for each piece of evidence, whoever confirmed it, which the verifier holds against what it carries', async () => {
    for (const statement of [grant.statement, null]) {
      const { evidence = [], ...rest } = built({ statement });
      for (const one of evidence) expect(one.digestMultibase, one.name).toMatch(/^uEi/);
      const carried = evidence.filter(({ id }) => id.startsWith('data:'));
      expect(carried.map(({ name }) => name)).toEqual([statement ? 'Workplace statement' : 'Award by the school']);
      expect(formalFaults({ ...rest, evidence }, 'achievement')).toEqual([]);
      const key = generateSigningKey();
      const signed = await signDocument({ ...rest, issuer: { ...school, id: key.did }, evidence }, key, new Date());
      // No other evidence can be had.
      const sources = { evidence: () => Promise.resolve(undefined) };
      const { checks } = await verify(signed, { now: new Date(), sources });
      expect(checks).toContainEqual(expect.objectContaining({ check: 'evidence', outcome: 'passed' }));
    }
  });

  it('has the evidence by its digest, and from where it was confirmed, not by whom', () => {
    const workplace = { statementId: randomUUID(), organisationId: randomUUID(), basis: 'employer' } as const;
    const [evidence, statement] = built({ statement: workplace }).evidence ?? [];
    expect(evidence).toMatchObject({ id: `urn:uuid:${grant.evidence[0]?.evidenceId ?? ''}`, type: ['Evidence'] });
    expect(evidence?.digestMultibase).toMatch(/^uEiAB/);
    const record = `{"basis":"employer","organisationId":"${workplace.organisationId}","statementId":"${workplace.statementId}"}`;
    expect(statement).toEqual({
      id: `data:application/json;base64,${Buffer.from(record).toString('base64')}`,
      type: ['Evidence'],
      name: 'Workplace statement',
      description: `Each criterion that has a result here was seen at the workplace, wholly or in part, and confirmed through Estafette; basis: employer, organisation urn:uuid:${workplace.organisationId}.`,
      digestMultibase: toDigestMultibase(createHash('sha256').update(record).digest()),
    });
    const alone = built({ statement: { ...grant.statement, organisationId: null, basis: 'appointed-practitioner' } });
    expect(alone.evidence?.at(-1)?.description).toMatch(/basis: appointed-practitioner\.$/);
    for (const assessor of grant.assessedBy) expect(JSON.stringify(built())).not.toContain(assessor);
  });
});
