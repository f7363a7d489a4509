import { Controller } from '@nestjs/common';
import type { ValidationGranted } from '@estafette/contracts';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import { credentialIdOf } from '../credential/credential.stream.js';
import { Issuing } from '../credential/issuing.js';

export const VALIDATION_GRANTED = 'nl.estafette.validation.validation-granted.v1';

/** A granted validation becomes a credential, by itself. */
@Controller()
export class OnValidation {
  constructor(private readonly issuing: Issuing) {}

  @On(VALIDATION_GRANTED)
  issue(message: CloudEvent<ValidationGranted>): Promise<void> {
    const { validationId } = message.data;
    return this.issuing.issue(message.data, {
      credentialId: credentialIdOf(validationId),
      validationId,
      bulkAwardId: null,
      metadata: causedBy(message, 'credentials'),
      once: onceOf(message),
    });
  }
}
