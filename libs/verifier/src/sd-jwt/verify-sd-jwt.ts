import { Checks } from '../checks.js';
import { MAX_MEMBERS } from '../document/members.js';
import { withClaimsOf } from '../jwt/claims.js';
import { countWithin } from '../jwt/enveloped.js';
import { readShapeOfBytes } from '../jwt/structure.js';
import { faultOfProof, faultOfSignature } from '../jwt/verify-jws.js';
import { checkForm, conclude, refused, type Judging, type Verification, type VerifyOptions } from '../verify.js';
import { readShapeOfClaims } from './claims-shape.js';
import { readSdJwt, type CompactSdJwt } from './compact-sd-jwt.js';
import { faultOfKeyBinding } from './key-binding.js';
import { openSdJwt } from './open-sd-jwt.js';

/**
 * Verifies a credential that is secured as SD-JWT (RFC 9901), of either kind, with what of it is disclosed. What is not disclosed is
 * neither known nor judged.
 *
 * Bad input never throws; it is refused with the check that it fails.
 *
 * @param text an SD-JWT in its compact form, with or without key binding
 */
export async function verifySdJwt(text: string, options: Judging): Promise<Verification> {
  const sdJwt = readSdJwt(text);
  if ('fault' in sdJwt) return refused(options, sdJwt.fault);
  const { issued } = sdJwt;
  const opened = openSdJwt(sdJwt);
  if ('fault' in opened) return refused(options, opened.fault, 'disclosures');
  const { header, isClaims, content, cnf } = opened;
  const { document } = content;
  if (countWithin(document) > MAX_MEMBERS) return refused(options, 'members-too-many');
  const checks = new Checks(options.language ?? 'en');
  const shape = isClaims ? readShapeOfClaims(document) : readShapeOfBytes(document);
  const shaped = checkForm(checks, document, shape, { within: options.within, hasContexts: !isClaims });
  checks.passed('disclosures');
  const unasked = { ...options, challenge: undefined, domain: undefined };
  checks.judged('proof', faultOfProof(header, content, shaped, unasked));
  checks.judged('signature', await faultOfSignature(checks, issued, header, shaped, options));
  await checkKeyBinding(checks, sdJwt, cnf, options);
  const times = { ends: [], issued: content.claims.iat };
  return await conclude(checks, document, shaped && withClaimsOf(content.claims, shaped), times, options);
}

/** Whoever wants to know who shows it asks for something to be signed; what was signed unasked must be right all the same. */
async function checkKeyBinding(
  checks: Checks,
  sdJwt: CompactSdJwt,
  cnf: unknown,
  { challenge, domain, now, sources = {} }: VerifyOptions,
): Promise<void> {
  const isAsked = challenge !== undefined || domain !== undefined;
  const isJudged = (isAsked || sdJwt.binding !== undefined) && !checks.hasFailed('signature');
  const fault = isJudged ? await faultOfKeyBinding(sdJwt, { cnf, challenge, domain, now, sources }) : undefined;
  if (fault === undefined && !(isJudged && isAsked)) checks.notAsked('key-binding');
  else checks.judged('key-binding', fault);
}
