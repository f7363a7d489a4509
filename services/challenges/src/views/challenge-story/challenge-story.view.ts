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

export interface ChallengeStoryRow {
  readonly challengeId: string;
  readonly steps: readonly Step[];
  readonly organisations: readonly string[];
  readonly people: readonly string[];
  readonly revision: number;
}

/** Every step of one challenge, ready to read. */
export const challengeStory: View<ChallengeStoryRow, ChallengeEvent> = {
  name: 'challenge-story',
  version: 1,
  key: 'challengeId',
  keys: (event) => (event.streamId.startsWith('challenge-') ? [event.data.challengeId] : []),
  evolve: (row, event) => {
    const before = row ?? {
      challengeId: event.data.challengeId,
      steps: [],
      organisations: [],
      people: [],
      revision: 0,
    };
    return {
      ...before,
      steps: [...before.steps, stepOf(event)],
      organisations: [...new Set([...before.organisations, ...organisationsOf(event)])],
      people: [...new Set([...before.people, ...peopleOf(event)])],
      revision: event.revision,
    };
  },
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

function organisationsOf(event: ChallengeEvent): readonly string[] {
  switch (event.type) {
    case 'ChallengePosted':
      return [event.data.organisationId];
    case 'ChallengeAccepted':
      return [event.data.organisationId, ...event.data.hubMembers];
    case 'LegPlanned':
      return [event.data.schoolId];
    case 'TeamFormed':
      return event.data.members.flatMap((member) => member.organisationId ?? []);
    default:
      return [];
  }
}

function peopleOf(event: ChallengeEvent): readonly string[] {
  return event.type === 'TeamFormed' ? event.data.members.map((member) => member.personId) : [];
}

/** `BatonHandedOver` → `baton-handed-over` */
function kebab(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}
