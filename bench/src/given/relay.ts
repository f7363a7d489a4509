import { randomUUID } from 'node:crypto';
import type { ChallengeEvent } from '@estafette/challenges';
import { TEXT } from './noted.js';

const goals = {
  students: [{ text: 'Measure without disturbing', learningToLearn: false }],
  company: [{ text: 'Ask for help in time', learningToLearn: true }],
};
const period = { start: '2026-09-01', end: '2026-10-01' };
const digest = 'ab'.repeat(32);

/** A challenge from its posting to its end: two legs, so many notes in each. Twenty events, and the notes. */
export function relay(challengeId: string, notes: number): ChallengeEvent[] {
  const [first, second, bakery, centre, college, hubId] = Array.from({ length: 6 }, () => randomUUID());
  const ids = { first: first ?? '', second: second ?? '', bakery: bakery ?? '', college: college ?? '' };
  return [
    ...posted(challengeId, ids.bakery, { hubId: hubId ?? '', centre: centre ?? '', college: ids.college }),
    ...legOf(challengeId, ids.first, null, ids.college, notes),
    ...legOf(challengeId, ids.second, ids.first, ids.college, notes),
    { type: 'ChallengeConcluded', data: { challengeId, outcome: 'solved', adopted: TEXT, by: randomUUID() } },
  ];
}

/** A challenge of this many events whose one leg still runs. @param length 5 or more */
export function runningRelay(challengeId: string, length: number): ChallengeEvent[] {
  const [legId, college] = [randomUUID(), randomUUID()];
  const start = posted(challengeId, randomUUID(), { hubId: randomUUID(), centre: randomUUID(), college });
  const leg = beginning(challengeId, legId, null, college, randomUUID());
  return [...start, ...leg, ...notesOf(challengeId, legId, length - start.length - leg.length)];
}

function posted(
  challengeId: string,
  organisationId: string,
  { hubId, centre, college }: { hubId: string; centre: string; college: string },
): ChallengeEvent[] {
  return [
    {
      type: 'ChallengePosted',
      data: {
        challengeId,
        organisationId,
        soleTrader: false,
        organisationRevision: 2,
        title: 'Return bread',
        problem: 'A tenth of what we bake comes back.',
        wouldHelp: 'Somebody who counts, and tries.',
        terms: { contact: 'Tuesdays at the oven', hoursPerWeek: 2, resultFor: 'region', confidential: null },
        by: randomUUID(),
        at: new Date().toISOString(),
      },
    },
    {
      type: 'ChallengeAccepted',
      data: { challengeId, hubId, organisationId: centre, hubMembers: [college], hubRevision: 4 },
    },
  ];
}

function beginning(
  challengeId: string,
  legId: string,
  buildsOn: string | null,
  schoolId: string,
  by: string,
): ChallengeEvent[] {
  const members = Array.from({ length: 3 }, () => ({
    personId: randomUUID(),
    as: 'student' as const,
    organisationId: schoolId,
  }));
  const planned = { challengeId, legId, aspect: 'waste', schoolId, frame: 'project' as const, period, buildsOn, goals };
  return [
    { type: 'LegPlanned', data: { ...planned, schoolRevision: 1, hubRevision: 4, by } },
    { type: 'TeamFormed', data: { challengeId, legId, members, hubRevision: 4 } },
    { type: 'LegStarted', data: { challengeId, legId, from: { kind: 'challenge' } } },
  ];
}

function notesOf(challengeId: string, legId: string, length: number): ChallengeEvent[] {
  const by = randomUUID();
  return Array.from({ length }, () => ({
    type: 'ProgressNoted',
    data: { challengeId, legId, noteId: randomUUID(), text: TEXT, by },
  }));
}

function legOf(
  challengeId: string,
  legId: string,
  buildsOn: string | null,
  schoolId: string,
  notes: number,
): ChallengeEvent[] {
  const [by, batonId, questionId] = [randomUUID(), randomUUID(), randomUUID()];
  const content = { summary: TEXT, findings: TEXT, openQuestions: TEXT, advice: TEXT, artefacts: [] };
  const leg = { frame: 'project' as const, period, title: 'Return bread', members: [], artefacts: [] };
  return [
    ...beginning(challengeId, legId, buildsOn, schoolId, by),
    ...notesOf(challengeId, legId, notes),
    { type: 'BatonHandedOver', data: { challengeId, legId, batonId, content, salt: digest, digest, by } },
    { type: 'BatonQuestioned', data: { challengeId, legId, batonId, questionId, question: TEXT, by } },
    { type: 'BatonQuestionAnswered', data: { challengeId, legId, batonId, questionId, answer: TEXT, by } },
    {
      type: 'BatonAccepted',
      data: { challengeId, legId, batonId, digest, acceptedByLeg: null, organisationId: schoolId },
    },
    {
      type: 'LegReviewed',
      data: {
        challengeId,
        legId,
        reviewId: randomUUID(),
        organisationId: schoolId,
        words: TEXT,
        by,
        leg: { ...leg, batonDigest: digest },
      },
    },
  ];
}
