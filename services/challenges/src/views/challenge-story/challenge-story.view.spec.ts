import type { Recorded } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { ChallengeEvent } from '../../challenge/challenge.events.js';
import { event, handedOver, running } from '../../fixtures/relay.js';
import type { ChallengeStoryRow } from './challenge-story.view.js';
import { challengeStory } from './challenge-story.view.js';

const recorded = (one: ChallengeEvent, index: number): Recorded & ChallengeEvent => ({
  ...one,
  id: `event-${index}`,
  streamId: 'challenge-challenge',
  revision: index + 1,
  cursor: { incarnation: 1, transactionId: BigInt(index), position: index },
  metadata: { at: `2026-11-21T10:0${index}:00.000Z`, by: `person-${index}`, for: 'bakery' },
});

function told(...history: readonly ChallengeEvent[]): ChallengeStoryRow {
  const row = history
    .map(recorded)
    .reduce<ChallengeStoryRow | null>((before, one) => challengeStory.evolve(before, one, 'challenge'), null);
  if (!row) throw new Error('no row');
  return row;
}

describe('the story of a challenge', () => {
  it('tells every step in its order: what, when, by whom and for whom, and on which leg', () => {
    const { steps, revision } = told(...handedOver);
    expect(steps.map((step) => step.what)).toEqual([
      'challenge-posted',
      'challenge-accepted',
      'leg-planned',
      'team-formed',
      'leg-started',
      'leg-planned',
      'team-formed',
      'baton-handed-over',
    ]);
    expect(steps[4]).toEqual({
      what: 'leg-started',
      at: '2026-11-21T10:04:00.000Z',
      by: 'person-4',
      for: 'bakery',
      legId: 'leg-1',
      said: { from: { kind: 'challenge' } },
    });
    expect(revision).toBe(8);
  });

  it('tells what was said, and the digest of a baton, but never its salt', () => {
    const step = told(...handedOver).steps.at(-1);
    expect(step?.said).toMatchObject({
      batonId: 'baton-1',
      digest: 'digest of baton-1',
      content: { summary: 'We counted.' },
    });
    expect(JSON.stringify(step)).not.toContain('salt');
  });

  it('is for who takes part now: hub, poster, schools, and the people of the teams', () => {
    const planned = [...running, event.planned('leg-1', null, 'waste', 'other-school'), event.team('leg-1', 'noor')];
    expect(told(...planned)).toMatchObject({
      hubId: 'hub',
      organisations: ['bakery', 'other-school', 'college'],
      people: ['noor'],
    });
    expect(told(...planned, event.team('leg-1', 'lisa')).people).toEqual(['lisa']);
  });

  it('takes no notice of facts of other services', () => {
    const fact = { streamId: 'organisations:hub-x', type: 'nl.estafette.organisations.hub-founded.v1', data: {} };
    expect(challengeStory.keys(fact as never)).toEqual([]);
  });
});
