import type { Decider } from '@estafette/decider';
import { unknown } from '@estafette/decider';
import { assess, state as giveStatement } from './judgement.decider.js';
import { addEvidence, request, withdraw } from './request.decider.js';
import type { By, ValidationCommand } from './validation.commands.js';
import type { ValidationEvent } from './validation.events.js';
import type { ValidationState } from './validation.state.js';
import { evolve, nothingRequested } from './validation.state.js';

/** The rules of a validation: asked for by a learner, stated by the workplace, judged by the school. */
export const validationDecider: Decider<ValidationState, ValidationCommand, ValidationEvent> = {
  initialState: nothingRequested,
  evolve,
  decide: (command, state) => {
    if (command.type === 'RequestValidation') return request(command, state);
    const { requested } = state;
    if (!requested || !maySee(command.by, requested)) {
      unknown('validation-unknown', 'There is no validation with this id that you can see.');
    }
    const open = { ...state, requested };
    switch (command.type) {
      case 'AddEvidence':
        return addEvidence(command, open);
      case 'WithdrawValidation':
        return withdraw(command, open);
      case 'GiveWorkplaceStatement':
        return giveStatement(command, open);
      case 'AssessCriterion':
        return assess(command, open);
    }
  },
};

/** Those at the workplace who may say what they saw. */
const WORKPLACE = ['employer', 'workplace-assessor', 'confirmer'];

/** The learner, the assessors of the school that issues, and whoever is asked for the statement; nobody else. */
function maySee(by: By, { learnerId, achievement, statementFrom }: NonNullable<ValidationState['requested']>): boolean {
  if (by.person === learnerId) return true;
  if (by.roles.includes('assessor') && by.for === achievement.organisationId) return true;
  const { basis, organisationId, personId } = statementFrom;
  // A practitioner is appointed by the school by being its workplace assessor.
  const roles = basis === 'appointed-practitioner' ? ['workplace-assessor'] : WORKPLACE;
  return (
    roles.some((role) => by.roles.includes(role)) &&
    by.for === organisationId &&
    (personId === null || personId === by.person)
  );
}
