import { Controller } from '@nestjs/common';
import type { LegReviewed } from '@estafette/contracts';
import { EventStore, part } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
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
    // Somebody may stand in a team twice, as a student and as a professional.
    const learners = new Set(
      members.filter(({ as }) => as === 'student' || as === 'professional').map(({ personId }) => personId),
    );
    const offers = [...learners].map((personId) => {
      const learningRecordId = offeredRecordId(legId, personId);
      return part(learningRecord, learningRecordId, { type: 'OfferLearningRecord', learningRecordId, personId, leg });
    });
    await this.store.handle(offers, { metadata: causedBy(message, 'validation'), once: onceOf(message) });
  }
}
