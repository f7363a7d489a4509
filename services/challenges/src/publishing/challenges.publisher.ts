import type { ContractData } from '@estafette/contracts';
import type { Publisher } from '@estafette/messaging';
import type { Recorded } from '@estafette/event-store';
import type { ChallengeEvent } from '../challenge/challenge.events.js';

type Name<Type> = Type extends `nl.estafette.challenges.${infer Short}.v1` ? Short : never;
type ShortName = Name<keyof ContractData>;

/** What leaves this service: ids, codes, digests and dates, and the title and problem unless a sole trader posted them. */
export const challengesPublisher: Publisher = (recorded) => {
  const event = recorded as Recorded & ChallengeEvent;
  switch (event.type) {
    case 'ChallengePosted': {
      const { challengeId, organisationId, soleTrader, title, problem, at } = event.data;
      const words = soleTrader ? { title: null, problem: null } : { title, problem };
      return contract('challenge-posted', { challengeId, organisationId, soleTrader, ...words, postedAt: at });
    }
    case 'ChallengeAccepted': {
      const { challengeId, hubId, organisationId } = event.data;
      return contract('challenge-accepted', { challengeId, hubId, organisationId });
    }
    case 'ChallengeDeclined':
      return contract('challenge-declined', {
        challengeId: event.data.challengeId,
        hubId: null,
        reason: event.data.reason,
      });
    case 'LegPlanned': {
      const { challengeId, legId, aspect, schoolId, frame, period, buildsOn } = event.data;
      return contract('leg-planned', { challengeId, legId, aspect, schoolId, frame, period, buildsOn });
    }
    case 'TeamFormed': {
      const { challengeId, legId, members } = event.data;
      return contract('team-formed', { challengeId, legId, members: atLeastOne(members) });
    }
    case 'LegStarted': {
      const { challengeId, legId, from } = event.data;
      return contract('leg-started', { challengeId, legId, from });
    }
    case 'LegCancelled': {
      const { challengeId, legId } = event.data;
      return contract('leg-cancelled', { challengeId, legId });
    }
    case 'ProgressNoted':
      return [];
    case 'BatonHandedOver': {
      const { challengeId, legId, batonId, digest } = event.data;
      return contract('baton-handed-over', { challengeId, legId, batonId, digest });
    }
    case 'BatonAccepted': {
      const { challengeId, legId, batonId, digest, acceptedByLeg, organisationId } = event.data;
      const { by, for: actedFor, at: acceptedAt } = event.metadata;
      // In the organisation's name speaks only who acted for it: of a team, some act for themselves or for another.
      const acceptedBy = actedFor === organisationId ? { acceptedBy: by } : {};
      const accepted = { challengeId, legId, batonId, digest, acceptedByLeg, organisationId };
      return contract('baton-accepted', { ...accepted, ...acceptedBy, acceptedAt });
    }
    case 'BatonQuestioned': {
      const { challengeId, legId, batonId, questionId } = event.data;
      return contract('baton-questioned', { challengeId, legId, batonId, questionId });
    }
    case 'BatonQuestionAnswered': {
      const { challengeId, legId, batonId, questionId } = event.data;
      return contract('baton-question-answered', { challengeId, legId, batonId, questionId });
    }
    case 'LegReviewed': {
      const { challengeId, legId, reviewId, organisationId, leg } = event.data;
      const { members, artefacts, ...rest } = leg;
      return contract('leg-reviewed', {
        challengeId,
        legId,
        reviewId,
        organisationId,
        ...rest,
        members: atLeastOne(members),
        artefacts: [...artefacts],
      });
    }
    case 'ChallengeConcluded':
      return contract('challenge-concluded', { challengeId: event.data.challengeId, outcome: event.data.outcome });
    default:
      // Facts followed from other services are theirs to tell.
      return [];
  }
};

function contract<Short extends ShortName>(name: Short, data: ContractData[`nl.estafette.challenges.${Short}.v1`]) {
  return [{ type: `nl.estafette.challenges.${name}.v1`, data }];
}

function atLeastOne<T>(items: readonly T[]): [T, ...T[]] {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('expected at least one');
  return [first, ...rest];
}
