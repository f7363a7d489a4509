import { Controller } from '@nestjs/common';
import type { LegReviewed } from '@estafette/contracts';
import { EventStore, part } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import type { LearnsAs } from '../learning-record/learning-record.events.js';
import { learningRecord } from '../learning-record/learning-record.stream.js';
import { offeredRecordId } from '../learning-record/offered-record-id.js';

export const LEG_REVIEWED = 'nl.estafette.challenges.leg-reviewed.v1';

/** What this service does when something happened to a challenge. */
@Controller()
export class OnChallenges {
  constructor(private readonly store: EventStore) {}

  /** Every student and professional of the leg is offered one record; a coach was not there to learn. */
  @On(LEG_REVIEWED)
  async offer(message: CloudEvent<LegReviewed>): Promise<void> {
    const { legId, challengeId, title, frame, period, artefacts, reviewId, organisationId, members, batonDigest } =
      message.data;
    const leg = {
      legId,
      challengeId,
      title,
      frame,
      period: { start: period.start, end: period.end },
      artefacts: artefacts.map(({ artefactId, sha256 }) => ({ artefactId, sha256 })),
      reviewId,
      organisationId,
      batonDigest,
    };
    const offers = [...learnersIn(members)].map(([personId, as]) => {
      const learningRecordId = offeredRecordId(legId, personId);
      const offer = { type: 'OfferLearningRecord' as const, learningRecordId, personId, leg: { ...leg, ...as } };
      return part(learningRecord, learningRecordId, offer);
    });
    await this.store.handle(offers, { metadata: causedBy(message, 'validation'), once: onceOf(message) });
  }
}

/** Who learned, and as what; somebody may stand in a team twice, as a student and as a professional: then neither is said. */
function learnersIn(members: LegReviewed['members']): ReadonlyMap<string, { readonly as?: LearnsAs }> {
  const learners = new Map<string, { readonly as?: LearnsAs }>();
  for (const { personId, as } of members) {
    if (as !== 'student' && as !== 'professional') continue;
    const before = learners.get(personId);
    learners.set(personId, before === undefined || before.as === as ? { as } : {});
  }
  return learners;
}
