import { v7 as uuidv7 } from 'uuid';
import type { Cast } from './cast.js';
import { introduced } from './cast.js';
import type { Client } from './client.js';
import type { Entry, Wish } from './wish.js';

export interface Relay {
  readonly client: Client;
  readonly cast: Cast;
  readonly learner: string;
  readonly challengeId: string;
  readonly legId: string;
}

/** One relay from a new learner to a credential: commands to four services, each waiting for what came before. */
export async function playRelay(client: Client, cast: Cast, notes: number): Promise<void> {
  const relay = await startedRelay(client, cast);
  for (let nth = 0; nth < notes; nth++) await noted(relay, nth);
  await handedOver(relay);
  await validated(relay);
}

/** A relay whose first leg has started: its learner may note progress. */
export async function startedRelay(client: Client, cast: Cast): Promise<Relay> {
  const learner = await introduced(client, 'learner', cast.school);
  const relay = { client, cast, learner, challengeId: uuidv7(), legId: uuidv7() };
  await planned(relay);
  return relay;
}

async function onChallenge(
  { client, challengeId }: Relay,
  below: string,
  wish: Pick<Wish, 'body' | 'as' | 'for' | 'early' | 'method'> & { leaves: Omit<Wish['leaves'], 'stream'> },
): Promise<Entry> {
  return client.wish({
    ...wish,
    service: 'challenges',
    path: `/v1/challenges/${challengeId}${below}`,
    leaves: { ...wish.leaves, stream: `challenge-${challengeId}` },
  });
}

/** Posts a challenge: it needs nothing of other services but what is known already. */
export async function postChallenge(client: Client, cast: Cast, challengeId = uuidv7()): Promise<void> {
  await client.wish({
    service: 'challenges',
    path: '/v1/challenges',
    body: {
      challengeId,
      title: 'Something comes back',
      problem: 'One loaf in ten comes back.',
      wouldHelp: 'Somebody who counts.',
      terms: { contact: 'An hour on Tuesdays.', hoursPerWeek: 1, resultFor: 'region', confidential: null },
    },
    as: cast.employer,
    for: cast.company,
    early: ['not-a-member'],
    leaves: { stream: `challenge-${challengeId}`, type: 'ChallengePosted' },
  });
}

async function planned(relay: Relay): Promise<void> {
  const { client, cast, challengeId, legId, learner } = relay;
  const asCoordinator = { as: cast.coordinator, for: cast.school, early: ['not-a-member', 'not-of-this-hub'] };
  await postChallenge(client, cast, challengeId);
  await onChallenge(relay, '/acceptances', {
    body: { hubId: cast.hub },
    ...asCoordinator,
    leaves: { type: 'ChallengeAccepted' },
  });
  const goal = { text: 'Learn how you learn.', learningToLearn: true };
  await onChallenge(relay, '/legs', {
    body: {
      legId,
      aspect: 'return',
      schoolId: cast.school,
      frame: 'project',
      period: { start: '2026-02-02', end: '2026-03-27' },
      goals: { students: [goal], company: [goal] },
    },
    ...asCoordinator,
    leaves: { type: 'LegPlanned', where: ['legId', legId] },
  });
  await onChallenge(relay, `/legs/${legId}/team`, {
    method: 'PUT',
    body: {
      members: [
        { personId: learner, as: 'student', organisationId: cast.school },
        { personId: cast.coach, as: 'coach', organisationId: cast.school },
      ],
    },
    as: cast.coach,
    for: cast.school,
    early: ['not-a-member'],
    leaves: { type: 'TeamFormed', where: ['legId', legId] },
  });
  await onChallenge(relay, `/legs/${legId}/starts`, {
    body: {},
    as: cast.coach,
    for: cast.school,
    leaves: { type: 'LegStarted', where: ['legId', legId] },
  });
}

/** Notes progress, and reads the note back at once, from whichever replica answers. */
async function noted(relay: Relay, nth: number): Promise<void> {
  const { client, cast, challengeId, legId, learner } = relay;
  const noteId = uuidv7();
  const { readable } = await onChallenge(relay, `/legs/${legId}/notes`, {
    body: { noteId, text: `Note ${nth}` },
    as: learner,
    for: cast.school,
    early: ['not-a-member'],
    leaves: { type: 'ProgressNoted', where: ['noteId', noteId] },
  });
  if (!readable || nth % 4 !== 0) return;
  const steps = await storyOf(relay);
  if (!steps.some(({ said }) => said['noteId'] === noteId))
    client.ledger.wrongs.push(`the note ${noteId} of challenge ${challengeId} could not be read by who wrote it`);
}

interface Step {
  readonly what: string;
  readonly said: Readonly<Record<string, unknown>>;
}

async function storyOf({ client, cast, challengeId, learner }: Relay): Promise<readonly Step[]> {
  const story = await client.read('challenges', `/v1/challenges/${challengeId}`, learner, cast.school);
  return (story as { steps: Step[] } | null)?.steps ?? [];
}

async function handedOver(relay: Relay): Promise<void> {
  const { client, cast, legId, learner } = relay;
  const [batonId, reviewId] = [uuidv7(), uuidv7()];
  await onChallenge(relay, '/batons', {
    body: {
      batonId,
      legId,
      summary: 'We counted.',
      findings: 'Mostly white bread.',
      openQuestions: 'And the rye?',
      advice: 'Begin on a Saturday.',
      artefacts: [],
    },
    as: learner,
    for: cast.school,
    early: ['not-a-member'],
    leaves: { type: 'BatonHandedOver', where: ['batonId', batonId] },
  });
  const digest = await client.until(
    async () => {
      const baton = (await storyOf(relay)).find(({ said }) => said['batonId'] === batonId);
      return typeof baton?.said['digest'] === 'string' ? baton.said['digest'] : null;
    },
    () => `the baton ${batonId} in the story`,
  );
  await onChallenge(relay, `/batons/${batonId}/acceptances`, {
    body: { digest },
    as: cast.employer,
    for: cast.company,
    leaves: { type: 'BatonAccepted', where: ['batonId', batonId] },
  });
  await onChallenge(relay, `/legs/${legId}/reviews`, {
    body: { reviewId, words: 'Well done.' },
    as: cast.employer,
    for: cast.company,
    leaves: { type: 'LegReviewed', where: ['reviewId', reviewId] },
  });
}

async function validated(relay: Relay): Promise<void> {
  const { client, cast, learner } = relay;
  const [validationId, evidenceId, statementId] = [uuidv7(), uuidv7(), uuidv7()];
  const stream = `validation-${validationId}`;
  await client.wish({
    service: 'validation',
    path: '/v1/validations',
    body: {
      validationId,
      achievementId: cast.achievement,
      achievementVersion: 1,
      claims: [{ criterionId: cast.criterion, words: 'I went on.', evidence: [evidenceId] }],
      evidence: [
        {
          evidenceId,
          kind: 'link',
          url: 'https://portfolio.vuur.example/film',
          sha256: 'e5fe97f090d9130fdbef738b368d0ea060d5d3d1a61c05adc5c6684527ff52c2',
          description: 'A film.',
          date: '2026-03-20',
        },
      ],
      statementFrom: { basis: 'client', organisationId: cast.company, personId: null },
    },
    as: learner,
    for: 'self',
    leaves: { stream, type: 'ValidationRequested' },
  });
  await client.wish({
    service: 'validation',
    path: `/v1/validations/${validationId}/statements`,
    body: { statementId, criteria: [{ criterionId: cast.criterion, seen: 'yes' }] },
    as: cast.practitioner,
    for: cast.company,
    early: ['not-a-member'],
    leaves: { stream, type: 'WorkplaceStatementGiven', where: ['statementId', statementId] },
  });
  await client.wish({
    service: 'validation',
    path: `/v1/validations/${validationId}/assessments`,
    body: { criterionId: cast.criterion, levelId: cast.level, words: 'Convincing.' },
    as: cast.assessor,
    for: cast.school,
    early: ['not-a-member', 'assessor-not-appointed'],
    leaves: { stream, type: 'CriterionAssessed', where: ['criterionId', cast.criterion] },
  });
}
