import { Controller } from '@nestjs/common';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, roles, Route, selfOr } from '@estafette/service-host';
import { acceptedOf, followedPartner, knownAchievement, revisionOf } from '../followed/followed.js';
import { OwnRecords } from './own-records.js';
import type { AcceptedBaton } from './validation.commands.js';
import * as schema from './validation.schemas.js';
import { validation } from './validation.stream.js';

const requestValidation = post('', {
  summary: 'Ask for validation against a published achievement, with claims and evidence',
  permission: selfOr('learner'),
  body: schema.validationBody,
  refuses: [
    'achievement-not-known-yet',
    'organisation-not-known-yet',
    'achievement-retired',
    'achievement-version-superseded',
    'validation-exists',
    'criterion-unknown',
    'claim-twice',
    'claim-missing',
    'nothing-claimed',
    'evidence-twice',
    'evidence-unknown',
    'evidence-unclaimed',
    'evidence-not-yours',
    'evidence-digest-differs',
    'learning-record-not-kept',
    'own-learning',
    'statement-source-unfit',
  ],
});
const addEvidence = post(':validationId/evidence', {
  summary: 'Add evidence; what was submitted stays beside it',
  permission: selfOr('learner'),
  params: schema.validationParams,
  body: schema.evidenceBody,
  refuses: [
    'validation-closed',
    'evidence-exists',
    'evidence-unclaimed',
    'criterion-not-claimed',
    'criterion-already-assessed',
    'evidence-not-yours',
    'evidence-digest-differs',
  ],
});
const withdrawValidation = post(':validationId/withdrawals', {
  summary: 'Withdraw a validation that you asked for',
  permission: selfOr('learner'),
  params: schema.validationParams,
  body: schema.withdrawalBody,
  refuses: ['validation-closed'],
});
const giveStatement = post(':validationId/statements', {
  summary: 'Say what you saw at the workplace, of every criterion',
  permission: roles('employer', 'workplace-assessor', 'confirmer'),
  params: schema.validationParams,
  body: schema.statementBody,
  refuses: [
    'validation-closed',
    'statement-already-given',
    'statement-incomplete',
    'criterion-twice',
    'criterion-not-claimed',
  ],
});
const assessCriterion = post(':validationId/assessments', {
  summary: 'Judge one criterion, as an assessor whom the issuing school appointed',
  permission: roles('assessor'),
  params: schema.validationParams,
  body: schema.assessmentBody,
  refuses: ['validation-closed', 'criterion-already-assessed', 'criterion-not-claimed', 'level-unknown'],
});

@Controller('validations')
export class ValidationController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly records: OwnRecords,
  ) {}

  @Route(requestValidation)
  async request(@Input() call: CallOf<typeof requestValidation>): Promise<CommandReply> {
    const { validationId, achievementId, achievementVersion, claims, evidence, statementFrom } = call.body;
    const named = claims.flatMap((claim) => claim.records);
    const { organisationId } = statementFrom;
    const command = part(validation, validationId, {
      type: 'RequestValidation',
      ...asked(call),
      ...(await knownAchievement(this.store, achievementId, achievementVersion)),
      validationId,
      claims,
      evidence,
      statementFrom,
      organisationRevision: organisationId === null ? null : await revisionOf(this.store, organisationId),
      own: await this.records.of(call.actor.person, evidence, named),
    });
    return this.commands.run(call, command, { location: at(validationId) });
  }

  @Route(addEvidence)
  async addEvidence(@Input() call: CallOf<typeof addEvidence>): Promise<CommandReply> {
    const { validationId } = call.params;
    const { criteria, ...evidence } = call.body;
    const own = await this.records.of(call.actor.person, [evidence]);
    const command = part(validation, validationId, { type: 'AddEvidence', ...asked(call), evidence, criteria, own });
    return this.commands.run(call, command, { location: at(validationId) });
  }

  @Route(withdrawValidation)
  withdraw(@Input() call: CallOf<typeof withdrawValidation>): Promise<CommandReply> {
    const { validationId } = call.params;
    const command = part(validation, validationId, { type: 'WithdrawValidation', ...asked(call) });
    return this.commands.run(call, command, { location: at(validationId) });
  }

  @Route(giveStatement)
  async giveStatement(@Input() call: CallOf<typeof giveStatement>): Promise<CommandReply> {
    const { validationId } = call.params;
    const command = part(validation, validationId, {
      type: 'GiveWorkplaceStatement',
      ...asked(call),
      ...call.body,
      accepted: await this.#accepted(validationId),
    });
    return this.commands.run(call, command, { location: at(validationId) });
  }

  @Route(assessCriterion)
  async assess(@Input() call: CallOf<typeof assessCriterion>): Promise<CommandReply> {
    const { validationId } = call.params;
    const { state: appointments, revision } = await this.store.load(followedPartner, call.actor.for);
    const command = part(validation, validationId, {
      type: 'AssessCriterion',
      ...asked(call),
      ...call.body,
      appointments,
      appointmentsRevision: revision,
      accepted: await this.#accepted(validationId),
    });
    return this.commands.run(call, command, { location: at(validationId) });
  }

  /** What the grant tells of the batons, which may have been accepted since the validation was asked for. */
  async #accepted(validationId: string): Promise<AcceptedBaton[]> {
    const { state } = await this.store.load(validation, validationId);
    return acceptedOf(this.store, state.requested?.legs ?? []);
  }
}

function at(validationId: string): string {
  return `/v1/validations/${validationId}`;
}
