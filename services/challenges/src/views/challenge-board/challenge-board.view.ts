import type { Recorded, View } from '@estafette/event-store';
import type { ChallengeEvent } from '../../challenge/challenge.events.js';

/** Who has to do something now. */
export type WaitsFor = 'hub' | 'planner' | 'team' | 'next-team' | 'handing-team' | 'employer' | 'nobody';

interface BoardLeg {
  readonly legId: string;
  readonly aspect: string;
  readonly schoolId: string;
  readonly buildsOn: string | null;
  readonly step: 'planned' | 'team-formed' | 'started' | 'handed-over' | 'questioned' | 'accepted';
  readonly reviewed: boolean;
  /** When the leg came to this step. */
  readonly since: string;
}

/** One challenge on the board. `title` is sealed where a sole trader posted it. */
export interface ChallengeBoardRow {
  readonly challengeId: string;
  readonly organisationId: string;
  readonly title: unknown;
  readonly status: 'posted' | 'accepted' | 'declined' | 'concluded';
  readonly hubId: string | null;
  readonly waitsFor: WaitsFor;
  /** The leg that it waits on; null when it waits for the challenge as a whole. */
  readonly waitsOnLeg: string | null;
  readonly since: string;
  readonly legs: readonly BoardLeg[];
  /** Organisations that take part. */
  readonly organisations: readonly string[];
  /** People in its teams. */
  readonly people: readonly string[];
  readonly revision: number;
}

type Event = Recorded & ChallengeEvent;

/** Which challenges there are, who each waits for, and since when. */
export const challengeBoard: View<ChallengeBoardRow, ChallengeEvent> = {
  name: 'challenge-board',
  version: 1,
  key: 'challengeId',
  keys: (event) => (event.streamId.startsWith('challenge-') ? [event.data.challengeId] : []),
  evolve: (row, event) => {
    const next = facts(row, event);
    return next && { ...next, ...waiting(next), revision: event.revision };
  },
};

function facts(row: ChallengeBoardRow | null, event: Event): ChallengeBoardRow | null {
  const at = event.metadata.at;
  if (event.type === 'ChallengePosted') return posted(event.data, at);
  if (!row) return null;
  switch (event.type) {
    case 'ChallengeAccepted': {
      const { hubId, organisationId, hubMembers } = event.data;
      return {
        ...row,
        status: 'accepted',
        hubId,
        since: at,
        organisations: joined(row.organisations, organisationId, ...hubMembers),
      };
    }
    case 'ChallengeDeclined':
      return { ...row, status: 'declined', since: at };
    case 'ChallengeConcluded':
      return { ...row, status: 'concluded', since: at };
    case 'LegPlanned': {
      const { legId, aspect, schoolId, buildsOn } = event.data;
      const leg: BoardLeg = { legId, aspect, schoolId, buildsOn, step: 'planned', reviewed: false, since: at };
      return { ...row, legs: [...row.legs, leg], organisations: joined(row.organisations, schoolId) };
    }
    case 'TeamFormed': {
      const from = event.data.members.flatMap((member) => member.organisationId ?? []);
      const people = joined(row.people, ...event.data.members.map((member) => member.personId));
      return {
        ...step(row, event.data.legId, 'team-formed', at),
        people,
        organisations: joined(row.organisations, ...from),
      };
    }
    case 'LegStarted':
      return step(row, event.data.legId, 'started', at);
    case 'BatonHandedOver':
    case 'BatonQuestionAnswered':
      return step(row, event.data.legId, 'handed-over', at);
    case 'BatonQuestioned':
      return step(row, event.data.legId, 'questioned', at);
    case 'BatonAccepted':
      return step(row, event.data.legId, 'accepted', at);
    case 'LegReviewed':
      return {
        ...row,
        legs: row.legs.map((leg) => (leg.legId === event.data.legId ? { ...leg, reviewed: true } : leg)),
      };
    case 'ProgressNoted':
      return row;
  }
}

function posted(data: Extract<ChallengeEvent, { type: 'ChallengePosted' }>['data'], at: string): ChallengeBoardRow {
  return {
    challengeId: data.challengeId,
    organisationId: data.organisationId,
    title: data.title,
    status: 'posted',
    hubId: null,
    waitsFor: 'hub',
    waitsOnLeg: null,
    since: at,
    legs: [],
    organisations: [data.organisationId],
    people: [],
    revision: 1,
  };
}

function step(row: ChallengeBoardRow, legId: string, to: BoardLeg['step'], at: string): ChallengeBoardRow {
  return { ...row, legs: row.legs.map((leg) => (leg.legId === legId ? { ...leg, step: to, since: at } : leg)) };
}

function joined(there: readonly string[], ...more: readonly string[]): readonly string[] {
  return [...new Set([...there, ...more])];
}

/** What the challenge waits for: of all legs that wait, the one that waits longest. */
function waiting(row: ChallengeBoardRow): Pick<ChallengeBoardRow, 'waitsFor' | 'waitsOnLeg' | 'since'> {
  if (row.status === 'posted') return { waitsFor: 'hub', waitsOnLeg: null, since: row.since };
  if (row.status !== 'accepted') return { waitsFor: 'nobody', waitsOnLeg: null, since: row.since };
  const open = row.legs.flatMap((leg) => {
    const who = legWaitsFor(leg, row.legs);
    return who ? [{ waitsFor: who, waitsOnLeg: leg.legId, since: leg.since }] : [];
  });
  const [longest] = open.toSorted((a, b) => (a.since < b.since ? -1 : 1));
  if (longest) return longest;
  if (row.legs.length === 0) return { waitsFor: 'planner', waitsOnLeg: null, since: row.since };
  const last =
    row.legs
      .map((leg) => leg.since)
      .toSorted()
      .at(-1) ?? row.since;
  return { waitsFor: 'employer', waitsOnLeg: null, since: last };
}

function legWaitsFor(leg: BoardLeg, legs: readonly BoardLeg[]): WaitsFor | null {
  const before = legs.find((one) => one.legId === leg.buildsOn);
  const mayStart = !before || before.step === 'accepted';
  switch (leg.step) {
    case 'planned':
      return mayStart || before.step === 'handed-over' ? 'planner' : null;
    case 'team-formed':
      return mayStart ? 'team' : null;
    case 'started':
      return 'team';
    case 'questioned':
      return 'handing-team';
    case 'handed-over':
      return legs.some((one) => one.buildsOn === leg.legId) ? 'next-team' : 'employer';
    case 'accepted':
      return null;
  }
}
