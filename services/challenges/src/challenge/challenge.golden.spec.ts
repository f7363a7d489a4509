import { readFileSync } from 'node:fs';
import { validateClosed } from '@estafette/contracts';
import type { ContractType } from '@estafette/contracts';
import { fold } from '@estafette/decider';
import type { Recorded } from '@estafette/event-store';
import { EventRegistry } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import { challengesPublisher } from '../publishing/challenges.publisher.js';
import { challengeDecider } from './challenge.decider.js';
import type { ChallengeEvent } from './challenge.events.js';
import { challengeEvents } from './challenge.events.js';
import { challenge } from './challenge.stream.js';

interface Stored {
  readonly type: string;
  readonly version: number;
  readonly data: object;
}

const registry = new EventRegistry([challenge]);
const stored = JSON.parse(readFileSync(new URL('golden/challenge.v1.json', import.meta.url), 'utf8')) as Stored[];
const history = stored.map(
  ({ type, version, data }) => ({ type, data: registry.upcast(type, version, data) }) as ChallengeEvent,
);

describe('events as they were once stored', () => {
  it('has an example of every type in every version', () => {
    const there = stored.map(({ type, version }) => `${type} ${version}`);
    const needed = Object.entries(challengeEvents).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type} ${index + 1}`),
    );
    expect(there.toSorted()).toEqual(needed.toSorted());
  });

  it('reads them still', () => {
    const state = fold(challengeDecider, history);
    expect(state).toMatchObject({
      status: 'concluded',
      posted: { title: 'Return bread', terms: { confidential: null }, organisationRevision: 2 },
      declined: { reason: 'no-capacity' },
      concluded: { outcome: 'solved', adopted: 'Less on Mondays.' },
      hubId: '019ab1c2-0000-7000-8000-000000000003',
    });
    expect(state.legs).toMatchObject([
      {
        aspect: 'waste',
        start: { kind: 'challenge' },
        members: [{ as: 'student' }],
        baton: { accepted: true, content: { summary: 's' }, questions: [{ question: 'Which?', answer: 'White.' }] },
      },
    ]);
    expect([...(state.legs[0]?.notes.values() ?? [])]).toEqual(['Counted.']);
    expect([...(state.legs[0]?.reviews.values() ?? [])]).toEqual(['Useful.']);
  });

  it('publishes of each of them what its contract says, and nothing of a note', () => {
    const metadata = { at: '2026-11-13T09:26:53.000Z', by: '01a08fb1-0800-7e9d-8a26-5cb1f8e0d4a2', for: 'self' };
    for (const event of history) {
      const contracts = challengesPublisher({ ...event, metadata } as unknown as Recorded);
      expect(contracts, event.type).toHaveLength(event.type === 'ProgressNoted' ? 0 : 1);
      for (const { type, data } of contracts) expect(validateClosed(type as ContractType, data), type).toEqual([]);
    }
  });
});
