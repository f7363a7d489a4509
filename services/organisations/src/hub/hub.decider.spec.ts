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
const region: By = { person: 'admin', for: 'region', roles: ['region-admin'] };
const admits = { type: 'AdmitOrganisation', by: coordinator, at, organisationId: 'bakery' } as const;
const joined: HubEvent = {
  type: 'OrganisationJoinedHub',
  data: { hubId: 'hub', organisationId: 'bakery', by: 'coordinator' },
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

describe('admitting an organisation to a hub', () => {
  it('is done by the coordinator of the hub, whatever else they are', () => {
    when(founded).when(admits).then(joined);
    const both: By = { ...coordinator, roles: ['employer', 'hub-coordinator'] };
    when(founded)
      .when({ ...admits, by: both })
      .then(joined);
  });
  it('is done by the region', () => {
    when(founded)
      .when({ ...admits, by: region })
      .then({ type: 'OrganisationJoinedHub', data: { hubId: 'hub', organisationId: 'bakery', by: 'admin' } });
  });
  it('decides nothing a second time, nor for the organisation that founded it', () => {
    when(founded, joined).when(admits).thenNothing();
    when(founded)
      .when({ ...admits, organisationId: 'school' })
      .thenNothing();
  });
  it.each([
    ['the organisation itself', employer],
    ['a coordinator of that organisation', { ...coordinator, for: 'bakery' }],
    ['a coordinator of another organisation', { ...coordinator, for: 'other' }],
    ['somebody else of the hub', { ...coordinator, roles: ['relationship-manager'] }],
  ] as [string, By][])('is not done by %s', (_who, by) => {
    for (const history of [[founded], [founded, joined]]) {
      when(...history)
        .when({ ...admits, by })
        .thenRefuses('not-coordinator-of-hub');
    }
  });
  it('knows no hub that was not founded', () => {
    when().when(admits).thenRefuses('hub-unknown');
  });
});

describe('in any history', () => {
  it('a command repeated decides nothing more', () => {
    const commands = fc.constantFrom<HubCommand>(founds, admits, { ...founds, town: 'Wageningen' });
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
