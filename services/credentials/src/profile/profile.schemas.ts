import { text } from '@estafette/service-host';
import { z } from 'zod';

const name = text(200).optional();
const address = z.url({ protocol: /^https?$/ }).max(2_000);

/** A small picture may stand in its address itself. */
const picture = z.union([
  address,
  z
    .string()
    .max(100_000)
    .regex(/^data:image\/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/, 'expected a picture'),
]);

/**
 * What is kept of a Profile (Open Badges 3.0, section B.1.20); whatever else it may have is refused rather than dropped. The id and
 * the context that come along are passed over: both are ours to give.
 */
export const profileBody = z.strictObject({
  '@context': z.unknown().optional(),
  id: z.string().max(2_000),
  type: z
    .union([z.string(), z.array(z.string()).max(10)])
    .refine((types) => [types].flat().includes('Profile'), 'expected Profile among them'),
  name,
  url: address.optional(),
  description: text(4_000).optional(),
  phone: text(50).optional(),
  email: z.email().max(320).optional(),
  image: z.strictObject({ id: picture, type: z.literal('Image'), caption: text(1_000).optional() }).optional(),
  givenName: name,
  familyName: name,
  additionalName: name,
  familyNamePrefix: name,
  honorificPrefix: name,
  honorificSuffix: name,
});
