import { randomBytes } from 'node:crypto';
import { errors } from 'oidc-provider';
import { z } from 'zod';
import { APPLICATION_SCOPES, OFFLINE_ACCESS } from '../authorization/scopes.js';
import { redirectUri } from './redirect-uri.js';

/** Members of a registration that the provider does not know by itself (RFC 7591, section 2). */
export const FURTHER_MEMBERS = ['software_id', 'software_version'] as const;

const MOST_REDIRECT_URIS = 5;
const GRANT_TYPES = ['authorization_code', 'refresh_token'] as const;

/** What can be kept, and shown as it is: no half characters, none that control, none that turn the direction of what follows. */
const text = z
  .string('must be a text')
  .refine(
    (told) => told.isWellFormed() && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(told),
    'must be one line of text',
  );
const webAddress = text
  .max(500, 'must hold at most 500 characters')
  .refine((told) => /^https?:$/.test(URL.parse(told)?.protocol ?? ''), 'must be an address of the web');
const short = (most: number) => text.min(1, 'must not be empty').max(most, `must hold at most ${most} characters`);
const only = (...values: readonly string[]) => z.enum(values, `can only be ${values.join(' or ')}`);
const list = (...values: readonly string[]) =>
  z
    .array(only(...values), 'must be a list')
    .min(1, 'must not be empty')
    .max(5);

/**
 * What an application may say of itself. What else RFC 7591 knows is left out of the registration, as it allows: no contacts, since they
 * are about people; no `jwks_uri` or `sector_identifier_uri`, which would have us fetch an address of a stranger's choice.
 */
const registration = z.object({
  // People read it; one of spaces would show them nothing.
  client_name: short(100).regex(/[\p{L}\p{N}]/u, 'must hold a letter or a digit'),
  redirect_uris: z
    .array(redirectUri, 'must be a list')
    .min(1, 'must name at least one address')
    .max(MOST_REDIRECT_URIS, `must name at most ${MOST_REDIRECT_URIS} addresses`),
  application_type: only('web', 'native').optional(),
  token_endpoint_auth_method: only('client_secret_basic').default('client_secret_basic'),
  grant_types: list(...GRANT_TYPES).optional(),
  response_types: list('code').default(['code']),
  scope: short(1_000)
    .refine((told) => told.split(' ').every(isOffered), `can only name ${APPLICATION_SCOPES.join(', ')}`)
    .optional(),
  client_uri: webAddress.optional(),
  logo_uri: webAddress.optional(),
  policy_uri: webAddress.optional(),
  tos_uri: webAddress.optional(),
  software_id: short(200).optional(),
  software_version: short(200).optional(),
});

function isOffered(scope: string): boolean {
  return APPLICATION_SCOPES.some((one) => one === scope);
}

/** What the provider gives an application by itself, and takes back from nobody. */
const GIVEN: ReadonlySet<string> = new Set([
  'client_id',
  'client_secret',
  'client_id_issued_at',
  'client_secret_expires_at',
]);

/**
 * Checks what an application says of itself, and brings it into the shape that it is registered in.
 *
 * @param asked what came in
 * @param metadata what the provider made of it, changed in place
 * @throws errors.InvalidClientMetadata `invalid_redirect_uri` or `invalid_client_metadata` (RFC 7591, section 3.2.2) with all faults
 */
export function checkRegistration(asked: unknown, metadata: Record<string, unknown>): void {
  const parsed = registration.safeParse(asked);
  if (!parsed.success) {
    const told = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    // The provider tells by the first word which of the two errors it is.
    const faults = told.toSorted(
      (a, b) => Number(b.startsWith('redirect_uris')) - Number(a.startsWith('redirect_uris')),
    );
    throw new errors.InvalidClientMetadata(faults.join('; '));
  }
  const { scope, grant_types: grantTypes, ...rest } = parsed.data;
  const lasting = grantTypes?.includes('refresh_token') ?? scope?.split(' ').includes(OFFLINE_ACCESS) ?? true;
  for (const name of Object.keys(metadata)) if (!GIVEN.has(name)) Reflect.deleteProperty(metadata, name);
  Object.assign(metadata, rest, {
    scope: scope ?? APPLICATION_SCOPES.filter((one) => lasting || one !== OFFLINE_ACCESS).join(' '),
    grant_types: grantTypes ?? GRANT_TYPES.filter((one) => lasting || one !== 'refresh_token'),
    // An answer by a form would be a page with a script.
    response_modes: ['query'],
  });
}

/** A client id of an application. It holds a dot, which no service's id may, and is no UUID: none can be taken for a service or person. */
export function newClientId(): string {
  return `app.${randomBytes(16).toString('base64url')}`;
}

/** 256 bits, in letters that HTTP Basic and form encoding both leave as they are. */
export function newClientSecret(): string {
  return randomBytes(32).toString('base64url');
}
