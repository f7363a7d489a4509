import { DomainError, fold, given } from '@estafette/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { By, Role } from '../by.js';
import { mayGrant } from './granting.rules.js';
import type { PersonCommand } from './person.decider.js';
import { personDecider } from './person.decider.js';
import type { PersonEvent } from './person.events.js';

const at = '2026-11-21T09:00:00.000Z';
const region: By = { person: 'admin', for: 'region', roles: ['region-admin'] };
const manager: By = { person: 'manager', for: 'school', roles: ['relationship-manager'] };
const employer: By = { person: 'baker', for: 'bakery', roles: ['employer'] };
const who = { personId: 'person', name: 'Fatima', email: 'fatima@example.org' };
const introduces = { type: 'IntroducePerson', by: manager, at, ...who, holdsMembership: false } as const;
const introduced: PersonEvent = { type: 'PersonIntroduced', data: { ...who, introducedBy: 'school', by: 'manager' } };
const membership = { membershipId: 'm1', organisationId: 'bakery', role: 'learner' } as const;
const grants = { type: 'GrantMembership', by: employer, at, ...membership } as const;
const granted: PersonEvent = { type: 'MembershipGranted', data: { ...membership, personId: 'person', by: 'baker' } };
const revokes = { type: 'RevokeMembership', by: employer, at, membershipId: 'm1' } as const;
const revoked: PersonEvent = { type: 'MembershipRevoked', data: { ...membership, personId: 'person', by: 'baker' } };
const when = given(personDecider);

describe('introducing a person', () => {
  it('records by which organisation', () => {
    when().when(introduces).then(introduced);
  });
  it('decides nothing a second time', () => {
    when(introduced).when(introduces).thenNothing();
  });
  it('refuses the same id for somebody else', () => {
    when(introduced)
      .when({ ...introduces, name: 'Ruben' })
      .thenRefuses('person-exists');
    when(introduced)
      .when({ ...introduces, email: 'ruben@example.org' })
      .thenRefuses('person-exists');
  });
});

describe('introducing the first admin, who holds a membership by the configuration', () => {
  const first = { ...introduces, holdsMembership: true };
  it('is done by the region alone', () => {
    when().when(first).thenRefuses('person-exists');
    when()
      .when({ ...first, by: region })
      .then({ type: 'PersonIntroduced', data: { ...who, introducedBy: 'region', by: 'admin' } });
  });
  it('decides nothing a second time', () => {
    when(introduced, granted).when(first).thenNothing();
  });
});

describe('granting a membership', () => {
  it('gives a role for an organisation', () => {
    when(introduced).when(grants).then(granted);
  });
  it('decides nothing a second time', () => {
    when(introduced, granted).when(grants).thenNothing();
  });
  it('is done by the region for any organisation', () => {
    when(introduced)
      .when({ ...grants, by: region, role: 'region-admin' })
      .then({
        type: 'MembershipGranted',
        data: { ...membership, role: 'region-admin', personId: 'person', by: 'admin' },
      });
  });
  it('knows nobody who was not introduced', () => {
    when().when(grants).thenRefuses('person-unknown');
  });
  it('is not done for another organisation', () => {
    when(introduced)
      .when({ ...grants, organisationId: 'school' })
      .thenRefuses('not-own-organisation');
  });
  it('is not done for a role that others grant', () => {
    when(introduced)
      .when({ ...grants, role: 'assessor' })
      .thenRefuses('role-not-yours-to-grant');
  });
  it('refuses the same id for another membership, also when it was revoked', () => {
    when(introduced, granted)
      .when({ ...grants, role: 'coach' })
      .thenRefuses('membership-exists');
    when(introduced, granted, revoked).when(grants).thenRefuses('membership-exists');
  });
  it('refuses a role that is held already', () => {
    when(introduced, granted)
      .when({ ...grants, membershipId: 'm2' })
      .thenRefuses('membership-held');
  });
  it('gives a revoked role again under a new id', () => {
    when(introduced, granted, revoked)
      .when({ ...grants, membershipId: 'm2' })
      .then({
        type: 'MembershipGranted',
        data: { ...membership, membershipId: 'm2', personId: 'person', by: 'baker' },
      });
  });
});

describe('revoking a membership', () => {
  it('is done by who may grant it', () => {
    when(introduced, granted).when(revokes).then(revoked);
  });
  it('decides nothing a second time', () => {
    when(introduced, granted, revoked).when(revokes).thenNothing();
  });
  it('knows nobody who was not introduced', () => {
    when().when(revokes).thenRefuses('person-unknown');
  });
  it('does not show a membership of another organisation', () => {
    when(introduced, granted)
      .when({ ...revokes, by: manager })
      .thenRefuses('membership-unknown');
    when(introduced).when(revokes).thenRefuses('membership-unknown');
  });
  it('is not done for a role that others grant', () => {
    const assessor = { ...membership, role: 'assessor' } as const;
    when(introduced, { type: 'MembershipGranted', data: { ...assessor, personId: 'person', by: 'admin' } })
      .when(revokes)
      .thenRefuses('role-not-yours-to-grant');
  });
  it('leaves a region-admin their own last such membership', () => {
    const admin = { ...membership, role: 'region-admin' } as const;
    const first: PersonEvent = { type: 'MembershipGranted', data: { ...admin, personId: 'person', by: 'admin' } };
    const second: PersonEvent = { ...first, data: { ...first.data, membershipId: 'm2', organisationId: 'region' } };
    const self: By = { ...region, person: 'person' };
    const gone: PersonEvent = { type: 'MembershipRevoked', data: { ...admin, personId: 'person', by: 'person' } };
    when(introduced, first)
      .when({ ...revokes, by: self })
      .thenRefuses('own-last-region-admin');
    when(introduced, first, second)
      .when({ ...revokes, by: self })
      .then(gone);
    when(introduced, first)
      .when({ ...revokes, by: region })
      .then({ ...gone, data: { ...gone.data, by: 'admin' } });
  });
});

describe('revoking all memberships for an organisation', () => {
  const leaves = { type: 'RevokeMemberships', by: employer, at, organisationId: 'bakery' } as const;
  const held = (membershipId: string, organisationId: string, role: Role): PersonEvent => ({
    type: 'MembershipGranted',
    data: { membershipId, organisationId, role, personId: 'person', by: 'admin' },
  });
  const gone = (membershipId: string, organisationId: string, role: Role, by: string): PersonEvent => ({
    type: 'MembershipRevoked',
    data: { membershipId, organisationId, role, personId: 'person', by },
  });

  it('ends each one there, and none elsewhere', () => {
    when(introduced, granted, held('m2', 'bakery', 'coach'), held('m3', 'school', 'coach'))
      .when(leaves)
      .then(revoked, gone('m2', 'bakery', 'coach', 'baker'));
  });
  it('decides nothing where none is held', () => {
    when(introduced, granted, revoked).when(leaves).thenNothing();
    when(introduced).when(leaves).thenNothing();
  });
  it('knows nobody who was not introduced', () => {
    when().when(leaves).thenRefuses('person-unknown');
  });
  it('is not done for another organisation', () => {
    when(introduced, granted)
      .when({ ...leaves, by: manager })
      .thenRefuses('not-own-organisation');
  });
  it('ends none when one of them is a role that others grant', () => {
    when(introduced, granted, held('m2', 'bakery', 'assessor'))
      .when(leaves)
      .thenRefuses('role-not-yours-to-grant');
  });
  it('leaves a region-admin their own last such membership', () => {
    const self: By = { ...region, person: 'person' };
    when(introduced, held('m1', 'bakery', 'region-admin'))
      .when({ ...leaves, by: self })
      .thenRefuses('own-last-region-admin');
    when(introduced, held('m1', 'bakery', 'region-admin'), held('m2', 'region', 'region-admin'))
      .when({ ...leaves, by: self })
      .then(gone('m1', 'bakery', 'region-admin', 'person'));
  });
});

describe('who grants what', () => {
  const table: Record<string, string> = {
    'region-admin':
      'relationship-manager hub-coordinator employer confirmer learner coach team-lead hr-adviser workplace-assessor assessor exam-board issuer-admin region-admin',
    employer: 'employer confirmer learner coach team-lead hr-adviser workplace-assessor',
    'issuer-admin': 'relationship-manager hub-coordinator learner coach team-lead workplace-assessor assessor',
    'relationship-manager': 'relationship-manager hub-coordinator learner coach team-lead workplace-assessor assessor',
  };
  const all = (table['region-admin'] ?? '').split(' ') as Role[];

  it.each(all)('%s', (held) => {
    const grantable = all.filter((role) => mayGrant({ person: 'p', for: 'o', roles: [held] }, role));
    expect(grantable.join(' ')).toBe(table[held] ?? '');
  });
  it('any of several roles counts, in any order', () => {
    const by: By = { person: 'p', for: 'o', roles: ['employer', 'issuer-admin'] };
    expect([mayGrant(by, 'assessor'), mayGrant(by, 'employer'), mayGrant(by, 'region-admin')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('in any history', () => {
  it('a command repeated decides nothing more', () => {
    const other = { ...granted, data: { ...granted.data, membershipId: 'm2', role: 'coach' as const } };
    const events = fc.array(fc.constantFrom<PersonEvent>(introduced, granted, other, revoked));
    const commands = fc.constantFrom<PersonCommand>(
      introduces,
      grants,
      { ...grants, membershipId: 'm3', role: 'team-lead' },
      revokes,
      { type: 'RevokeMemberships', by: employer, at, organisationId: 'bakery' },
    );
    fc.assert(
      fc.property(events, commands, (history, command) => {
        let decided: readonly PersonEvent[];
        try {
          decided = personDecider.decide(command, fold(personDecider, history));
        } catch (error) {
          if (error instanceof DomainError) return;
          throw error;
        }
        expect(personDecider.decide(command, fold(personDecider, [...history, ...decided]))).toEqual([]);
      }),
    );
  });
});
