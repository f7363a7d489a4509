import type { Recorded } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { HubFact } from '../../followed/followed.js';
import type { HubMembersRow } from './hub-members.view.js';
import { hubMembers } from './hub-members.view.js';

const told = (name: string, organisationId: string, index = 1): Recorded & HubFact => ({
  id: `event-${index}`,
  streamId: 'organisations:hub-hub',
  revision: index,
  cursor: { incarnation: 1, transactionId: BigInt(index), position: index },
  type: `nl.estafette.organisations.${name}.v1`,
  data: { hubId: 'hub', organisationId },
  metadata: { at: '2026-11-21T10:00:00.000Z', by: 'service:organisations', for: null },
});

const founded = told('hub-founded', 'centre');
const joined = told('organisation-joined-hub', 'college', 2);

describe('the members of a hub', () => {
  it.each([
    ['its own organisation and those that joined it', [founded, joined], ['centre', 'college']],
    ['each once, however often it is told', [founded, joined, joined], ['centre', 'college']],
    ['also those that are told of before the hub itself', [joined, founded], ['college', 'centre']],
  ])('are %s', (_what, facts, organisations) => {
    const row = facts.reduce<HubMembersRow | null>((before, fact) => hubMembers.evolve(before, fact, 'hub'), null);
    expect(row).toEqual({ hubId: 'hub', organisations });
  });

  it('are told by hubs alone', () => {
    expect(hubMembers.keys(founded)).toEqual(['hub']);
    expect(hubMembers.keys({ ...founded, streamId: 'challenge-hub' })).toEqual([]);
    expect(hubMembers.keys({ ...founded, streamId: 'organisations:organisation-hub' })).toEqual([]);
  });
});
