import type { Recorded } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { ChallengeEvent } from '../../challenge/challenge.events.js';
import { handedOver } from '../../fixtures/relay.js';
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

function told(...history: readonly ChallengeEvent[]): readonly ChallengeStoryRow[] {
  return history
    .map(recorded)
    .flatMap((one) => challengeStory.keys(one).flatMap((key) => challengeStory.evolve(null, one, key) ?? []));
}

describe('the story of a challenge', () => {
  it('tells every step in its order: what, when, by whom and for whom, and on which leg', () => {
    const story = told(...handedOver);
    expect(story.map(({ step }) => step.what)).toEqual([
      'challenge-posted',
      'challenge-accepted',
      'leg-planned',
      'team-formed',
      'leg-started',
      'leg-planned',
      'team-formed',
      'baton-handed-over',
    ]);
    expect(story[4]).toEqual({
      stepId: 'event-4',
      challengeId: 'challenge',
      revision: 5,
      step: {
        what: 'leg-started',
        at: '2026-11-21T10:04:00.000Z',
        by: 'person-4',
        for: 'bakery',
        legId: 'leg-1',
        said: { from: { kind: 'challenge' } },
      },
    });
  });

  it('tells what was said, and the digest of a baton, but never its salt', () => {
    const { step } = told(...handedOver).at(-1) ?? {};
    expect(step?.said).toMatchObject({
      batonId: 'baton-1',
      digest: 'digest of baton-1',
      content: { summary: 'We counted.' },
    });
    expect(JSON.stringify(step)).not.toContain('salt');
  });

  it('takes no notice of facts of other services', () => {
    const fact = { streamId: 'organisations:hub-x', type: 'nl.estafette.organisations.hub-founded.v1', data: {} };
    expect(challengeStory.keys(fact as never)).toEqual([]);
  });
});
