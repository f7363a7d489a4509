import type { Command } from './command.js';
import { CREDENTIAL_COMMANDS } from './credential-commands.js';

export type { Command } from './command.js';

/** The one place that knows where a command goes. */
export const COMMANDS = {
  'register-organisation': {
    service: 'organisations',
    method: 'POST',
    path: '/v1/organisations',
    makes: ['organisationId'],
    done: 'registered',
    publicWords: ['name'],
  },
  'change-organisation': {
    service: 'organisations',
    method: 'PUT',
    path: '/v1/organisations/{organisationId}',
    done: 'changed',
    publicWords: ['name'],
  },
  'found-hub': {
    service: 'organisations',
    method: 'POST',
    path: '/v1/hubs',
    makes: ['hubId'],
    done: 'founded',
    publicWords: ['name', 'town'],
  },
  'admit-to-hub': { service: 'organisations', method: 'POST', path: '/v1/hubs/{hubId}/members', done: 'admitted' },
  'introduce-person': {
    service: 'organisations',
    method: 'POST',
    path: '/v1/people',
    makes: ['personId'],
    done: 'introduced',
  },
  'grant-membership': {
    service: 'organisations',
    method: 'POST',
    path: '/v1/people/{personId}/memberships',
    makes: ['membershipId'],
    done: 'granted',
  },
  'revoke-membership': {
    service: 'organisations',
    method: 'POST',
    path: '/v1/people/{personId}/memberships/{membershipId}/revocations',
    done: 'revoked',
  },
  'revoke-memberships': {
    service: 'organisations',
    method: 'POST',
    path: '/v1/people/{personId}/memberships/revocations',
    done: 'revoked',
  },

  'register-education-partner': {
    service: 'education-partners',
    method: 'POST',
    path: '/v1/education-partners',
    done: 'registered',
  },
  'appoint-assessor': {
    service: 'education-partners',
    method: 'POST',
    path: '/v1/education-partners/{organisationId}/assessors',
    makes: ['appointmentId'],
    done: 'appointed',
    early: ['assessor-without-membership'],
  },

  'dismiss-assessor': {
    service: 'education-partners',
    method: 'POST',
    path: '/v1/education-partners/{organisationId}/assessors/{appointmentId}/dismissals',
    done: 'dismissed',
  },

  'post-challenge': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges',
    makes: ['challengeId'],
    done: 'posted',
    publicWords: ['title', 'problem'],
  },
  'accept-challenge': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/acceptances',
    done: 'accepted',
    early: ['not-of-this-hub'],
  },
  'decline-challenge': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/declines',
    done: 'declined',
  },
  'plan-leg': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/legs',
    makes: ['legId'],
    done: 'planned',
  },
  'form-team': {
    service: 'challenges',
    method: 'PUT',
    path: '/v1/challenges/{challengeId}/legs/{legId}/team',
    done: 'formed',
  },
  'start-leg': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/legs/{legId}/starts',
    done: 'started',
  },
  'cancel-leg': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/legs/{legId}/cancellations',
    done: 'cancelled',
  },
  'note-progress': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/legs/{legId}/notes',
    makes: ['noteId'],
    done: 'noted',
  },
  'hand-over-baton': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/batons',
    makes: ['batonId', 'artefactId'],
    done: 'handed over',
  },
  'question-baton': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/batons/{batonId}/questions',
    makes: ['questionId'],
    done: 'asked',
  },
  'answer-question': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/batons/{batonId}/questions/{questionId}/answers',
    done: 'answered',
  },
  'accept-baton': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/batons/{batonId}/acceptances',
    done: 'accepted',
  },
  'review-leg': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/legs/{legId}/reviews',
    makes: ['reviewId'],
    done: 'reviewed',
  },
  'conclude-challenge': {
    service: 'challenges',
    method: 'POST',
    path: '/v1/challenges/{challengeId}/conclusions',
    done: 'concluded',
  },
  'read-challenge-board': { service: 'challenges', method: 'GET', path: '/v1/challenges', done: 'read' },
  'read-challenge-story': { service: 'challenges', method: 'GET', path: '/v1/challenges/{challengeId}', done: 'read' },

  'note-learning': {
    service: 'validation',
    method: 'POST',
    path: '/v1/learning-records',
    makes: ['learningRecordId'],
    done: 'noted',
  },
  'complete-learning-record': {
    service: 'validation',
    method: 'POST',
    path: '/v1/learning-records/{learningRecordId}/completions',
    done: 'completed',
  },
  'dismiss-learning-record': {
    service: 'validation',
    method: 'POST',
    path: '/v1/learning-records/{learningRecordId}/dismissals',
    done: 'dismissed',
  },
  'request-validation': {
    service: 'validation',
    method: 'POST',
    path: '/v1/validations',
    makes: ['validationId', 'evidenceId'],
    done: 'requested',
  },
  'add-evidence': {
    service: 'validation',
    method: 'POST',
    path: '/v1/validations/{validationId}/evidence',
    makes: ['evidenceId'],
    done: 'added',
  },
  'withdraw-validation': {
    service: 'validation',
    method: 'POST',
    path: '/v1/validations/{validationId}/withdrawals',
    done: 'withdrawn',
  },
  'state-for-workplace': {
    service: 'validation',
    method: 'POST',
    path: '/v1/validations/{validationId}/statements',
    makes: ['statementId'],
    done: 'stated',
  },
  'assess-criterion': {
    service: 'validation',
    method: 'POST',
    path: '/v1/validations/{validationId}/assessments',
    done: 'assessed',
    early: ['assessor-not-appointed'],
  },
  'read-my-learning': { service: 'validation', method: 'GET', path: '/v1/my-learning', done: 'read' },
  'read-statement-requests': { service: 'validation', method: 'GET', path: '/v1/statement-requests', done: 'read' },
  'read-assessor-queue': { service: 'validation', method: 'GET', path: '/v1/assessor-queue', done: 'read' },
  'read-validation': { service: 'validation', method: 'GET', path: '/v1/validations/{validationId}', done: 'read' },

  ...CREDENTIAL_COMMANDS,
} as const satisfies Readonly<Record<string, Command>>;

/** @throws when there is no such command; a scenario that was read names none */
export function commandOf(name: string): Command {
  const command = (COMMANDS as Readonly<Record<string, Command>>)[name];
  if (!command) throw new Error(`There is no command "${name}".`);
  return command;
}

/** The members that a command's path takes. */
export function pathMembers({ path }: Command): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, member]) => member ?? []);
}

/** Where a command goes, with what: members of its path are taken out of what is given. */
export function requestOf(
  command: Command,
  given: Readonly<Record<string, unknown>>,
): { address: string; body: Readonly<Record<string, unknown>> } {
  const inPath = pathMembers(command);
  const path = command.path.replace(/\{(\w+)\}/g, (_all, member: string) => encodeURIComponent(String(given[member])));
  const rest = Object.fromEntries(Object.entries(given).filter(([member]) => !inPath.includes(member)));
  const query = command.method === 'GET' ? new URLSearchParams(rest as Record<string, string>).toString() : '';
  return { address: `/${command.service}${path}${query === '' ? '' : `?${query}`}`, body: rest };
}
