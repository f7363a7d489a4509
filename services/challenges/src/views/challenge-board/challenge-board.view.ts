import type { Recorded, View } from '@estafette/event-store';
import type { ChallengeEvent, Frame, TeamMember } from '../../challenge/challenge.events.js';

/** Who has to do something now. */
export type WaitsFor = 'hub' | 'planner' | 'team' | 'next-team' | 'handing-team' | 'employer' | 'nobody';

interface BoardLeg {
  readonly legId: string;
  readonly aspect: string;
  readonly frame: Frame;
  readonly schoolId: string;
  readonly buildsOn: string | null;
  readonly step: 'planned' | 'team-formed' | 'started' | 'handed-over' | 'questioned' | 'accepted' | 'cancelled';
  readonly reviewed: boolean;
  readonly members: readonly TeamMember[];
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
  /** Organisations that take part, beside those of the hub. */
  readonly organisations: readonly string[];
  /** People in its teams. */
  readonly people: readonly string[];
  readonly revision: number;
}

type Event = Recorded & ChallengeEvent;

/** Which challenges there are, who each waits for, and since when. */
export const challengeBoard: View<ChallengeBoardRow, ChallengeEvent> = {
  name: 'challenge-board',
  version: 2,
  key: 'challengeId',
  keys: (event) => (event.streamId.startsWith('challenge-') ? [event.data.challengeId] : []),
  evolve: (row, event) => {
    const next = facts(row, event);
    return next && { ...next, ...waiting(next), ...takingPart(next), revision: event.revision };
  },
};

function facts(row: ChallengeBoardRow | null, event: Event): ChallengeBoardRow | null {
  const at = event.metadata.at;
  if (event.type === 'ChallengePosted') return posted(event.data, at);
  if (!row) return null;
  switch (event.type) {
    case 'ChallengeAccepted':
      return { ...row, status: 'accepted', hubId: event.data.hubId, since: at };
    case 'ChallengeDeclined':
      return { ...row, status: 'declined', since: at };
    case 'ChallengeConcluded':
      return { ...row, status: 'concluded', since: at };
    case 'LegPlanned': {
      const { legId, aspect, frame, schoolId, buildsOn } = event.data;
      const where = { legId, aspect, frame, schoolId, buildsOn };
      const leg: BoardLeg = { ...where, step: 'planned', reviewed: false, members: [], since: at };
      return { ...row, legs: [...row.legs, leg] };
    }
    case 'TeamFormed':
      return step(row, event.data.legId, { step: 'team-formed', members: event.data.members, since: at });
    case 'LegStarted':
      return step(row, event.data.legId, { step: 'started', since: at });
    case 'LegCancelled':
      return cancelled(row, event.data.legId, at);
    case 'BatonHandedOver':
    case 'BatonQuestionAnswered':
      return step(row, event.data.legId, { step: 'handed-over', since: at });
    case 'BatonQuestioned':
      return step(row, event.data.legId, { step: 'questioned', since: at });
    case 'BatonAccepted':
      return step(row, event.data.legId, { step: 'accepted', since: at });
    case 'LegReviewed':
      return step(row, event.data.legId, { reviewed: true });
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

function step(row: ChallengeBoardRow, legId: string, changed: Partial<BoardLeg>): ChallengeBoardRow {
  return { ...row, legs: row.legs.map((leg) => (leg.legId === legId ? { ...leg, ...changed } : leg)) };
}

/** It stays to be seen; the leg that built on it builds on what it built on. */
function cancelled(row: ChallengeBoardRow, legId: string, at: string): ChallengeBoardRow {
  const buildsOn = row.legs.find((leg) => leg.legId === legId)?.buildsOn ?? null;
  const legs = row.legs.map((leg) => (leg.buildsOn === legId ? { ...leg, buildsOn } : leg));
  return step({ ...row, legs }, legId, { step: 'cancelled', since: at });
}

/** Whoever left a team before it started takes no part any more. */
function takingPart(row: ChallengeBoardRow): Pick<ChallengeBoardRow, 'organisations' | 'people'> {
  const members = row.legs.flatMap((leg) => leg.members);
  const schools = row.legs.map((leg) => leg.schoolId);
  const from = members.flatMap((member) => member.organisationId ?? []);
  return {
    organisations: [...new Set([row.organisationId, ...schools, ...from])],
    people: [...new Set(members.map((member) => member.personId))],
  };
}

interface Waiting {
  readonly waitsFor: WaitsFor;
  readonly waitsOnLeg: string | null;
  readonly since: string;
}

/**
 * What the challenge waits for: of all legs that wait, the one that waits longest; when the relay itself waits for
 * nobody, the reviews that are missing, and then the end.
 */
function waiting(row: ChallengeBoardRow): Waiting {
  if (row.status === 'posted') return { waitsFor: 'hub', waitsOnLeg: null, since: row.since };
  if (row.status !== 'accepted') return { waitsFor: 'nobody', waitsOnLeg: null, since: row.since };
  const legs = row.legs.filter((leg) => leg.step !== 'cancelled');
  const since = row.legs.map((leg) => leg.since).reduce(later, row.since);
  if (legs.length === 0) return { waitsFor: 'planner', waitsOnLeg: null, since };
  const waits = legs.flatMap((leg) => legWaits(leg, legs));
  const reviews = legs
    .filter((leg) => !leg.reviewed)
    .map((leg): Waiting => ({ waitsFor: 'employer', waitsOnLeg: leg.legId, since: leg.since }));
  return longest(waits) ?? longest(reviews) ?? { waitsFor: 'employer', waitsOnLeg: null, since };
}

function longest(waits: readonly Waiting[]): Waiting | undefined {
  return waits.toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))[0];
}

/** Instants of one form (ISO 8601, UTC, milliseconds) have the order of their text. */
function later(one: string, other: string): string {
  return one > other ? one : other;
}

function legWaits(leg: BoardLeg, legs: readonly BoardLeg[]): readonly Waiting[] {
  const before = legs.find((one) => one.legId === leg.buildsOn);
  const next = legs.find((one) => one.buildsOn === leg.legId);
  const waits = (waitsFor: WaitsFor, since = leg.since): Waiting[] => [{ waitsFor, waitsOnLeg: leg.legId, since }];
  // A leg that was prepared early waits only since the one before it came so far.
  const sinceBefore = before ? later(leg.since, before.since) : leg.since;
  switch (leg.step) {
    case 'planned':
      return !before || before.step === 'handed-over' || before.step === 'accepted'
        ? waits('planner', sinceBefore)
        : [];
    case 'team-formed':
      return !before || before.step === 'accepted' ? waits('team', sinceBefore) : [];
    case 'started':
      return waits('team');
    case 'questioned':
      return waits('handing-team');
    case 'handed-over':
      if (!next) return waits('employer');
      // Without a team nobody can take the baton: the planner is waited for, on that leg.
      return next.step === 'planned' ? [] : waits('next-team', later(leg.since, next.since));
    case 'accepted':
    case 'cancelled':
      return [];
  }
}
