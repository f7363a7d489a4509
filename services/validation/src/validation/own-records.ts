import { Injectable } from '@nestjs/common';
import { EventStore } from '@estafette/event-store';
import type { OfferedLeg } from '../learning-record/learning-record.events.js';
import { RecordDigests } from '../learning-record/record-digests.js';
import { learningRecord } from '../learning-record/learning-record.stream.js';
import { Views } from '../views/views.js';
import type { OwnRecord } from './validation.commands.js';
import type { Evidence, EvidencedLeg } from './validation.events.js';

/** The learning records of a learner that a command leans on, read from their own streams. */
@Injectable()
export class OwnRecords {
  constructor(
    private readonly store: EventStore,
    private readonly views: Views,
    private readonly digests: RecordDigests,
  ) {}

  /** Those named, and those of the legs that the artefacts come from; records of others are left out. */
  async of(person: string, evidence: readonly Evidence[], named: readonly string[] = []): Promise<OwnRecord[]> {
    const records = evidence.flatMap(({ learningRecordId }) => learningRecordId ?? []);
    const artefacts = evidence.flatMap(({ artefactId }) => artefactId ?? []);
    const ids = new Set([...named, ...records, ...(await this.#withArtefacts(person, artefacts))]);
    const loaded = await Promise.all([...ids].map((id) => this.store.load(learningRecord, id)));
    const digestOf = await this.digests.of(person);
    return loaded.flatMap(({ state }) => {
      const { learningRecordId, personId, status, legId, learned, leg } = state;
      if (status === 'none' || personId !== person) return [];
      const sha256 = learned && digestOf({ ...state, ...learned });
      return [
        {
          ...{ learningRecordId, legId, learned, period: leg?.period ?? null, artefacts: leg?.artefacts ?? [], sha256 },
          leg: leg && evidencedLegOf(leg),
        },
      ];
    });
  }

  async #withArtefacts(person: string, artefacts: readonly string[]): Promise<string[]> {
    if (artefacts.length === 0) return [];
    const row = await this.views.myLearning.findUnique({ where: { personId: person }, select: { records: true } });
    const records = (row?.records ?? []) as { learningRecordId: string; artefacts: { artefactId: string }[] }[];
    return records
      .filter((record) => record.artefacts.some(({ artefactId }) => artefacts.includes(artefactId)))
      .map(({ learningRecordId }) => learningRecordId);
  }
}

function evidencedLegOf({
  challengeId,
  title,
  legId,
  frame,
  organisationId,
  batonDigest = null,
  as,
}: OfferedLeg): EvidencedLeg {
  return { challengeId, title, legId, frame, organisationId, batonDigest, ...(as && { as }) };
}
