import type { Recorded, View } from '@estafette/event-store';
import type { ChallengeEvent, TeamMember } from '../../challenge/challenge.events.js';

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
  /** The hub in which it runs. */
  readonly hubId: string | null;
  /** Organisations that posted it or run a leg. */
  readonly placed: readonly string[];
  /** Those, and the ones that team members come from. */
  readonly organisations: readonly string[];
  readonly people: readonly string[];
  /** Who is in the team of each leg, and from where: teams can change until their leg starts. */
  readonly teams: Readonly<Record<string, readonly TeamMember[]>>;
  readonly revision: number;
}

/** Every step of one challenge, ready to read. */
export const challengeStory: View<ChallengeStoryRow, ChallengeEvent> = {
  name: 'challenge-story',
  version: 2,
  key: 'challengeId',
  keys: (event) => (event.streamId.startsWith('challenge-') ? [event.data.challengeId] : []),
  evolve: (row, event) => {
    const { challengeId } = event.data;
    const before = row ?? { challengeId, steps: [], hubId: null, placed: [], teams: {}, revision: 0 };
    const placed = [...new Set([...before.placed, ...placedBy(event)])];
    const teams: ChallengeStoryRow['teams'] =
      event.type === 'TeamFormed' ? { ...before.teams, [event.data.legId]: event.data.members } : before.teams;
    const members = Object.values(teams).flat();
    return {
      challengeId,
      steps: [...before.steps, stepOf(event)],
      hubId: event.type === 'ChallengeAccepted' ? event.data.hubId : before.hubId,
      placed,
      teams,
      organisations: [...new Set([...placed, ...members.flatMap((member) => member.organisationId ?? [])])],
      people: [...new Set(members.map((member) => member.personId))],
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

function placedBy(event: ChallengeEvent): readonly string[] {
  switch (event.type) {
    case 'ChallengePosted':
      return [event.data.organisationId];
    case 'LegPlanned':
      return [event.data.schoolId];
    default:
      return [];
  }
}

/** `BatonHandedOver` → `baton-handed-over` */
function kebab(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}
