import type { Recorded } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { ChallengeEvent } from '../../challenge/challenge.events.js';
import { event, handedOver, running } from '../../fixtures/relay.js';
import type { ChallengeBoardRow } from './challenge-board.view.js';
import { challengeBoard } from './challenge-board.view.js';

const minute = (index: number): string => `2026-11-21T10:${String(index).padStart(2, '0')}:00.000Z`;

/** The row after each event; the event at index n happened at minute n. */
function rowsAfter(history: readonly ChallengeEvent[]): (ChallengeBoardRow | null)[] {
  let row: ChallengeBoardRow | null = null;
  return history.map((one, index) => {
    const recorded: Recorded & ChallengeEvent = {
      ...one,
      id: `event-${index}`,
      streamId: 'challenge-challenge',
      revision: index + 1,
      cursor: { incarnation: 1, transactionId: BigInt(index), position: index },
      metadata: { at: minute(index), by: 'somebody', for: 'bakery' },
    };
    expect(challengeBoard.keys(recorded)).toEqual(['challenge']);
    row = challengeBoard.evolve(row, recorded, 'challenge');
    return row;
  });
}

function lastRow(...history: readonly ChallengeEvent[]): ChallengeBoardRow {
  const row = rowsAfter(history).at(-1);
  if (!row) throw new Error('no row');
  return row;
}

type Turn = readonly [ChallengeEvent, string, string | null, number];

/** A relay of three legs, the second and third planned while the one before still ran. */
const relayOfThree: readonly Turn[] = [
  [event.posted(), 'hub', null, 0],
  [event.accepted(), 'planner', null, 1],
  [event.planned('leg-1'), 'planner', 'leg-1', 2],
  [event.team('leg-1', 'noor'), 'team', 'leg-1', 3],
  [event.started('leg-1'), 'team', 'leg-1', 4],
  [event.noted('leg-1'), 'team', 'leg-1', 4],
  [event.planned('leg-2', 'leg-1'), 'team', 'leg-1', 4],
  // Nobody can take the baton before the next team is there.
  [event.handedOver('leg-1', 'baton-1'), 'planner', 'leg-2', 7],
  [event.team('leg-2', 'lisa'), 'next-team', 'leg-1', 8],
  [event.questioned('leg-1', 'baton-1'), 'handing-team', 'leg-1', 9],
  [event.answered('leg-1', 'baton-1'), 'next-team', 'leg-1', 10],
  // The team stood ready since minute 8; it is waited for since the baton was taken.
  [event.batonAccepted('leg-1', 'baton-1', 'leg-2'), 'team', 'leg-2', 11],
  [event.started('leg-2', 'baton-1'), 'team', 'leg-2', 12],
  [event.planned('leg-3', 'leg-2'), 'team', 'leg-2', 12],
  [event.team('leg-3', 'mila'), 'team', 'leg-2', 12],
  [event.handedOver('leg-2', 'baton-2'), 'next-team', 'leg-2', 15],
  [event.batonAccepted('leg-2', 'baton-2', 'leg-3'), 'team', 'leg-3', 16],
  [event.started('leg-3', 'baton-2'), 'team', 'leg-3', 17],
  // The last baton is received by the employer, who then owes the reviews, and at last the end.
  [event.handedOver('leg-3', 'baton-3'), 'employer', 'leg-3', 18],
  [event.batonAccepted('leg-3', 'baton-3', null, 'bakery'), 'employer', 'leg-1', 11],
  [event.reviewed('leg-1', 'baton-1'), 'employer', 'leg-2', 16],
  [event.reviewed('leg-2', 'baton-2'), 'employer', 'leg-3', 19],
  [event.reviewed('leg-3', 'baton-3'), 'employer', null, 19],
  [event.concluded(), 'nobody', null, 23],
];

const waitsAfter = (...history: readonly ChallengeEvent[]) => {
  const { waitsFor, waitsOnLeg, since } = lastRow(...history);
  return [waitsFor, waitsOnLeg, since];
};

describe('a leg that was cancelled', () => {
  it('is waited for no more, and stays to be seen', () => {
    const [cancelled] = lastRow(...running, event.planned('leg-1'), event.cancelled('leg-1')).legs;
    expect(cancelled).toMatchObject({ legId: 'leg-1', step: 'cancelled', since: minute(3) });
    expect(waitsAfter(...running, event.planned('leg-1'), event.cancelled('leg-1'))).toEqual([
      'planner',
      null,
      minute(3),
    ]);
  });

  it('leaves the baton to the leg after it, or to the employer', () => {
    expect(waitsAfter(...handedOver, event.cancelled('leg-2'))).toEqual(['employer', 'leg-1', minute(7)]);
    const after = [...handedOver, event.planned('leg-3', 'leg-2'), event.team('leg-3', 'mila')];
    expect(waitsAfter(...after, event.cancelled('leg-2'))).toEqual(['next-team', 'leg-1', minute(9)]);
    expect(lastRow(...after, event.cancelled('leg-2')).legs.at(-1)).toMatchObject({ buildsOn: 'leg-1' });
  });
});

describe('the challenge board', () => {
  const rows = rowsAfter(relayOfThree.map(([one]) => one));

  it.each(
    relayOfThree.map(([one, waitsFor, waitsOnLeg, since], index) => ({
      what: one.type,
      index,
      waitsFor,
      waitsOnLeg,
      since,
    })),
  )(
    'after $what ($index) waits for $waitsFor on $waitsOnLeg, since minute $since',
    ({ index, waitsFor, waitsOnLeg, since }) => {
      expect(rows[index]).toMatchObject({ waitsFor, waitsOnLeg, since: minute(since), revision: index + 1 });
    },
  );

  it('waits for nobody once concluded, also where legs are planned that never started', () => {
    const row = lastRow(...handedOver, event.planned('leg-3', 'leg-2'), event.concluded());
    expect(row).toMatchObject({ status: 'concluded', waitsFor: 'nobody', waitsOnLeg: null });
  });

  it('waits for nobody once declined', () => {
    expect(lastRow(event.posted(), event.declined())).toMatchObject({ status: 'declined', waitsFor: 'nobody' });
  });

  it('waits for the planner when a next leg is planned after the employer took the baton', () => {
    const history = [...handedOver.slice(0, 5), event.handedOver('leg-1', 'baton-1')];
    const taken = [...history, event.batonAccepted('leg-1', 'baton-1', null, 'bakery')];
    expect(lastRow(...taken, event.planned('leg-2', 'leg-1'))).toMatchObject({
      waitsFor: 'planner',
      waitsOnLeg: 'leg-2',
      since: minute(7),
    });
  });

  it('shows, of two aspects side by side, the one that waits longest', () => {
    const both = [...running, event.planned('leg-1'), event.planned('leg-2', null, 'market')];
    expect(lastRow(...both)).toMatchObject({ waitsFor: 'planner', waitsOnLeg: 'leg-1', since: minute(2) });
    expect(lastRow(...both, event.team('leg-1', 'noor'))).toMatchObject({ waitsOnLeg: 'leg-2', since: minute(3) });
  });

  it('holds who takes part beside the hub: poster, schools, and the people who are in a team now', () => {
    const planned = [...running, event.planned('leg-1', null, 'waste', 'other-school')];
    const formed = lastRow(...planned, event.team('leg-1', 'noor', 'lisa'));
    expect(formed.organisations).toEqual(['bakery', 'other-school', 'college']);
    expect(formed.hubId).toBe('hub');
    expect(formed.people).toEqual(['noor', 'lisa']);
    expect(lastRow(...planned, event.team('leg-1', 'noor'), event.team('leg-1', 'lisa')).people).toEqual(['lisa']);
  });

  it('takes no notice of facts of other services', () => {
    const told = { streamId: 'organisations:hub-x', type: 'nl.estafette.organisations.hub-founded.v1', data: {} };
    expect(challengeBoard.keys(told as never)).toEqual([]);
  });

  it('has no row for a challenge that was never posted', () => {
    expect(rowsAfter([event.accepted(), event.planned('leg-1')])).toEqual([null, null]);
  });
});
