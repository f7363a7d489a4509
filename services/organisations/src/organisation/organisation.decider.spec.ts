import { DomainError, fold, given } from '@estafette/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { By } from '../by.js';
import { organisationDecider } from './organisation.decider.js';
import type { OrganisationEvent, OrganisationFacts, OrganisationKind } from './organisation.events.js';

const region: By = { person: 'admin', for: 'region', roles: ['region-admin'] };
const employer: By = { person: 'baker', for: 'bakery', roles: ['employer'] };
const at = '2026-11-21T09:00:00.000Z';
const facts: OrganisationFacts = {
  kind: 'sme',
  name: 'De Korenmaat',
  kvkNumber: '12345678',
  branchNumber: null,
  brin: null,
  rio: null,
};
const plain = { organisationId: 'bakery', soleTrader: false, ownerPersonId: null } as const;
const asked = { by: region, at };
const registers = { type: 'RegisterOrganisation', ...asked, ...plain, facts } as const;
const registered: OrganisationEvent = { type: 'OrganisationRegistered', data: { ...plain, ...facts, by: 'admin' } };
const soleTrader = { organisationId: 'bakery', soleTrader: true, ownerPersonId: 'baker' } as const;
const changes = { type: 'ChangeOrganisation', ...asked, releases: null } as const;
const when = given(organisationDecider);

describe('registering an organisation', () => {
  it('records all that is known of it', () => {
    when().when(registers).then(registered);
  });
  it('decides nothing a second time', () => {
    when(registered).when(registers).thenNothing();
  });
  it.each([
    ['another name', { ...registers, facts: { ...facts, name: 'Another' } }],
    ['another number', { ...registers, facts: { ...facts, kvkNumber: '87654321' } }],
    ['another kind', { ...registers, facts: { ...facts, kind: 'network' } }],
    ['a sole trader', { ...registers, soleTrader: true, ownerPersonId: 'baker' }],
  ] as const)('refuses the same id for %s', (_what, command) => {
    when(registered).when(command).thenRefuses('organisation-exists');
  });
  it('takes whoever is self-employed for a sole trader', () => {
    const own = { ...facts, kind: 'self-employed' } as const;
    when()
      .when({ ...registers, facts: own, ownerPersonId: 'baker' })
      .then({ type: 'OrganisationRegistered', data: { ...soleTrader, ...own, by: 'admin' } });
  });
  it('asks which person a sole trader is', () => {
    when()
      .when({ ...registers, soleTrader: true })
      .thenRefuses('owner-missing');
    when()
      .when({ ...registers, facts: { ...facts, kind: 'self-employed' } })
      .thenRefuses('owner-missing');
  });
  it('refuses an owner of what is no sole trader', () => {
    when()
      .when({ ...registers, ownerPersonId: 'baker' })
      .thenRefuses('owner-not-fitting');
  });
  it('refuses codes of schools elsewhere', () => {
    when()
      .when({ ...registers, facts: { ...facts, brin: '25LX' } })
      .thenRefuses('codes-of-schools');
    when()
      .when({ ...registers, facts: { ...facts, rio: '100B490' } })
      .thenRefuses('codes-of-schools');
    const school = { ...facts, kind: 'school', brin: '25LX', rio: '100B490' } as const;
    when()
      .when({ ...registers, facts: school })
      .then({ type: 'OrganisationRegistered', data: { ...plain, ...school, by: 'admin' } });
  });
});

describe('changing an organisation', () => {
  const renamed = { ...facts, name: 'De Korenmaat & Dochters' };

  it('records the whole of it', () => {
    when(registered)
      .when({ ...changes, facts: renamed })
      .then({ type: 'OrganisationChanged', data: { ...plain, ...renamed, by: 'admin' } });
  });
  it('is done by its own employer too', () => {
    when(registered)
      .when({ ...changes, by: employer, facts: renamed })
      .then({ type: 'OrganisationChanged', data: { ...plain, ...renamed, by: 'baker' } });
  });
  it.each([
    ['kind', { kind: 'school' }],
    ['KvK number', { kvkNumber: '87654321' }],
    ['branch', { branchNumber: '000012345678' }],
    ['BRIN code', { kind: 'school', brin: '25LX' }],
    ['RIO code', { rio: '100B490' }],
  ] as const)('is only of its name for its own employer: not of its %s', (_what, other) => {
    const releases = { kvkNumber: '12345678', branchNumber: null };
    for (const changed of [
      { ...facts, ...other },
      { ...renamed, ...other },
    ]) {
      when(registered)
        .when({ ...changes, by: employer, facts: changed, releases })
        .thenRefuses('only-name-is-yours');
    }
  });
  it('is not done by the employer of another', () => {
    when(registered)
      .when({ ...changes, by: { ...employer, for: 'butcher' }, facts: renamed })
      .thenRefuses('not-own-organisation');
  });
  it('knows no organisation that was not registered', () => {
    when()
      .when({ ...changes, facts })
      .thenRefuses('organisation-unknown');
  });
  it('decides nothing when all stays', () => {
    when(registered)
      .when({ ...changes, facts })
      .thenNothing();
  });
  it('keeps a sole trader one, of whatever kind', () => {
    const own = { ...facts, kind: 'self-employed' } as const;
    when({ type: 'OrganisationRegistered', data: { ...soleTrader, ...own, by: 'admin' } })
      .when({ ...changes, facts })
      .then({ type: 'OrganisationChanged', data: { ...soleTrader, ...facts, by: 'admin' } });
  });
  it('makes no sole trader of what was none', () => {
    when(registered)
      .when({ ...changes, facts: { ...facts, kind: 'self-employed' } })
      .thenRefuses('not-a-sole-trader');
  });
  it('refuses codes of schools elsewhere', () => {
    when(registered)
      .when({ ...changes, facts: { ...facts, brin: '25LX' } })
      .thenRefuses('codes-of-schools');
  });
  it('takes another number when the one it has is released beside it', () => {
    const moved = { ...facts, kvkNumber: '87654321' };
    when(registered)
      .when({ ...changes, facts: moved, releases: { kvkNumber: '12345678', branchNumber: null } })
      .then({ type: 'OrganisationChanged', data: { ...plain, ...moved, by: 'admin' } });
  });
  it('asks to try again when what is released is not what it has', () => {
    const moved = { ...facts, kvkNumber: '87654321' };
    const stale = { kvkNumber: '11111111', branchNumber: null };
    when(registered)
      .when({ ...changes, facts: moved })
      .thenRefuses('stream-busy');
    when(registered)
      .when({ ...changes, facts: moved, releases: stale })
      .thenRefuses('stream-busy');
    when(registered)
      .when({ ...changes, facts: renamed, releases: stale })
      .thenRefuses('stream-busy');
  });
});

const someFacts = fc.record<OrganisationFacts>({
  kind: fc.constantFrom<OrganisationKind>('sme', 'self-employed', 'school'),
  name: fc.constantFrom('A', 'B'),
  kvkNumber: fc.constantFrom('12345678', '87654321'),
  branchNumber: fc.constantFrom(null, '000012345678'),
  brin: fc.constantFrom(null, '25LX'),
  rio: fc.constantFrom(null, '100B490'),
});
const someEvent = fc.record({
  type: fc.constantFrom<OrganisationEvent['type']>('OrganisationRegistered', 'OrganisationChanged'),
  data: fc.record({
    facts: someFacts,
    who: fc.constantFrom(plain, soleTrader),
    by: fc.constantFrom('admin', 'baker'),
  }),
});

describe('in any history', () => {
  it('a command repeated decides nothing more', () => {
    fc.assert(
      fc.property(fc.array(someEvent), someFacts, fc.boolean(), (drawn, wanted, register) => {
        const history = drawn.map(({ type, data }): OrganisationEvent => {
          return { type, data: { ...data.who, ...data.facts, by: data.by } };
        });
        const state = fold(organisationDecider, history);
        const releases = state && { kvkNumber: state.kvkNumber, branchNumber: state.branchNumber };
        const command = register
          ? ({ ...registers, facts: wanted, ownerPersonId: wanted.kind === 'self-employed' ? 'baker' : null } as const)
          : ({ ...changes, facts: wanted, releases } as const);
        let decided: readonly OrganisationEvent[];
        try {
          decided = organisationDecider.decide(command, state);
        } catch (error) {
          if (error instanceof DomainError) return;
          throw error;
        }
        const after = fold(organisationDecider, [...history, ...decided]);
        expect(organisationDecider.decide(command, after)).toEqual([]);
      }),
    );
  });
});
