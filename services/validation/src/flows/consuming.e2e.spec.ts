import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { LegReviewed } from '@estafette/contracts';
import type { HandleOptions, StreamType } from '@estafette/event-store';
import { EventStore, part } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import { boot, MEMBERSHIP_FACTS } from '@estafette/service-host';
import { bearsRepeats, consumerSpec, faultsOfStory } from '@estafette/test-kit';
import { expect, it } from 'vitest';
import { aReviewedLeg, anAcceptance, anAchievement } from '../fixtures/facts.js';
import {
  accepted,
  appointed,
  dismissed,
  membership,
  published,
  registered,
  retired,
  reviewed,
} from '../fixtures/told.js';
import { validation } from '../validation.service.js';
import { LEG_REVIEWED } from './on-challenges.consumer.js';

const [school, otherSchool] = [randomUUID(), randomUUID()];
const [assessor, learner] = [membership(school, 'assessor'), membership(school, 'learner')];
const [achievement, otherAchievement] = [anAchievement(school), anAchievement(otherSchool)];
const appointment = randomUUID();
const student = (personId: string) => ({ personId, as: 'student' as const, organisationId: school });
const leg = aReviewedLeg([student(learner.personId), student(randomUUID())]);
const nextLeg = aReviewedLeg([student(learner.personId)], { challengeId: leg.challengeId, title: 'Second round' });

const options = {
  name: 'validation',
  boot: (env: Readonly<Record<string, string>>) => boot(validation, env),
  takes: [...MEMBERSHIP_FACTS, ...validation.follows, ...validation.reactsTo],
  story: [
    assessor.granted,
    learner.granted,
    registered(school),
    registered(otherSchool),
    published(achievement),
    published(otherAchievement),
    appointed(school, assessor.personId, 'food-technology', appointment),
    appointed(otherSchool, randomUUID(), 'baking'),
    reviewed(leg),
    accepted(anAcceptance(leg)),
    published({ ...achievement, version: 2, name: 'Anew' }),
    dismissed(school, assessor.personId, appointment),
    // Reviewed twice, which offers nothing again; and the leg after it, with the same learner.
    reviewed({ ...leg, reviewId: randomUUID() }),
    reviewed(nextLeg),
    accepted(anAcceptance(nextLeg)),
    // Before the review of its leg is told, and of another challenge.
    accepted(anAcceptance(aReviewedLeg([]))),
    accepted(anAcceptance(aReviewedLeg([]))),
    reviewed(aReviewedLeg([student(randomUUID())])),
    retired(achievement),
    appointed(school, assessor.personId, 'baking'),
    assessor.revoked,
  ],
};

consumerSpec(options);

/** Counts reviews, and has nothing of its own by which it would know a repeat. */
const tally: StreamType<null, { readonly type: 'Count' }, { readonly type: 'Counted'; readonly data: object }> = {
  name: 'tally',
  events: { Counted: { version: 1 } },
  decider: { initialState: null, evolve: (state) => state, decide: () => [{ type: 'Counted', data: {} }] },
};

@Controller()
class Counting {
  constructor(private readonly store: EventStore) {}

  @On(LEG_REVIEWED)
  async count(message: CloudEvent<LegReviewed>): Promise<void> {
    await this.store.handle(part(tally, message.data.legId, { type: 'Count' }), this.how(message));
  }

  protected how(message: CloudEvent): HandleOptions {
    return { metadata: causedBy(message, 'validation'), once: onceOf(message) };
  }
}

@Controller()
class CountingTwice extends Counting {
  protected override how(message: CloudEvent): HandleOptions {
    return { metadata: causedBy(message, 'validation') };
  }
}

it.each([
  [true, Counting],
  [false, CountingTwice],
])('sees whether a repeat has no effect: %s', async (bears, consumer) => {
  const planted = { ...validation, streams: [...validation.streams, tally], consumers: [consumer] };
  expect(await bearsRepeats({ ...options, boot: (env) => boot(planted, env) })).toBe(bears);
});

it('sees it when the story leaves out a type, or a kind of key has no other beside it', () => {
  const story = options.story.filter(({ type }) => !type.includes('.membership-revoked.')).slice(2);
  expect(faultsOfStory({ ...options, story })).toEqual([
    'nl.estafette.organisations.membership-granted.v1: is not told',
    'nl.estafette.organisations.membership-revoked.v1: is not told',
  ]);
  expect(faultsOfStory({ ...options, story: options.story.slice(1) })).toContain(
    'nl.estafette.organisations.membership-granted.v1: only one key begins with it',
  );
});
