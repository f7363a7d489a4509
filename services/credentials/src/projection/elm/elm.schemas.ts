import { text } from '@estafette/service-host';
import { z } from 'zod';
import { notCarriedAnswer } from '../not-carried.js';

/** What this service does not know; it is told in the answer and kept nowhere. */
export const elmBody = z.strictObject({
  legalIdentifier: text(100).describe(
    'the number under which the school is registered (KvK), as its seal has it: a European Digital Credential must tell it',
  ),
  learner: z
    .strictObject({
      givenName: text(200).optional(),
      familyName: text(200).optional(),
      dateOfBirth: z.iso.date().optional(),
    })
    .prefault({})
    .describe('who the credential is about, where it should say so'),
});

export const elmAnswer = z.object({
  credential: z
    .looseObject({})
    .describe('a EuropeanDigitalCredential of the European Learning Model 3 as JSON-LD, without a seal'),
  notCarried: notCarriedAnswer,
});
