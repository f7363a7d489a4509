import { describe, expect, it } from 'vitest';
import type { Definition } from '../../achievement/achievement.events.js';
import { returnBread } from '../../return-bread.example.js';
import type { Badge } from '../issued-badges.js';
import { badgeOf, ISSUED_AT } from '../badge.example.js';
import { readByEdubadges } from './edubadges-parser.example.js';
import { exportOf, type Exported, type Recipient } from './export.js';

const one = '0199a2f4-7c10-7000-8000-00000000000a';
const other = '0199a2f4-7c10-7000-8000-00000000000b';

const badge = (credentialId: string, more: Partial<Badge> = {}, definition: Definition = returnBread()): Badge => ({
  credentialId,
  issuedAt: ISSUED_AT,
  standing: 'valid',
  signed: badgeOf(definition),
  ...more,
});
const recipient = (credentialId: string, name: string): Recipient => ({
  credentialId,
  email: `${name}@school.example`,
  eppn: `${name}@school.example`,
});
const asked = { namedBy: 'eppn', tell: [], leaveOut: [] } as const;

function exported(...given: Parameters<typeof exportOf>): Exported {
  const result = exportOf(...given);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result;
}

function faultsOf(...given: Parameters<typeof exportOf>): string[] {
  const result = exportOf(...given);
  return 'faults' in result ? result.faults.map(({ at, code }) => `${at} ${code}`) : [];
}

/** An achievement of which criteria and levels are told in words without separators. */
function plain(): Definition {
  const { criteria, ...rest } = returnBread();
  return {
    ...rest,
    criteria: criteria.slice(0, 1).map((first) => ({ ...first, statement: 'They counted the bread.' })),
  };
}

describe('an export for edubadges', () => {
  it('gives each credential to whom it went, whatever the order in which people were brought', () => {
    const { csv, leftOut } = exported([badge(one), badge(other)], {
      ...asked,
      recipients: [recipient(other, 'sam'), recipient(one, 'noor')],
    });
    const { awards, wrong } = readByEdubadges(csv, false);
    expect(awards.map(({ email }) => email)).toEqual(['noor@school.example', 'sam@school.example']);
    expect([wrong, leftOut]).toEqual([[], []]);
  });

  it('leaves out what does not hold, and says so', () => {
    const third = '0199a2f4-7c10-7000-8000-00000000000c';
    const badges = [
      badge(one, { standing: 'revoked' }),
      badge(other, { standing: 'suspended' }),
      badge(third, { signed: undefined }),
    ];
    const { csv, leftOut, notCarried } = exported(badges, { ...asked, recipients: [recipient(one, 'noor')] });
    expect(readByEdubadges(csv, false).awards).toEqual([]);
    expect(leftOut).toEqual([
      { credentialId: one, why: 'revoked' },
      { credentialId: other, why: 'suspended' },
      { credentialId: third, why: 'erased' },
    ]);
    expect(notCarried).toEqual([]);
  });

  it('is refused with all faults together: nobody named, named twice, named for nothing', () => {
    const recipients = [recipient(one, 'noor'), recipient(one, 'noor'), recipient(crypto.randomUUID(), 'x')];
    expect(
      faultsOf([badge(one), badge(other)], { ...asked, recipients: [...recipients.slice(0, 1), ...recipients] }),
    ).toEqual([
      '/recipients/1/credentialId twice',
      '/recipients/2/credentialId twice',
      '/recipients/3/credentialId credential-unknown',
      '/recipients recipient-missing',
    ]);
  });

  it('leaves out what it is asked to, such as the second of one person', () => {
    const recipients = [recipient(one, 'noor')];
    const { csv, leftOut } = exported([badge(one), badge(other)], { ...asked, recipients, leaveOut: [other] });
    expect(readByEdubadges(csv, false).awards).toHaveLength(1);
    expect(leftOut).toEqual([{ credentialId: other, why: 'asked' }]);
    const twice = { ...asked, recipients, leaveOut: [one, crypto.randomUUID(), other] };
    expect(faultsOf([badge(one), badge(other)], twice)).toEqual([
      '/leaveOut/0 twice',
      '/leaveOut/1 credential-unknown',
    ]);
  });

  it('names the row that was brought where a value cannot be said', () => {
    const recipients = [
      { ...recipient(other, 'sam'), eppn: 'sam,1@school.example' },
      { credentialId: one, email: 'no' },
    ];
    expect(faultsOf([badge(one), badge(other)], { ...asked, recipients })).toEqual([
      '/recipients/1/email not-an-address',
      '/recipients/0/eppn separator',
      '/recipients/1/eppn missing',
    ]);
  });

  it('tells narrative and grade where it is asked to and they can be said', () => {
    const recipients = [recipient(one, 'noor')];
    const tell = ['narrative', 'grade'] as const;
    const { csv } = exported([badge(one, {}, plain())], { ...asked, recipients, tell });
    const [award] = readByEdubadges(csv, false).awards;
    expect(award).toMatchObject({ narrative: 'They counted the bread.', grade: 'on your own' });
    expect(readByEdubadges(exported([badge(one)], { ...asked, recipients }).csv, false).awards[0]).toMatchObject({
      narrative: null,
      grade: null,
    });
    // Its criteria are told in several lines.
    expect(faultsOf([badge(one)], { ...asked, recipients, tell })).toEqual(['/tell separator']);
  });

  it('tells no grade where there are several', () => {
    const [first, second, ...rest] = returnBread().criteria;
    const definition = { ...returnBread(), criteria: [first, second, ...rest].flatMap((one) => one ?? []) };
    const levels = definition.criteria.map(({ levels: [low] }) => low?.levelId ?? '');
    const signed = badgeOf(definition);
    const [result, ...others] = signed.credentialSubject.result ?? [];
    const lower = result && { ...result, achievedLevel: `urn:uuid:${levels[0] ?? ''}` };
    const several = {
      ...signed,
      credentialSubject: { ...signed.credentialSubject, result: [...(lower ? [lower] : []), ...others] },
    };
    const recipients = [recipient(one, 'noor')];
    expect(faultsOf([badge(one, { signed: several })], { ...asked, recipients, tell: ['grade'] })).toEqual([
      '/tell several-grades',
    ]);
  });

  it('prints what it could not carry, of what is there', () => {
    const recipients = [recipient(one, 'noor')];
    const membersOf = (signed: Badge['signed']): string[] =>
      exported([badge(one, { signed })], { ...asked, recipients }).notCarried.map(({ member }) => member);
    const all = membersOf(badgeOf());
    expect(all).toEqual([
      'id',
      'validFrom',
      'evidence',
      'credentialSubject.identifier',
      'credentialSubject.result',
      'credentialSubject.activityStartDate',
      'credentialSubject.creditsEarned',
      'credentialSubject.achievement.alignment',
      'credentialSubject.achievement',
    ]);
    const { evidence: _evidence, ...without } = badgeOf();
    expect(membersOf(without)).toEqual(all.filter((member) => member !== 'evidence'));
    expect(membersOf({ ...badgeOf(), validUntil: '2030-01-01T00:00:00Z' })).toContain('validUntil');
  });
});
