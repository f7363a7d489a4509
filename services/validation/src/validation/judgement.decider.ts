import { forbid, refuse, same } from '@estafette/decider';
import type { Requested } from './request.decider.js';
import { mustBeOpen, refuseUnclaimed } from './request.decider.js';
import type { AcceptedBaton, ValidationCommand } from './validation.commands.js';
import type { Criterion, EvidencedLeg, Missing, ValidationEvent } from './validation.events.js';
import { claimed, evolve } from './validation.state.js';

type Command<Type extends ValidationCommand['type']> = Extract<ValidationCommand, { type: Type }>;

/** What somebody at the workplace saw, on every criterion that is claimed; given once. */
export function state(command: Command<'GiveWorkplaceStatement'>, standing: Requested): ValidationEvent[] {
  const { by, statementId, criteria } = command;
  const { validationId, learnerId, statementFrom } = standing.requested;
  if (by.person === learnerId) forbid('own-learning', 'Nobody judges their own learning.');
  if (standing.judgements.some((one) => one.by === by.person)) threeDifferentPeople();
  const { statement } = standing;
  const wish = { statementId, criteria, by: by.person };
  if (statement && same(wish, { statementId: statement.statementId, criteria: statement.criteria, by: statement.by })) {
    return [];
  }
  mustBeOpen(standing);
  if (statement) {
    refuse('statement-already-given', 'What the workplace saw was stated already; it is given once and not changed.');
  }
  mustStateEvery(claimed(standing), criteria);
  const { basis, organisationId } = statementFrom;
  const given: ValidationEvent = {
    type: 'WorkplaceStatementGiven',
    data: { validationId, learnerId, statementId, organisationId, basis, criteria, by: by.person },
  };
  return withOutcome(standing, given, command);
}

/** The judgement of an assessor of the school that issues, appointed for a field of the achievement. */
export function assess(command: Command<'AssessCriterion'>, standing: Requested): ValidationEvent[] {
  const { by, criterionId, levelId, words } = command;
  const { validationId, learnerId, achievement } = standing.requested;
  if (by.person === learnerId || by.person === standing.statement?.by) threeDifferentPeople();
  const appointment = command.appointments.find(
    ({ personId, fields }) => personId === by.person && fields.some((field) => achievement.fields.includes(field)),
  );
  if (!appointment) {
    forbid('assessor-not-appointed', 'The school that issues must appoint you for a field of this achievement.');
  }
  const judged = standing.judgements.find((one) => one.criterionId === criterionId);
  if (judged && same(judged, { criterionId, levelId, words, by: by.person })) return [];
  mustBeOpen(standing);
  const criterion = claimed(standing).find((one) => one.criterionId === criterionId);
  if (!criterion) refuseUnclaimed([criterionId]);
  if (!criterion.levels.some((level) => level.levelId === levelId)) {
    refuse('level-unknown', 'This criterion has no such level.', {
      levels: criterion.levels.map((level) => level.levelId),
    });
  }
  if (judged) refuse('criterion-already-assessed', 'This criterion was judged already; a judgement is not changed.');
  const { appointmentId } = appointment;
  const assessed: ValidationEvent = {
    type: 'CriterionAssessed',
    data: {
      validationId,
      learnerId,
      criterionId,
      levelId,
      words,
      by: by.person,
      appointment: { appointmentId, revision: command.appointmentsRevision },
    },
  };
  return withOutcome(standing, assessed, command);
}

function threeDifferentPeople(): never {
  forbid(
    'three-different-people',
    'Learner, whoever states for the workplace, and assessor are three different people.',
  );
}

function mustStateEvery(claims: readonly Criterion[], criteria: readonly { readonly criterionId: string }[]): void {
  const stated = criteria.map(({ criterionId }) => criterionId);
  const unclaimed = stated.filter((id) => !claims.some(({ criterionId }) => criterionId === id));
  if (unclaimed.length > 0) refuseUnclaimed(unclaimed);
  const twice = stated.filter((id, index) => stated.indexOf(id) !== index);
  if (twice.length > 0) refuse('criterion-twice', 'Say once what you saw of each criterion.', { criteria: twice });
  const missing = claims.map(({ criterionId }) => criterionId).filter((id) => !stated.includes(id));
  if (missing.length > 0) {
    refuse('statement-incomplete', 'Say of every criterion whether you saw it; "not-seen" is an answer too.', {
      missing,
    });
  }
}

/** The command that brought the last piece. */
type Last = Command<'GiveWorkplaceStatement' | 'AssessCriterion'>;

/** The outcome follows by itself from the last piece: the statement and a judgement on every criterion. */
function withOutcome(standing: Requested, event: ValidationEvent, last: Last): ValidationEvent[] {
  const next = { ...evolve(standing, event), requested: standing.requested };
  const complete = claimed(next).length === next.judgements.length;
  return next.statement && complete ? [event, outcome(next, next.statement, last)] : [event];
}

function outcome(
  standing: Requested,
  statement: NonNullable<Requested['statement']>,
  { at, accepted }: Last,
): ValidationEvent {
  const { requested, evidence, judgements } = standing;
  const { validationId, learnerId, achievement, statementFrom, period, legs = [] } = requested;
  const missing = missingIn(claimed(standing), statement, judgements);
  if (missing.length > 0) return { type: 'ValidationDeclined', data: { validationId, learnerId, missing } };
  const { statementId, organisationId, by: statedBy } = statement;
  return {
    type: 'ValidationGranted',
    data: {
      validationId,
      learnerId,
      achievementId: achievement.achievementId,
      achievementVersion: achievement.version,
      organisationId: achievement.organisationId,
      results: judgements.map(({ criterionId, levelId }) => ({ criterionId, levelId })),
      evidence: evidence
        // Once, evidence could be submitted for no claim: nobody judged that.
        .filter(({ criteria }) => criteria.length > 0)
        .map(({ evidence: { evidenceId, sha256 } }) => ({ evidenceId, sha256 })),
      statement: { statementId, organisationId, basis: statementFrom.basis, statedBy },
      assessedBy: [...new Set(judgements.map((one) => one.by))],
      period,
      legs: legs.map((leg) => withAcceptance(leg, accepted)),
      grantedAt: at,
    },
  };
}

/** Only what was accepted is said to be: the baton of this leg, with the digest that the evidence came with. */
function withAcceptance(leg: EvidencedLeg, accepted: readonly AcceptedBaton[]): EvidencedLeg {
  const found = accepted.find(({ legId, digest }) => legId === leg.legId && digest === leg.batonDigest);
  if (!found) return leg;
  const { legId: _legId, digest: _digest, ...acceptance } = found;
  return { ...leg, accepted: acceptance };
}

/** What a grant still lacks: every criterion that is claimed must have been seen, and reach its required level. */
function missingIn(
  claims: readonly Criterion[],
  statement: NonNullable<Requested['statement']>,
  judgements: Requested['judgements'],
): Missing[] {
  return claims.flatMap(({ criterionId, levels, requiredLevelId }): Missing[] => {
    const rankOf = (levelId: string | undefined) => levels.find((level) => level.levelId === levelId)?.rank;
    const reached = rankOf(judgements.find((one) => one.criterionId === criterionId)?.levelId);
    const needed = rankOf(requiredLevelId);
    const seen = statement.criteria.find((one) => one.criterionId === criterionId)?.seen ?? 'not-seen';
    return [
      ...(seen === 'not-seen' ? [{ criterionId, reason: 'not-seen' } as const] : []),
      ...(reached === undefined || needed === undefined || reached < needed
        ? [{ criterionId, reason: 'below-required-level' } as const]
        : []),
    ];
  });
}
