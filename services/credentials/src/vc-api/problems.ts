import { DomainError } from '@estafette/decider';
import { HttpProblem } from '@estafette/service-host';
import type { Check, DataModelFault } from '@estafette/verifier';

/** A problem as the VC API tells it (RFC 9457; VC Data Model 2.0, section 7.2). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
}

const STANDARDS = {
  dataModel: 'https://www.w3.org/TR/vc-data-model',
  dataIntegrity: 'https://w3id.org/security',
  statusList: 'https://www.w3.org/ns/credentials/status-list',
  api: 'https://www.w3.org/TR/vcalm',
} as const;

/** Named by the standard that has a name for it. */
function named(standard: keyof typeof STANDARDS, title: string, detail: string): ProblemDetails {
  return { type: `${STANDARDS[standard]}#${title}`, title, detail };
}

/** What no standard has a name for. */
export const ours = (code: string, detail: string): ProblemDetails => ({
  type: `urn:estafette:problem:${code}`,
  title: code,
  detail,
});

export const unknownOption = (detail: string): ProblemDetails => named('api', 'UNKNOWN_OPTION_PROVIDED', detail);
export const parsing = (detail: string): ProblemDetails => named('dataModel', 'PARSING_ERROR', detail);
export const malformed = (detail: string): ProblemDetails => named('dataModel', 'MALFORMED_VALUE_ERROR', detail);

export function departing({ at, what, range }: DataModelFault, document: string): ProblemDetails {
  return named('dataModel', range ? 'RANGE_ERROR' : 'MALFORMED_VALUE_ERROR', `${at || document}: ${what}`);
}

/** What a check of the verifier found, by the names of the standards. */
export function found({ check, code, reason }: Check): ProblemDetails {
  switch (check) {
    case 'document':
      return parsing(reason);
    case 'shape':
    case 'context':
      return malformed(reason);
    case 'proof':
      return named('dataIntegrity', PROOF_PROBLEMS[code] ?? 'PROOF_VERIFICATION_ERROR', reason);
    case 'disclosures':
    case 'key-binding':
    case 'signature':
      return named('dataModel', 'CRYPTOGRAPHIC_SECURITY_ERROR', reason);
    case 'status':
      return ofStatus(code, reason);
    case 'dates':
    case 'issuer':
    case 'evidence':
    case 'schema':
      return ours(code, reason);
  }
}

const PROOF_PROBLEMS: Readonly<Record<string, string>> = {
  'challenge-differs': 'INVALID_CHALLENGE_ERROR',
  'domain-differs': 'INVALID_DOMAIN_ERROR',
};

function ofStatus(code: string, reason: string): ProblemDetails {
  switch (code) {
    case 'revoked':
    case 'suspended':
      return ours(code, reason);
    case 'status-malformed':
    case 'status-size-missing':
    case 'status-size-malformed':
    case 'status-messages-missing':
    case 'status-messages-incomplete':
      return malformed(reason);
    case 'status-index-out-of-range':
      return named('dataModel', 'RANGE_ERROR', reason);
    case 'status-not-reached':
    case 'status-not-supported':
    case 'status-too-many':
    case 'status-size-too-large':
      return named('statusList', 'STATUS_RETRIEVAL_ERROR', reason);
    case 'status-list-too-short':
      return named('statusList', 'STATUS_LIST_LENGTH_ERROR', reason);
    default:
      return named('statusList', 'STATUS_VERIFICATION_ERROR', reason);
  }
}

const STATUS_OF = { refused: 409, forbidden: 403, unknown: 404 } as const;

/** What the rules refuse, told as this API tells it. */
export async function asProblems<T>(deciding: Promise<T>): Promise<T> {
  try {
    return await deciding;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'stream-busy') throw error;
    return refuseFor([ours(error.code, error.detail)], STATUS_OF[error.kind]);
  }
}

/** Refuses a request for all that is wrong with it; the first also stands for the whole, as plain problem details. */
export function refuseFor(problems: readonly ProblemDetails[], status = 400): never {
  const [first] = problems;
  if (first === undefined) throw new Error('a refusal has a reason');
  const { type, title, detail } = first;
  throw new HttpProblem(status, 'vc-api-request-not-valid', detail, {
    extra: { type, title, problemDetails: problems },
    headers: { 'content-type': 'application/json' },
  });
}
