import { id } from '@estafette/service-host';
import { z } from 'zod';

export const issuerParams = z.strictObject({ organisationId: id });

/** Nothing is asked: the name that credentials show is the one under which the school is registered. */
export const issuerBody = z.strictObject({});
