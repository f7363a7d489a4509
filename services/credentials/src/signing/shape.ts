import { z } from 'zod';

const dateTimeStamp = z.iso.datetime({ offset: true, error: 'must be a moment with a time zone' });
const includes = (...terms: string[]) =>
  z
    .array(z.string())
    .refine((types) => terms.some((term) => types.includes(term)), `must include ${terms.join(' or ')}`);

/** What an Open Badges 3.0 `AchievementCredential` must have to be judged; it may have more than we make. */
const credentialSchema = z.looseObject({
  '@context': z.array(z.unknown()),
  id: z.string().optional(),
  type: includes('OpenBadgeCredential', 'AchievementCredential').refine(
    (types) => types.includes('VerifiableCredential'),
    'must include VerifiableCredential',
  ),
  issuer: z.union([z.string(), z.looseObject({ id: z.string() })]),
  validFrom: dateTimeStamp,
  validUntil: dateTimeStamp.optional(),
  credentialSubject: z.looseObject({
    type: includes('AchievementSubject'),
    // RDF has one form for true and "true", so the signature does not tell them apart.
    identifier: z.array(z.looseObject({ hashed: z.boolean(), identityHash: z.string() })).optional(),
    achievement: z.looseObject({ id: z.string(), type: includes('Achievement'), name: z.string() }),
  }),
  evidence: z.array(z.looseObject({ type: includes('Evidence') })).optional(),
});

export type VerifiableCredential = z.infer<typeof credentialSchema>;

export type ShapeResult = { readonly credential: VerifiableCredential } | { readonly faults: readonly string[] };

/**
 * Says whether a plain JSON value reads as an Open Badges credential, or else everything that is wrong with it.
 *
 * JSON-LD has many spellings for one meaning: keywords (`@id`), whole IRIs as names, null or an empty list for nothing. The
 * signature covers the meaning only, so whoever reads the JSON could be shown something else than what was signed. Hence
 * those spellings are refused.
 */
export function readShape(value: unknown): ShapeResult {
  const spelling = spellingFaults(value, '');
  const parsed = credentialSchema.safeParse(value);
  if (parsed.success && spelling.length === 0) return { credential: parsed.data };
  const structure = parsed.error?.issues.map(({ path, message }) => `${path.join('.') || 'credential'}: ${message}`);
  return { faults: [...(structure ?? []), ...spelling] };
}

export function issuerOf({ issuer }: VerifiableCredential): string {
  return typeof issuer === 'string' ? issuer : issuer.id;
}

/** Recursion is safe here: the depth was bounded before. */
function spellingFaults(value: unknown, path: string): string[] {
  if (value === null) return [`${path || 'credential'}: must not be null`];
  if (typeof value !== 'object') return [];
  const isList = Array.isArray(value);
  if (isList && value.length === 0) return [`${path || 'credential'}: must not be an empty list`];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const memberPath = path === '' ? name : `${path}.${name}`;
    // The contexts have a check of their own.
    if (memberPath === '@context') return [];
    if (!isList && (name.startsWith('@') || name.includes(':')))
      return [`${memberPath}: must be written with the plain name of a context`];
    if (isList && Array.isArray(member)) return [`${memberPath}: must not be a list within a list`];
    return spellingFaults(member, memberPath);
  });
}
