import { forbid, refuse, same } from '@estafette/decider';
import type { Period } from '../learning-record/learning-record.events.js';
import type { OwnRecord, ValidationCommand } from './validation.commands.js';
import type { Claim, Evidence, StatementFrom, SubmittedRecord, ValidationEvent } from './validation.events.js';
import type { ValidationState } from './validation.state.js';

type Command<Type extends ValidationCommand['type']> = Extract<ValidationCommand, { type: Type }>;
/** A validation that was asked for. */
export type Requested = ValidationState & { readonly requested: NonNullable<ValidationState['requested']> };

export function request(command: Command<'RequestValidation'>, { requested }: ValidationState): ValidationEvent[] {
  const { validationId, achievement, claims, evidence, by } = command;
  const { achievementId, version } = achievement;
  const statementFrom = source(command);
  if (requested) {
    const wish = { learnerId: by.person, achievementId, version, claims, evidence, statementFrom };
    if (same(wish, wishOf(requested))) return [];
    refuse('validation-exists', 'A validation with this id is there already: give the new one an id of its own.');
  }
  if (command.retired) {
    refuse('achievement-retired', 'This version of the achievement was retired. Ask for one that is published now.');
  }
  if (version < command.newest) {
    refuse(
      'achievement-version-superseded',
      `Version ${command.newest} took the place of this one: read that, and ask for it.`,
      { newest: command.newest },
    );
  }
  claimsMustFit(command);
  mustBeOwn(evidence, command.own);
  const records = submitted(claims, evidence, command.own);
  const data = { validationId, learnerId: by.person, achievement, claims, evidence, records, statementFrom };
  const { organisationRevision: known } = command;
  const used = usedIn(claims, evidence, command.own);
  const legs = new Map(used.flatMap(({ leg }) => (leg === null ? [] : [[leg.legId, leg]])));
  return [
    {
      type: 'ValidationRequested',
      data: {
        ...data,
        ...(known === null ? {} : { organisationRevision: known }),
        period: periodOf(used),
        legs: [...legs.values()],
      },
    },
  ];
}

export function addEvidence(
  { by, evidence, criteria, own }: Command<'AddEvidence'>,
  state: Requested,
): ValidationEvent[] {
  mustBeLearner(by.person, state);
  const there = state.evidence.find((one) => one.evidence.evidenceId === evidence.evidenceId);
  if (there && same(there.evidence, evidence) && same(sorted(there.criteria), sorted(criteria))) return [];
  mustBeOpen(state);
  if (there) {
    refuse('evidence-exists', 'Evidence is never overwritten: give the new version an id of its own, beside the old.');
  }
  const { claims, validationId, learnerId } = state.requested;
  if (criteria.length === 0) refuseLoose([evidence.evidenceId]);
  const unclaimed = criteria.filter((criterionId) => !claims.some((claim) => claim.criterionId === criterionId));
  if (unclaimed.length > 0) refuseUnclaimed(unclaimed);
  const judged = criteria.filter((criterionId) => state.judgements.some((one) => one.criterionId === criterionId));
  if (judged.length > 0) {
    refuse('criterion-already-assessed', 'An assessor has judged this already, on the evidence that was there.', {
      criteria: judged,
    });
  }
  mustBeOwn([evidence], own);
  const records = submitted([], [evidence], own);
  return [{ type: 'EvidenceAdded', data: { validationId, learnerId, evidence, criteria, records } }];
}

export function withdraw({ by }: Command<'WithdrawValidation'>, state: Requested): ValidationEvent[] {
  mustBeLearner(by.person, state);
  if (state.status === 'withdrawn') return [];
  mustBeOpen(state);
  const { validationId, learnerId } = state.requested;
  return [{ type: 'ValidationWithdrawn', data: { validationId, learnerId } }];
}

export function mustBeOpen({ status }: ValidationState): void {
  if (status !== 'open') {
    refuse('validation-closed', `This validation was ${status}; nothing more is done on it.`, { status });
  }
}

export function refuseUnclaimed(criteria: readonly string[]): never {
  refuse('criterion-not-claimed', 'The learner does not claim this criterion.', { criteria });
}

function mustBeLearner(person: string, { requested }: Requested): void {
  if (person !== requested.learnerId)
    forbid('not-the-learner', 'This is for the learner who asked for the validation.');
}

function wishOf({ learnerId, achievement, claims, evidence, statementFrom }: Requested['requested']): object {
  const { achievementId, version } = achievement;
  return { learnerId, achievementId, version, claims, evidence, statementFrom };
}

/** Nobody states for themselves; somebody must be there who can. A practitioner is appointed by the school. */
function source({ statementFrom, achievement, by }: Command<'RequestValidation'>): StatementFrom {
  const { basis, organisationId, personId } = statementFrom;
  if (personId === by.person) {
    refuse('own-learning', 'Nobody judges their own learning: name somebody else for the statement.');
  }
  const school = basis === 'appointed-practitioner' ? achievement.organisationId : null;
  const from = organisationId ?? school;
  if (from === null || (school !== null && from !== school)) {
    refuse(
      'statement-source-unfit',
      'Name the organisation where somebody saw the work. A practitioner is appointed by the school: name that, or none.',
    );
  }
  return { basis, organisationId: from, personId };
}

function claimsMustFit({ claims, evidence, achievement, own }: Command<'RequestValidation'>): void {
  const known = new Set(achievement.criteria.map(({ criterionId }) => criterionId));
  refuseAny('criterion-unknown', 'The achievement has no such criterion.', {
    criteria: claims.map(({ criterionId }) => criterionId).filter((id) => !known.has(id)),
  });
  refuseAny('claim-twice', 'Claim a criterion once; one claim can name several pieces of evidence.', {
    criteria: repeated(claims.map(({ criterionId }) => criterionId)),
  });
  refuseAny('evidence-twice', 'Give each piece of evidence an id of its own.', {
    evidence: repeated(evidence.map(({ evidenceId }) => evidenceId)),
  });
  const submittedIds = new Set(evidence.map(({ evidenceId }) => evidenceId));
  refuseAny('evidence-unknown', 'A claim names evidence that is not submitted with it.', {
    evidence: claims.flatMap((claim) => claim.evidence).filter((id) => !submittedIds.has(id)),
  });
  const kept = new Set(own.filter(({ learned }) => learned !== null).map(({ learningRecordId }) => learningRecordId));
  refuseAny('learning-record-not-kept', 'Name learning records of your own that you noted or kept.', {
    records: claims.flatMap((claim) => claim.records).filter((id) => !kept.has(id)),
  });
  const claimOf = new Map(claims.map((claim) => [claim.criterionId, claim]));
  const needed = achievement.criteria.filter(({ criterionId, required }) => required || claimOf.has(criterionId));
  refuseAny('claim-missing', 'Each of these criteria needs a claim with at least one piece of evidence.', {
    missing: needed
      .map(({ criterionId }) => criterionId)
      .filter((criterionId) => (claimOf.get(criterionId)?.evidence.length ?? 0) === 0),
  });
  // An achievement of which nothing is required would be earned by claiming nothing.
  if (claims.length === 0) refuse('nothing-claimed', 'Claim at least one criterion of the achievement.');
  const named = new Set(claims.flatMap((claim) => claim.evidence));
  const loose = evidence.map(({ evidenceId }) => evidenceId).filter((id) => !named.has(id));
  if (loose.length > 0) refuseLoose(loose);
}

/** Something in the platform is evidence only for whose it is, and as it was digested there. */
function mustBeOwn(evidence: readonly Evidence[], own: readonly OwnRecord[]): void {
  const platform = evidence.filter(({ kind }) => kind === 'platform');
  const foreign = platform.filter(({ learningRecordId, artefactId }) => {
    const records = own.filter((one) => learningRecordId === null || one.learningRecordId === learningRecordId);
    if (artefactId === null) return learningRecordId === null || !records.some(({ learned }) => learned !== null);
    return !records.some(({ artefacts }) => artefacts.some((one) => one.artefactId === artefactId));
  });
  refuseAny('evidence-not-yours', 'Evidence in the platform is a record that you kept, or an artefact of your leg.', {
    evidence: foreign.map(({ evidenceId }) => evidenceId),
  });
  const differing = platform.filter(({ learningRecordId, artefactId, sha256 }) => {
    if (artefactId === null)
      return !own.some((one) => one.learningRecordId === learningRecordId && one.sha256 === sha256);
    return !own.some(({ artefacts }) =>
      artefacts.some((one) => one.artefactId === artefactId && one.sha256 === sha256),
    );
  });
  refuseAny(
    'evidence-digest-differs',
    'The digest is not that of the record, or of the artefact that the leg handed over.',
    {
      evidence: differing.map(({ evidenceId }) => evidenceId),
    },
  );
}

/** The records that claims lean on, and those that are evidence themselves: whoever judges reads these and no others. */
function submitted(
  claims: readonly Claim[],
  evidence: readonly Evidence[],
  own: readonly OwnRecord[],
): SubmittedRecord[] {
  const named = new Set([
    ...claims.flatMap((claim) => claim.records),
    ...evidence.flatMap((one) => (one.artefactId === null ? (one.learningRecordId ?? []) : [])),
  ]);
  return own.flatMap(({ learningRecordId, legId, learned }) =>
    learned && named.has(learningRecordId) ? [{ learningRecordId, ...learned, legId }] : [],
  );
}

/** The records that the evidence is, or comes with. */
function usedIn(claims: readonly Claim[], evidence: readonly Evidence[], own: readonly OwnRecord[]): OwnRecord[] {
  const records = new Set([
    ...claims.flatMap((claim) => claim.records),
    ...evidence.map((one) => one.learningRecordId),
  ]);
  const artefacts = new Set(evidence.map((one) => one.artefactId));
  return own.filter(
    (one) => records.has(one.learningRecordId) || one.artefacts.some((a) => artefacts.has(a.artefactId)),
  );
}

/** ISO 8601 dates order as text. */
function periodOf(used: readonly OwnRecord[]): Period | null {
  const periods = used.flatMap(({ period }) => period ?? []);
  const start = periods.map((period) => period.start).sort()[0];
  const end = periods
    .map((period) => period.end)
    .sort()
    .at(-1);
  return start === undefined || end === undefined ? null : { start, end };
}

/** Nobody would judge it, and the credential would name it all the same. */
function refuseLoose(evidence: readonly string[]): never {
  refuse('evidence-unclaimed', 'Say of each piece of evidence which claims it supports, at least one.', { evidence });
}

/** Refuses when a list of offenders has any, and names them all. */
function refuseAny(code: string, detail: string, facts: Readonly<Record<string, readonly string[]>>): void {
  if (Object.values(facts).some((offenders) => offenders.length > 0)) refuse(code, detail, facts);
}

function sorted(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}

function repeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}
