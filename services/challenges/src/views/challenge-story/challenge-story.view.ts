import type { Recorded, View } from '@estafette/event-store';
import type { ChallengeEvent } from '../../challenge/challenge.events.js';

/** One step of the story: what happened, when, by whom and for whom, and what was said; texts are sealed. */
interface Step {
  readonly what: string;
  readonly at: string;
  readonly by: string;
  readonly for: string | null;
  readonly legId: string | null;
  readonly said: Readonly<Record<string, unknown>>;
}

/** One step of a story; who may read it stands on the board. */
export interface ChallengeStoryRow {
  /** The id of its event. */
  readonly stepId: string;
  readonly challengeId: string;
  /** Its place in the story, from 1. */
  readonly revision: number;
  readonly step: Step;
}

/** Every step of each challenge, ready to read. */
export const challengeStory: View<ChallengeStoryRow, ChallengeEvent> = {
  name: 'challenge-story',
  version: 3,
  key: 'stepId',
  keys: (event) => (event.streamId.startsWith('challenge-') ? [event.id] : []),
  evolve: (_row, event, stepId) => ({
    stepId,
    challengeId: event.data.challengeId,
    revision: event.revision,
    step: stepOf(event),
  }),
};

function stepOf(event: Recorded & ChallengeEvent): Step {
  const { challengeId: _challenge, by: _by, at: _at, salt: _salt, ...said } = event.data as Record<string, unknown>;
  const { legId = null, ...rest } = said;
  return {
    what: kebab(event.type),
    at: event.metadata.at,
    by: event.metadata.by,
    for: event.metadata.for,
    legId: legId as string | null,
    said: rest,
  };
}

/** `BatonHandedOver` → `baton-handed-over` */
function kebab(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}
