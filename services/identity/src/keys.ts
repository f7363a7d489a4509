import { createPrivateKey, createPublicKey, generateKeyPair, hash, randomUUID, sign, verify } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The one algorithm that access tokens are signed with (RFC 7518 section 3.3). */
export const SIGNING_ALGORITHM = 'RS256';

/** What a new key gets; keys that are handed in must have at least MINIMUM_BITS (RFC 7518 section 3.3). */
const NEW_KEY_BITS = 3072;
const MINIMUM_BITS = 2048;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');

const rsaParts = z.object({
  kty: z.literal('RSA', 'must be RSA: access tokens are signed with RS256'),
  kid: z.string().min(1).optional(),
  use: z.literal('sig').optional(),
  alg: z.literal(SIGNING_ALGORITHM).optional(),
  n: base64url,
  e: base64url,
  d: base64url,
  p: base64url,
  q: base64url,
  dp: base64url,
  dq: base64url,
  qi: base64url,
});

/** Says what is wrong with an RSA key whose members are all there, or undefined when it signs what its public part verifies. */
function faultOf(key: z.infer<typeof rsaParts>): string | undefined {
  const sample = Buffer.from('estafette');
  try {
    const privateKey = createPrivateKey({ key, format: 'jwk' });
    const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < MINIMUM_BITS) return `has ${bits} bits, at least ${MINIMUM_BITS} are needed`;
    const publicKey = createPublicKey({ key: { kty: key.kty, n: key.n, e: key.e }, format: 'jwk' });
    const fits = verify('sha256', sample, publicKey, sign('sha256', sample, privateKey));
    return fits ? undefined : 'its private part does not belong to its public part';
  } catch {
    return 'is not a usable RSA key';
  }
}

const signingKey = rsaParts
  .superRefine((key, context) => {
    const fault = faultOf(key);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .transform((key) => ({
    ...key,
    // RFC 7638: the thumbprint is a name that every holder of the public key arrives at.
    kid: key.kid ?? hash('sha256', JSON.stringify({ e: key.e, kty: key.kty, n: key.n }), 'base64url'),
    use: 'sig' as const,
    alg: SIGNING_ALGORITHM,
  }));

/**
 * A private JWK Set (RFC 7517 section 5) of RSA keys. The first key signs; the others are only published, so that tokens which they
 * signed before a rotation still verify.
 */
export const signingKeySet = z.object({
  keys: z
    .tuple([signingKey], signingKey)
    .refine((keys) => new Set(keys.map((key) => key.kid)).size === keys.length, 'holds the same kid twice'),
});

export type SigningKeySet = z.infer<typeof signingKeySet>;

/** A key file that cannot be used. The message says which file, why, and what to do. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/**
 * Reads the private JWK Set in the file, and makes it first when there is none (one RSA key, mode 0600). Of two services that make it
 * at the same moment one wins, and both use that key.
 *
 * @throws KeyFileError when the file is readable to others, holds no usable key, or cannot be reached.
 */
export async function keepKeys(file: string): Promise<SigningKeySet> {
  try {
    return await readKeys(file);
  } catch (error) {
    if (!isMissing(error)) throw clearError(file, error);
  }
  try {
    await makeKeys(file);
    return await readKeys(file);
  } catch (error) {
    throw clearError(file, error);
  }
}

async function readKeys(file: string): Promise<SigningKeySet> {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) {
    throw new KeyFileError(`${file} holds private keys but others may read it: run chmod 600 ${file}`);
  }
  const parsed = signingKeySet.safeParse(parseJson(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim());
  throw new KeyFileError(
    `${file} is not a private JWK Set of RSA keys (${faults.join('; ')}). Put the right file back; or move it away and start again: ` +
      'a new key is made, and tokens that the old one signed no longer verify.',
  );
}

/** Writes beside the file and links it into place: a link never replaces, and a reader never sees half a key. */
async function makeKeys(file: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: NEW_KEY_BITS });
  const draft = `${file}.${randomUUID()}.new`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify({ keys: [privateKey.export({ format: 'jwk' })] }));
    await handle.sync();
    await link(draft, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  } finally {
    await handle.close();
    await unlink(draft);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which here is a private key.
    return undefined;
  }
}

function clearError(file: string, error: unknown): KeyFileError {
  if (error instanceof KeyFileError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new KeyFileError(`The signing key cannot be kept in ${file} (IDENTITY_KEY_FILE): ${reason}`, { cause: error });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}
