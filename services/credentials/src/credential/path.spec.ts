import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { grantOf, returnBread } from '../return-bread.example.js';
import { commitmentTo, openedOf, PATH_KINDS, pathOf } from './path.js';

const [school, bakery, learnerId] = ['school', 'bakery', 'learner'];
const leg = (legId: string, batonDigest: string | null) => ({
  challengeId: 'challenge',
  title: 'Return bread',
  legId,
  frame: 'internship' as const,
  organisationId: bakery,
  batonDigest,
});
const grant = {
  ...grantOf(returnBread(), { achievementId: 'a', organisationId: school, learnerId }),
  legs: [leg('one', 'f'.repeat(64)), leg('two', null)],
};
let made = 0;
const path = pathOf(grant, () => ({ id: `urn:uuid:${++made}`, salt: `salt-${made}` }));

describe('the path behind a credential', () => {
  it('goes from the challenge over its legs and batons to who stated and who judged, and names nobody', () => {
    expect(path.map(({ id: _id, salt: _salt, ...said }) => said)).toEqual([
      { kind: 'challenge', challengeId: 'challenge', title: 'Return bread', organisationId: bakery },
      { kind: 'leg', challengeId: 'challenge', legId: 'one', frame: 'internship' },
      { kind: 'baton', legId: 'one', digest: 'f'.repeat(64) },
      { kind: 'leg', challengeId: 'challenge', legId: 'two', frame: 'internship' },
      { kind: 'statement', organisationId: null, basis: 'appointed-practitioner' },
      { kind: 'judgement', organisationId: school, assessors: 1 },
    ]);
    expect(JSON.stringify(path)).not.toContain(grant.assessedBy[0]);
    expect(new Set(path.map(({ salt }) => salt)).size).toBe(path.length);
  });

  it('is that of the school alone where it awarded by itself', () => {
    const { legs: _legs, assessedBy: _by, ...award } = grant;
    const said = pathOf({ ...award, statement: null }, () => ({ id: 'urn:uuid:1', salt: '1' }));
    expect(said).toEqual([{ id: 'urn:uuid:1', salt: '1', kind: 'judgement', organisationId: school, assessors: 0 }]);
  });

  it('is opened by kinds of links, whole, in part or not at all', () => {
    const kinds = openedOf(path, ['judgement', 'leg'])?.map(({ kind }) => kind);
    expect(kinds).toEqual(['leg', 'leg', 'judgement']);
    expect(openedOf(path, PATH_KINDS)).toEqual(path);
    expect(openedOf(path, [])).toBeNull();
    expect(openedOf(path.slice(-1), ['leg'])).toBeNull();
  });

  it('is committed to link by link, over canonical JSON', () => {
    const byHand =
      '{"challengeId":"challenge","frame":"internship","id":"urn:uuid:2","kind":"leg","legId":"one","salt":"salt-2"}';
    const [, second] = path;
    expect(second && commitmentTo(second)).toBe(createHash('sha256').update(byHand).digest('hex'));
    for (const changed of [{ legId: 'another' }, { salt: 'another' }, { id: 'urn:uuid:9' }]) {
      expect(commitmentTo({ ...second, ...changed } as (typeof path)[number])).not.toBe(second && commitmentTo(second));
    }
  });
});
