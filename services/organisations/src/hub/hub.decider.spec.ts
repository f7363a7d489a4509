import { DomainError, fold, given } from '@estafette/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { By } from '../by.js';
import type { HubCommand } from './hub.decider.js';
import { hubDecider } from './hub.decider.js';
import type { HubEvent } from './hub.events.js';

const at = '2026-11-21T09:00:00.000Z';
const coordinator: By = { person: 'coordinator', for: 'school', roles: ['hub-coordinator'] };
const employer: By = { person: 'baker', for: 'bakery', roles: ['employer'] };
const facts = { hubId: 'hub', kind: 'learning-community', name: 'Brood en Keten', town: 'Ede' } as const;
const founds = { type: 'FoundHub', by: coordinator, at, ...facts } as const;
const founded: HubEvent = { type: 'HubFounded', data: { ...facts, organisationId: 'school', by: 'coordinator' } };
const joins = { type: 'JoinHub', by: employer, at, organisationId: 'bakery' } as const;
const joined: HubEvent = {
  type: 'OrganisationJoinedHub',
  data: { hubId: 'hub', organisationId: 'bakery', by: 'baker' },
};
const when = given(hubDecider);

describe('founding a hub', () => {
  it('is done for the organisation acted for', () => {
    when().when(founds).then(founded);
  });
  it('decides nothing a second time', () => {
    when(founded).when(founds).thenNothing();
  });
  it.each([
    ['name', { name: 'Another' }],
    ['kind', { kind: 'lab' }],
    ['town', { town: 'Wageningen' }],
    ['organisation', { by: { ...coordinator, for: 'other' } }],
  ] as const)('refuses the same id with another %s', (_what, other) => {
    when(founded)
      .when({ ...founds, ...other })
      .thenRefuses('hub-exists');
  });
});

describe('joining a hub', () => {
  it('is done by the organisation itself', () => {
    when(founded).when(joins).then(joined);
  });
  it('is done for it by the coordinator of the hub, whatever else they are', () => {
    const both: By = { ...coordinator, roles: ['employer', 'hub-coordinator'] };
    when(founded)
      .when({ ...joins, by: both })
      .then({ type: 'OrganisationJoinedHub', data: { hubId: 'hub', organisationId: 'bakery', by: 'coordinator' } });
  });
  it('decides nothing a second time, nor for the organisation that founded it', () => {
    when(founded, joined).when(joins).thenNothing();
    when(founded)
      .when({ ...joins, by: coordinator, organisationId: 'school' })
      .thenNothing();
  });
  it.each([
    ['a coordinator of another organisation', { ...coordinator, for: 'other' }],
    ['somebody else of the hub', { ...coordinator, roles: ['relationship-manager'] }],
  ] as [string, By][])('is not done by %s', (_who, by) => {
    when(founded)
      .when({ ...joins, by })
      .thenRefuses('not-for-this-organisation');
  });
  it('knows no hub that was not founded', () => {
    when().when(joins).thenRefuses('hub-unknown');
  });
});

describe('in any history', () => {
  it('a command repeated decides nothing more', () => {
    const commands = fc.constantFrom<HubCommand>(founds, joins, { ...founds, town: 'Wageningen' });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(founded, joined)), commands, (history, command) => {
        let decided: readonly HubEvent[];
        try {
          decided = hubDecider.decide(command, fold(hubDecider, history));
        } catch (error) {
          if (error instanceof DomainError) return;
          throw error;
        }
        expect(hubDecider.decide(command, fold(hubDecider, [...history, ...decided]))).toEqual([]);
      }),
    );
  });
});
