import { Checks } from '../checks.js';
import { MAX_MEMBERS } from '../document/members.js';
import type { Shaped } from '../document/shape.js';
import type { FailureCode } from '../reasons.js';
import { checkForm, conclude, refused, type Judging, type Verification, type VerifyOptions } from '../verify.js';
import { contentOf, faultOfClaims, withClaimsOf, type Content } from './claims.js';
import { readJws, type CompactJws } from './compact-jws.js';
import { countWithin } from './enveloped.js';
import { readHeader, type JoseHeader } from './jose-header.js';
import { keyOfJws } from './key-of-jws.js';
import { faultOfJwsSignature } from './signature.js';
import { readShapeOfBytes } from './structure.js';

type Header = ReturnType<typeof readHeader>;

/**
 * Verifies a credential or presentation that is secured as a JWT: as Open Badges 3.0 has it (section 8.2), as VC-JOSE-COSE has
 * it, or with the credential in `vc` (VC Data Model 1.1, section 6.3.1). The signature covers every byte, so no JSON-LD is
 * processed; the contexts must still be known ones, since they say what the words mean.
 *
 * Bad input never throws; it is refused with the check that it fails.
 *
 * @param text a JWS in its compact form, with nothing around it
 */
export async function verifyJws(text: string, options: Judging): Promise<Verification> {
  const jws = readJws(text);
  if ('fault' in jws) return refused(options, jws.fault);
  const content = contentOf(jws.payload);
  if (countWithin(content.document) > MAX_MEMBERS) return refused(options, 'members-too-many');
  const checks = new Checks(options.language ?? 'en');
  const shaped = checkForm(checks, content.document, readShapeOfBytes(content.document), { within: options.within });
  const header = readHeader(jws.header);
  checks.judged('proof', faultOfProof(header, content, shaped, options));
  checks.judged('signature', await faultOfSignature(checks, jws, header, shaped, options));
  const times = { ends: [], issued: content.claims.iat };
  return await conclude(checks, content.document, shaped && withClaimsOf(content.claims, shaped), times, options);
}

/** Whether header, claims and document go together. */
export function faultOfProof(
  header: Header,
  content: Content,
  shaped: Shaped | undefined,
  { challenge, domain }: VerifyOptions,
): FailureCode | undefined {
  if ('fault' in header) return header.fault;
  if (content.fault !== undefined || shaped === undefined) return content.fault;
  if (shaped.signer === undefined || !/^did:(?:key|web|jwk):/.test(shaped.signer)) return 'issuer-not-supported';
  return faultOfClaims({ header, content, shaped, challenge, domain });
}

/** Whether who is named as its issuer or holder signed it. */
export async function faultOfSignature(
  checks: Checks,
  jws: CompactJws,
  header: JoseHeader | { readonly fault: FailureCode },
  shaped: Shaped | undefined,
  { now, sources = {} }: VerifyOptions,
): Promise<FailureCode | undefined> {
  const signer = shaped?.signer;
  if ('fault' in header || signer === undefined || checks.hasFailed('document', 'shape', 'context', 'proof'))
    return 'signature-not-checked';
  const use = shaped?.kind === 'presentation' ? 'authentication' : 'assertionMethod';
  const key = await keyOfJws({ signer, kid: header.kid, jwk: header.jwk, use, sources, now });
  return typeof key === 'string' ? key : await faultOfJwsSignature(jws, header.algorithm, key);
}
