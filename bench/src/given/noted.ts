import { randomBytes, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** An event as a challenge's log holds most of: progress that was noted, its text sealed. */
export interface Noted {
  readonly id: string;
  readonly streamId: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly data: object;
  readonly metadata: object;
}

export const TEXT = 'Counted the crates that came back on Saturday: white bread most, and more when it rains.';
/** Nonce, text and tag of a note of some ninety characters, in base64. */
const BOX = randomBytes(118).toString('base64');
/** A relay's log has some tens of events. */
const EVENTS_IN_STREAM = 25;

/** Events of one stream after another, as somebody's commands would write them. */
export class Notes {
  #challengeId = '';
  #legId = '';
  #revision = EVENTS_IN_STREAM;
  readonly #by = randomUUID();
  readonly #membership = randomUUID();
  readonly #organisation = randomUUID();

  next(): Noted {
    if (this.#revision === EVENTS_IN_STREAM) {
      this.#challengeId = uuidv7();
      this.#legId = randomUUID();
      this.#revision = 0;
    }
    this.#revision++;
    const [id, streamId] = [uuidv7(), `challenge-${this.#challengeId}`];
    return {
      id,
      streamId,
      revision: this.#revision,
      type: 'ProgressNoted',
      version: 1,
      data: {
        challengeId: this.#challengeId,
        legId: this.#legId,
        noteId: randomUUID(),
        text: { sealed: this.#by, at: `${streamId}/${id}/text`, box: BOX },
        by: this.#by,
      },
      metadata: {
        at: new Date().toISOString(),
        by: this.#by,
        for: this.#organisation,
        membership: this.#membership,
      },
    };
  }

  /** The once-key of the request that wrote an event, with what was answered. */
  once({ streamId, revision, id }: Noted) {
    return {
      scope: `${this.#by}|${this.#organisation}|POST /v1/challenges/:challengeId/legs/:legId/notes`,
      key: randomUUID(),
      digest: `${id}${id}`.replaceAll('-', '').slice(0, 64),
      answer: { status: 201, location: `/v1/challenges/${streamId}/legs/${this.#legId}`, etag: `"${revision}"` },
    };
  }
}
