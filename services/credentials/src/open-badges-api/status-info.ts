import type { HttpProblem, ProblemForm } from '@estafette/service-host';
import { z } from 'zod';

/** Where the API of Open Badges 3.0 lies, below the address of whoever serves it (section 6). */
export const API_PATH = 'ims/ob/v3p0';
export const API_PATHS = ['discovery', 'credentials', 'profile'].map((path) => `${API_PATH}/${path}`);

const MINOR_CODES = [
  'forbidden',
  'internal_server_error',
  'invalid_data',
  'invalid_query_parameter',
  'not_acceptable',
  'not_allowed',
  'not_found',
  'server_busy',
  'unauthorizedrequest',
] as const;
type MinorCode = (typeof MINOR_CODES)[number];

const CODE_OF: Readonly<Record<number, MinorCode>> = {
  401: 'unauthorizedrequest',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_allowed',
  406: 'not_acceptable',
  408: 'server_busy',
  429: 'server_busy',
  500: 'internal_server_error',
  503: 'server_busy',
};

/** How this API tells an error (Open Badges 3.0, `Imsx_StatusInfo`). */
export const statusInfo = z.object({
  imsx_codeMajor: z.enum(['failure', 'unsupported']),
  imsx_severity: z.literal('error'),
  imsx_description: z.string().describe('for people: what is wrong, and what to do'),
  imsx_codeMinor: z.object({
    imsx_codeMinorField: z.array(
      z.object({ imsx_codeMinorFieldName: z.string(), imsx_codeMinorFieldValue: z.enum(MINOR_CODES) }),
    ),
  }),
});

/** Who tells it: the system at which the request was aimed. */
const TELLER = 'TargetEndSystem';

export const statusInfoForm: ProblemForm = {
  below: `/${API_PATH}`,
  mediaType: 'application/json',
  schema: statusInfo,
  body: (problem) => ({
    imsx_codeMajor: problem.status === 405 || problem.status === 415 ? 'unsupported' : 'failure',
    imsx_severity: 'error',
    imsx_description: inWords(problem),
    imsx_codeMinor: {
      imsx_codeMinorField: [{ imsx_codeMinorFieldName: TELLER, imsx_codeMinorFieldValue: codeOf(problem) }],
    },
  }),
};

function codeOf({ status, code, parts }: HttpProblem): MinorCode {
  if (code === 'stream-busy') return 'server_busy';
  const known = CODE_OF[status];
  if (known !== undefined) return known;
  const ofQuery = parts.faults?.some((fault) => fault.in === 'query') === true;
  return ofQuery ? 'invalid_query_parameter' : 'invalid_data';
}

function inWords({ detail, parts: { faults = [] } }: HttpProblem): string {
  return [detail, ...faults.map((fault) => `${fault.at || fault.in}: ${fault.detail}`)].join(' ');
}
