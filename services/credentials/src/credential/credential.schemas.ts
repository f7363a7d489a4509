import { id, text } from '@estafette/service-host';
import { z } from 'zod';

export const credentialParams = z.strictObject({ credentialId: id });

const reasons = {
  suspend: ['under-review', 'at-request-of-holder', 'other'],
  reinstate: ['review-closed', 'at-request-of-holder', 'issued-in-error', 'other'],
  revoke: ['issued-in-error', 'conditions-not-met', 'not-claimed', 'at-request-of-holder', 'other'],
} as const;

const because = <const Reasons extends readonly [string, ...string[]]>(codes: Reasons) =>
  z.strictObject({
    reason: z.enum(codes).describe('why, as whoever checks the credential is told'),
    note: text(2_000).nullable().default(null).describe('more of it, for the school and the holder alone'),
  });

export const suspensionBody = because(reasons.suspend);
export const reinstatementBody = because(reasons.reinstate);
export const revocationBody = because(reasons.revoke);

export const declinationBody = z.strictObject({
  note: text(2_000).nullable().default(null).describe('why, for the school and yourself alone'),
});
