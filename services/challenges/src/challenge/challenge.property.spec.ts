import { fold } from '@estafette/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as relay from '../fixtures/relay.js';
import { command, event } from '../fixtures/relay.js';
import { decided } from '../fixtures/refusal.js';
import type { By, ChallengeCommand } from './challenge.commands.js';
import { challengeDecider } from './challenge.decider.js';
import type { ChallengeEvent } from './challenge.events.js';

const { initialState, evolve, decide } = challengeDecider;

const leg = fc.constantFrom('leg-1', 'leg-2', 'leg-3');
const baton = fc.constantFrom('baton-1', 'baton-2');
const person = fc.constantFrom<By>(relay.noor, relay.lisa, { person: 'mila', for: 'self', roles: [] });
const anybody = fc.oneof(
  { weight: 3, arbitrary: person },
  fc.constantFrom(relay.baker, relay.coordinator, relay.manager, relay.coach, relay.stranger, relay.outsideManager),
);
const team = fc.uniqueArray(fc.constantFrom('noor', 'lisa', 'mila'), { minLength: 1, maxLength: 2 });
const text = fc.constantFrom('one', 'two');

/** Mostly what would go well, with somebody or something else now and then. */
const anyCommand: fc.Arbitrary<ChallengeCommand> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(command.post()) },
  fc.constantFrom(command.accept(), command.accept({ by: relay.outsideManager })),
  fc.constant(command.decline({ reason: 'unclear' })),
  fc
    .record({ leg, aspect: fc.constantFrom('waste', 'waste', 'market') })
    .map(({ leg, aspect }) => command.plan(leg, { aspect })),
  fc.record({ leg, team }).map(({ leg, team }) => command.formTeam(leg, { members: relay.members(...team) })),
  { weight: 3, arbitrary: leg.map((id) => command.start(id)) },
  leg.map((id) => command.cancel(id)),
  fc.record({ leg, by: person, text }).map(({ leg, ...more }) => command.note(leg, more)),
  {
    weight: 4,
    arbitrary: fc.record({ leg, baton, by: person }).map(({ leg, baton, by }) => command.handOver(leg, baton, { by })),
  },
  {
    weight: 4,
    arbitrary: fc.record({ baton, by: anybody }).map(({ baton, by }) => command.acceptBaton(baton, { by })),
  },
  { weight: 2, arbitrary: fc.record({ baton, by: anybody }).map(({ baton, by }) => command.question(baton, { by })) },
  {
    weight: 3,
    arbitrary: fc.record({ baton, by: person, answer: text }).map(({ baton, ...more }) => command.answer(baton, more)),
  },
  fc.record({ leg, words: text }).map(({ leg, words }) => command.review(leg, { words })),
  fc.constantFrom(command.conclude(), command.conclude(), command.conclude({ outcome: 'stopped' })),
);
// Many runs begin where the relay can go on, so that they come far; the others begin with nothing.
const prepared = [
  command.post(),
  command.accept(),
  command.plan('leg-1'),
  command.plan('leg-2'),
  command.formTeam('leg-1', { members: relay.members('noor') }),
  command.formTeam('leg-2', { members: relay.members('lisa') }),
  command.start('leg-1'),
  command.handOver('leg-1', 'baton-1', { by: relay.noor }),
];
const anyCommands = fc
  .record({ from: fc.nat(prepared.length), then: fc.array(anyCommand, { maxLength: 60, size: 'max' }) })
  .map(({ from, then }) => [...prepared.slice(0, from), ...then]);

/** The history that commands lead to, those that were refused left out. */
function play(commands: readonly ChallengeCommand[]): ChallengeEvent[] {
  const history: ChallengeEvent[] = [];
  let state = initialState;
  for (const wish of commands) {
    const events = decided(wish, state) ?? [];
    history.push(...events);
    state = events.reduce(evolve, state);
  }
  return history;
}

/** What is wrong with a relay, read from its events alone. */
function faultsIn(history: readonly ChallengeEvent[]): string[] {
  return history.flatMap((now, index) => {
    const before = history.slice(0, index);
    const find = <Type extends ChallengeEvent['type']>(type: Type, legId?: string) =>
      before.filter(
        (one): one is Extract<ChallengeEvent, { type: Type }> =>
          one.type === type && (legId === undefined || ('legId' in one.data && one.data.legId === legId)),
      );
    const faults: string[] = [];
    const fault = (bad: boolean, what: string) => bad && faults.push(what);
    fault(find('ChallengeConcluded').length > 0 && now.type !== 'LegReviewed', 'went on after the end');
    if (now.type === 'ChallengeConcluded' && now.data.outcome !== 'stopped') {
      fault(find('BatonAccepted').length === 0, 'solved by nothing');
    }
    if (now.type === 'LegStarted') {
      const { legId, from } = now.data;
      const planned = (id: string) => find('LegPlanned', id)[0]?.data;
      let buildsOn = planned(legId)?.buildsOn;
      while (typeof buildsOn === 'string' && find('LegCancelled', buildsOn).length > 0) {
        buildsOn = planned(buildsOn)?.buildsOn;
      }
      fault(find('LegCancelled', legId).length > 0, 'started though it was cancelled');
      fault(find('ChallengeAccepted').length !== 1, 'started without an accepted challenge');
      fault(find('TeamFormed', legId).length === 0, 'started without a team');
      fault(find('LegStarted', legId).length > 0, 'started twice');
      if (from.kind === 'challenge') fault(buildsOn !== null, 'a later leg started from the challenge');
      else {
        const taken = find('BatonAccepted', buildsOn ?? 'none')[0]?.data;
        const teamOf = (id: string) =>
          find('TeamFormed', id)
            .at(-1)
            ?.data.members.map((one) => one.personId) ?? [];
        const others = teamOf(legId).some((one) => !teamOf(buildsOn ?? 'none').includes(one));
        fault(typeof taken?.acceptedByLeg === 'string' && !others, 'went on from what was their own alone');
        fault(taken?.batonId !== from.batonId || taken.digest !== from.digest, 'started without an accepted baton');
      }
    }
    if (now.type === 'BatonAccepted') {
      const { legId, digest } = now.data;
      fault(find('BatonHandedOver', legId)[0]?.data.digest !== digest, 'accepted another baton than was handed over');
      const open = find('BatonQuestioned', legId).length - find('BatonQuestionAnswered', legId).length;
      fault(open > 0, 'accepted with an open question');
    }
    if (now.type === 'BatonHandedOver') {
      const { legId, batonId } = now.data;
      fault(find('LegStarted', legId).length === 0, 'handed over before it started');
      fault(find('BatonHandedOver', legId).length > 0, 'handed over twice');
      fault(
        find('BatonHandedOver').some((one) => one.data.batonId === batonId),
        'one id for two batons',
      );
    }
    return faults;
  });
}

describe('whatever is asked, in whatever order', () => {
  it('no leg starts without an accepted challenge or the accepted baton of the leg before', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        expect(faultsIn(play(commands))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('these commands do come to batons that start legs, and to the end', () => {
    const seen = new Set<string>();
    for (const commands of fc.sample(anyCommands, { numRuns: 1_000, seed: 7 })) {
      for (const one of play(commands)) {
        seen.add(one.type === 'LegStarted' ? `${one.type} from ${one.data.from.kind}` : one.type);
      }
    }
    const all = ['LegStarted from challenge', 'LegStarted from baton', 'BatonQuestionAnswered', 'ChallengeConcluded'];
    expect([...seen]).toEqual(expect.arrayContaining(all));
  });

  it('a command that was taken decides nothing when it is repeated at once', () => {
    fc.assert(
      fc.property(anyCommands, (commands) => {
        let state = initialState;
        for (const wish of commands) {
          const events = decided(wish, state);
          if (events === null) continue;
          state = events.reduce(evolve, state);
          expect(decide(wish, state)).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('folding is total: any events, in any order', () => {
    const legs: ChallengeEvent[] = ['leg-1', 'leg-2'].flatMap((id) => [
      event.planned(id),
      event.team(id, 'noor'),
      event.started(id),
      event.noted(id),
      event.handedOver(id, 'baton-1'),
      event.batonAccepted(id, 'baton-1', null),
      event.questioned(id, 'baton-1'),
      event.answered(id, 'baton-1'),
      event.reviewed(id, 'baton-1'),
    ]);
    const any = [event.posted(), event.accepted(), event.declined(), event.concluded(), ...legs];
    expect(new Set(any.map((one) => one.type)).size).toBe(13);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...any)), fc.array(anyCommand), (history, commands) => {
        const state = fold(challengeDecider, history);
        for (const wish of commands) expect(() => decided(wish, state)).not.toThrow();
      }),
    );
  });
});

describe('the look at histories sees', () => {
  const start = event.started('leg-2', 'baton-1');
  it.each([
    [
      'a start without an accepted challenge',
      [event.posted(), event.planned('leg-1'), event.team('leg-1', 'noor'), event.started('leg-1')],
    ],
    ['a start from a baton that nobody accepted', [...relay.handedOver, start]],
    ['a start from the challenge by a later leg', [...relay.handedOver, event.started('leg-2')]],
    [
      'a baton taken with an open question',
      [...relay.handedOver, event.questioned('leg-1', 'baton-1'), event.batonAccepted('leg-1', 'baton-1', 'leg-2')],
    ],
    ['one id for two batons', [...relay.secondLeg, event.handedOver('leg-2', 'baton-1')]],
    ['an end that nothing led to', [...relay.firstLeg, event.concluded()]],
    [
      'a team that goes on from its own baton',
      [
        ...relay.handedOver,
        event.batonAccepted('leg-1', 'baton-1', 'leg-2'),
        event.team('leg-2', 'noor'),
        event.started('leg-2', 'baton-1'),
      ],
    ],
    ['a step after the end', [...relay.secondLeg, event.concluded(), event.noted('leg-2')]],
  ])('%s', (_what, history) => {
    expect(faultsIn(history)).toHaveLength(1);
  });
});
