import { forbid, refuse, unknown, same } from '@estafette/decider';
import type { By, ChallengeCommand, KnownHub } from './challenge.commands.js';
import type { Arranged, ChallengeEvent, Start } from './challenge.events.js';
import type { ChallengeState, Leg } from './challenge.state.js';
import { isOfHub } from './seeing.rules.js';

type Command<Type extends ChallengeCommand['type']> = Extract<ChallengeCommand, { type: Type }>;
export type LegCommand = Command<'PlanLeg' | 'FormTeam' | 'StartLeg' | 'CancelLeg' | 'NoteProgress' | 'ReviewLeg'>;

/** The rules of legs: planned one after another on an aspect, begun only from what was accepted. */
export function decideOnLeg(command: LegCommand, state: ChallengeState): ChallengeEvent[] {
  switch (command.type) {
    case 'PlanLeg':
      return plan(command, state);
    case 'FormTeam':
      return formTeam(command, state);
    case 'StartLeg':
      return start(command, state);
    case 'CancelLeg':
      return cancel(command, state);
    case 'NoteProgress':
      return noteProgress(command, state);
    case 'ReviewLeg':
      return review(command, state);
  }
}

export function legOf(state: ChallengeState, legId: string): Leg {
  const leg = state.legs.find((one) => one.legId === legId);
  if (!leg) unknown('leg-unknown', 'This challenge has no leg with this id.');
  return leg;
}

/** The leg that goes on from this one, once it is planned. */
export function nextOf(state: ChallengeState, leg: Leg): Leg | undefined {
  return state.legs.find((one) => one.buildsOn === leg.legId && !one.cancelled);
}

export function mustRun(state: ChallengeState): void {
  if (state.status !== 'accepted') {
    refuse('challenge-not-running', 'A hub must accept the challenge first, and it must not be concluded.');
  }
}

export function isMember(by: By, leg: Leg): boolean {
  return leg.members.some((member) => member.personId === by.person);
}

/** Before a hub accepted the challenge there is nobody to arrange it. */
function mustArrange(by: By, state: ChallengeState, hub: KnownHub | null): Required<Arranged> {
  if (state.hubId === null) mustRun(state);
  if (!isOfHub(by, state, hub)) {
    forbid('not-of-this-hub', 'Legs and teams are arranged by the hub and the organisations that joined it.');
  }
  return { hubRevision: hub.revision };
}

function plan(command: Command<'PlanLeg'>, state: ChallengeState): ChallengeEvent[] {
  const { legId, aspect, schoolId, schoolRevision, frame, period, goals, by, hub } = command;
  const arranged = mustArrange(by, state, hub);
  const known = state.legs.find((leg) => leg.legId === legId);
  if (known) {
    const was = { aspect: known.aspect, schoolId: known.schoolId, frame: known.frame, period: known.period };
    if (same({ ...was, goals: known.goals }, { aspect, schoolId, frame, period, goals })) return [];
    refuse('leg-exists', 'A leg with this id is there already: give the new one an id of its own.');
  }
  mustRun(state);
  if (period.end < period.start) refuse('period-backwards', 'The period ends before it begins.');
  const all = [...goals.students, ...goals.company];
  if (goals.students.length === 0 || goals.company.length === 0) {
    refuse('goals-one-sided', 'A leg has learning goals for the students and for the people of the company.');
  }
  if (!all.some((goal) => goal.learningToLearn)) {
    refuse(
      'goal-learning-to-learn-missing',
      'One of the learning goals is about learning to learn: mark it, or add it.',
    );
  }
  const before = state.legs.findLast((leg) => leg.aspect === aspect && !leg.cancelled);
  if (before && period.start < before.period.start) {
    refuse(
      'legs-out-of-order',
      'Legs of one aspect run one after another: this one would begin before the leg it builds on.',
    );
  }
  return [
    {
      type: 'LegPlanned',
      data: {
        challengeId: state.challengeId,
        legId,
        aspect,
        schoolId,
        schoolRevision,
        frame,
        period,
        buildsOn: before?.legId ?? null,
        goals,
        ...arranged,
        by: by.person,
      },
    },
  ];
}

function formTeam({ by, hub, legId, members }: Command<'FormTeam'>, state: ChallengeState): ChallengeEvent[] {
  const leg = legOf(state, legId);
  const arranged = by.for === leg.schoolId ? {} : mustArrange(by, state, hub);
  if (same(leg.members, members)) return [];
  mustRun(state);
  mustNotBeCancelled(leg);
  if (leg.start) refuse('leg-already-started', 'The team of a leg is formed before it starts.');
  const people = members.map((member) => member.personId);
  if (new Set(people).size < people.length) refuse('member-twice', 'A person stands in a team once.');
  if (members.every((member) => member.as === 'coach')) {
    refuse('team-without-learners', 'A team has at least one student or professional: they are the ones who learn.');
  }
  const there = new Set(leg.members.map((member) => member.personId));
  mustGoOnFromOthers(
    state,
    leg,
    people,
    people.filter((person) => !there.has(person)),
  );
  return [{ type: 'TeamFormed', data: { challengeId: state.challengeId, legId, members, ...arranged } }];
}

function start({ by, hub, legId }: Command<'StartLeg'>, state: ChallengeState): ChallengeEvent[] {
  const leg = legOf(state, legId);
  const arranged = isMember(by, leg) || by.for === leg.schoolId ? {} : mustArrange(by, state, hub);
  if (leg.start) return [];
  mustRun(state);
  mustNotBeCancelled(leg);
  if (leg.members.length === 0) refuse('team-missing', 'Form the team first.');
  const from = startOf(state, leg);
  const team = leg.members.map((member) => member.personId);
  mustGoOnFromOthers(state, leg, team);
  return [{ type: 'LegStarted', data: { challengeId: state.challengeId, legId, from, ...arranged } }];
}

/** A leg starts only from an accepted baton; the first of an aspect from the accepted challenge. */
function startOf(state: ChallengeState, leg: Leg): Start {
  if (leg.buildsOn === null) return { kind: 'challenge' };
  const { baton } = legOf(state, leg.buildsOn);
  if (!baton) refuse('baton-not-handed-over', 'The leg before this one has not handed over its baton yet.');
  if (!baton.accepted)
    refuse('baton-not-accepted', 'Accept the baton of the leg before this one first, or question it.');
  return { kind: 'baton', batonId: baton.batonId, digest: baton.digest };
}

/**
 * What another team accepted is not gone on from by those alone who handed it over, nor do they join afterwards: the
 * endorsement would be worth nothing. Whoever stood in both teams before may stay.
 */
function mustGoOnFromOthers(state: ChallengeState, leg: Leg, team: readonly string[], joining: readonly string[] = []) {
  const before = state.legs.find((one) => one.legId === leg.buildsOn);
  if (!before || (before.baton?.acceptedByLeg ?? null) === null) return;
  const handed = new Set(before.members.map((member) => member.personId));
  const members = joining.filter((person) => handed.has(person));
  if (members.length > 0 || team.every((person) => handed.has(person))) {
    refuse(
      'team-took-the-baton',
      'This baton was accepted by others than who handed it over: form a team of them, and take in nobody who handed it over.',
      { members },
    );
  }
}

function cancel({ by, hub, legId, words }: Command<'CancelLeg'>, state: ChallengeState): ChallengeEvent[] {
  const leg = legOf(state, legId);
  const arranged = by.for === leg.schoolId ? {} : mustArrange(by, state, hub);
  if (leg.cancelled?.words === words) return [];
  mustRun(state);
  mustNotBeCancelled(leg);
  if (leg.start)
    refuse('leg-already-started', 'A leg is cancelled before it starts; one that runs hands over its baton.');
  return [{ type: 'LegCancelled', data: { challengeId: state.challengeId, legId, words, by: by.person, ...arranged } }];
}

function mustNotBeCancelled(leg: Leg): void {
  if (leg.cancelled) refuse('leg-cancelled', 'This leg was cancelled: plan another one.');
}

function noteProgress({ by, legId, noteId, text }: Command<'NoteProgress'>, state: ChallengeState): ChallengeEvent[] {
  const leg = legOf(state, legId);
  if (!isMember(by, leg)) forbid('not-in-team', 'Progress is noted by the team of the leg.');
  const known = leg.notes.get(noteId);
  if (known === text) return [];
  if (known !== undefined)
    refuse('note-exists', 'A note with this id is there already: give the new one an id of its own.');
  mustRun(state);
  if (!leg.start) refuse('leg-not-started', 'The leg has not started yet.');
  if (leg.baton) refuse('leg-ended', 'The leg has handed over its baton.');
  return [{ type: 'ProgressNoted', data: { challengeId: state.challengeId, legId, noteId, text, by: by.person } }];
}

function review(command: Command<'ReviewLeg'>, state: ChallengeState): ChallengeEvent[] {
  const { by, legId, reviewId, words } = command;
  const leg = legOf(state, legId);
  const { posted } = state;
  if (by.for !== posted?.organisationId) {
    forbid('not-the-posting-organisation', 'A leg is reviewed by the organisation that posted the challenge.');
  }
  const known = leg.reviews.get(reviewId);
  if (known === words) return [];
  if (leg.reviews.size > 0) refuse('leg-already-reviewed', 'This leg was reviewed already.');
  if (!leg.baton) refuse('baton-not-handed-over', 'A leg is reviewed once it has handed over its baton.');
  return [
    {
      type: 'LegReviewed',
      data: {
        challengeId: state.challengeId,
        legId,
        reviewId,
        organisationId: posted.organisationId,
        words,
        by: by.person,
        leg: {
          frame: leg.frame,
          period: leg.period,
          title: posted.soleTrader ? null : posted.title,
          members: leg.members,
          artefacts: leg.baton.content.artefacts.map(({ artefactId, sha256 }) => ({ artefactId, sha256 })),
          batonDigest: leg.baton.digest,
        },
      },
    },
  ];
}
