import type { DomainEvent } from '@estafette/decider';
import type { Recorded, View } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { HubEvent } from '../hub/hub.events.js';
import type { OrganisationEvent } from '../organisation/organisation.events.js';
import type { PersonEvent } from '../person/person.events.js';
import { hubs } from './hubs/hubs.view.js';
import { organisationsView } from './organisations/organisations.view.js';
import { people } from './people/people.view.js';

const metadata = { at: '2026-11-21T09:00:00.000Z', by: 'admin', for: 'region' };

/** The row that a stream leads to, as the view's runner would fold it. */
function rowOf<Row extends object, Event extends DomainEvent>(
  view: View<Row, Event>,
  streamId: string,
  ...events: readonly Event[]
): Row | null {
  return events.reduce<Row | null>((row, event, index) => {
    const cursor = { incarnation: 1, transactionId: 1n, position: index + 1 } as unknown as Recorded['cursor'];
    const recorded = { id: `e${index}`, streamId, revision: index + 1, cursor, metadata, ...event } as Recorded & Event;
    const [key, ...more] = view.keys(recorded);
    expect(more).toEqual([]);
    return key === undefined ? row : view.evolve(row, recorded, key);
  }, null);
}

describe('organisations', () => {
  const facts = { kind: 'sme', kvkNumber: '12345678', branchNumber: null, brin: null, rio: null } as const;
  const plain = { organisationId: 'o', soleTrader: false, ownerPersonId: null, ...facts };
  const registered: OrganisationEvent = { type: 'OrganisationRegistered', data: { ...plain, name: 'A', by: 'admin' } };
  const changed: OrganisationEvent = { type: 'OrganisationChanged', data: { ...plain, name: 'B', by: 'baker' } };

  it('show each as it was told last, and not who told it', () => {
    const row = rowOf(organisationsView, 'organisation-o', registered, changed);
    expect(row).toEqual({ ...plain, name: 'B', revision: 2 });
  });
  it('leave other streams alone', () => {
    expect(rowOf(organisationsView, 'kvk-abc', registered)).toBeNull();
  });
});

describe('hubs', () => {
  const facts = { hubId: 'h', organisationId: 'school', kind: 'lab', name: 'Lab', town: 'Ede' } as const;
  const founded: HubEvent = { type: 'HubFounded', data: { ...facts, by: 'coordinator' } };
  const joined: HubEvent = { type: 'OrganisationJoinedHub', data: { hubId: 'h', organisationId: 'o', by: 'baker' } };

  it('show who joined, in order', () => {
    expect(rowOf(hubs, 'hub-h', founded, joined)).toEqual({ ...facts, members: ['o'], revision: 2 });
  });
  it('are nothing before they are founded', () => {
    expect(rowOf(hubs, 'hub-h', joined)).toBeNull();
  });
  it('leave other streams alone', () => {
    expect(rowOf(hubs, 'person-h', founded)).toBeNull();
  });
});

describe('people', () => {
  const who = { personId: 'p', name: 'Fatima', email: 'f@example.org', introducedBy: 'school' };
  const introduced: PersonEvent = { type: 'PersonIntroduced', data: { ...who, by: 'manager' } };
  const membership = { membershipId: 'm', organisationId: 'bakery', role: 'learner' } as const;
  const granted: PersonEvent = { type: 'MembershipGranted', data: { ...membership, personId: 'p', by: 'baker' } };
  const revoked: PersonEvent = { type: 'MembershipRevoked', data: { ...membership, personId: 'p', by: 'baker' } };

  it('show what is held now, and which organisations know the person', () => {
    expect(rowOf(people, 'person-p', introduced, granted)).toEqual({
      ...who,
      memberships: [membership],
      organisations: ['school', 'bakery'],
      revision: 2,
    });
  });
  it('forget what was revoked', () => {
    const row = rowOf(people, 'person-p', introduced, granted, revoked);
    expect(row).toMatchObject({ memberships: [], organisations: ['school'], revision: 3 });
  });
  it('keep the organisation that introduced the person when its membership ends', () => {
    const own = { ...membership, organisationId: 'school', personId: 'p', by: 'manager' };
    const row = rowOf(
      people,
      'person-p',
      introduced,
      { type: 'MembershipGranted', data: own },
      { type: 'MembershipRevoked', data: own },
    );
    expect(row).toMatchObject({ organisations: ['school'] });
  });
  it('leave other streams alone', () => {
    expect(rowOf(people, 'email-p', introduced)).toBeNull();
  });
});
