import { eachOnce, id, ROLES, type Role } from '@estafette/service-host';
import { z } from 'zod';

/** Those who speak for an organisation: not who learns there, or was asked one question. */
export const ASKING = ROLES.filter((role) => role !== 'learner' && role !== 'confirmer') as [Role, ...Role[]];

export const presentationRequestParams = z.strictObject({ requestId: id });

export const presentedFormat = z.enum(['ldp_vc', 'jwt_vc_json', 'vc+sd-jwt', 'dc+sd-jwt']);

export const presentationRequestBody = z.strictObject({
  requestId: id,
  achievementId: id.nullable().default(null).describe('of which achievement; null: any Open Badge will do'),
  formats: z
    .array(presentedFormat)
    .min(1)
    .max(4)
    .check(eachOnce('format'))
    .default(() => [...presentedFormat.options])
    .describe('in which forms it may be shown; the wallet chooses one'),
});
