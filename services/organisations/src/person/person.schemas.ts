import { id, ROLES, text } from '@estafette/service-host';
import { z } from 'zod';

export const personParams = z.strictObject({ personId: id });
export const membershipParams = z.strictObject({ personId: id, membershipId: id });

export const personBody = z.strictObject({ personId: id, name: text(200), email: z.email().max(254) });
export const membershipBody = z.strictObject({ membershipId: id, organisationId: id, role: z.enum(ROLES) });
export const revocationBody = z.strictObject({});
export const revocationsBody = z.strictObject({ organisationId: id });
