import { isEnvelope, type DataModelFault, type Verification, dataModelFaults } from '@estafette/verifier';
import { z } from 'zod';
import { departing, found, malformed, refuseFor, unknownOption, type ProblemDetails } from './problems.js';

export type Members = Readonly<Record<string, unknown>>;

const common = {
  checks: z.array(z.string().max(100)).max(20).optional(),
  returnResults: z.boolean().optional(),
  returnProblemDetails: z.boolean().optional(),
  askElsewhere: z.boolean().optional(),
};
export const credentialOptions = z.strictObject({ ...common, returnCredential: z.boolean().optional() });
export const presentationOptions = z.strictObject({
  ...common,
  returnPresentation: z.boolean().optional(),
  challenge: z.string().min(1).max(500).optional(),
  domain: z.string().min(1).max(500).optional(),
});

/**
 * Reads what the VC API is asked to verify. @throws HttpProblem 400 where there is nothing to verify, or an option is not known
 *
 * @param name of the member that holds the document
 */
export function readVerifyRequest<Options extends z.ZodObject>(
  body: Members,
  name: string,
  schema: Options,
): { readonly document: Members; readonly options: z.output<Options> } {
  const { [name]: document, options = {}, ...more } = body;
  const problems: ProblemDetails[] = Object.keys(more).map((one) => unknownOption(`${one}: is not known here.`));
  if (!isMembers(document)) problems.push(malformed(`${name}: must be an object.`));
  const read = schema.safeParse(options);
  for (const { path, message, ...issue } of read.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') problems.push(malformed(`${['options', ...path].join('.')}: ${message}`));
    else problems.push(...issue.keys.map((one) => unknownOption(`options.${one}: is not known here.`)));
  }
  if (!isMembers(document) || !read.success || problems.length > 0) refuseFor(problems);
  return { document, options: read.data };
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands in an envelope (VC Data Model 2.0, sections 4.13.1 and 4.13.2) as text; all else as it is. */
export function opened(document: Members): unknown {
  if (!isEnvelope(document)) return document;
  return /^data:application\/v[cp]\+jwt,(.*)$/is.exec(String(document['id']))?.[1] ?? '';
}

/** What was found of one credential or presentation, as this API tells it. */
export interface Told {
  readonly verified: boolean;
  readonly errors: readonly ProblemDetails[];
  /** What is worth knowing, and decides nothing. */
  readonly warnings: readonly ProblemDetails[];
  readonly checks: Verification['checks'];
}

const TELLS = ['issuer', 'evidence', 'schema'];

/** An error is all that keeps it from being verified: also what could not be had, and where it departs from the data model. */
export function tell(judgement: Verification, document: unknown, kind: 'credential' | 'presentation'): Told {
  const failed = judgement.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided');
  const errors = [
    ...otherKind(judgement, kind),
    ...failed.filter(({ check }) => !TELLS.includes(check)).map(found),
    ...departures(document, kind).map((fault) => departing(fault, kind)),
  ];
  const warnings = failed.filter(({ check }) => TELLS.includes(check)).map(found);
  return { verified: errors.length === 0, errors, warnings, checks: judgement.checks };
}

/** What is signed as text is told apart by what stands in it alone. */
function otherKind({ kind }: Verification, asked: 'credential' | 'presentation'): ProblemDetails[] {
  const fits = (kind === 'presentation') === (asked === 'presentation');
  return fits ? [] : [malformed(`${asked}: must be one, not a ${kind}.`)];
}

/** A credential of version 1.1 has a model of its own; what is signed as text is read by the verifier alone. */
function departures(document: unknown, kind: 'credential' | 'presentation'): readonly DataModelFault[] {
  if (!isMembers(document) || isEnvelope(document)) return [];
  const { '@context': contexts } = document;
  const [first] = Array.isArray(contexts) ? (contexts as unknown[]) : [contexts];
  return first === 'https://www.w3.org/2018/credentials/v1' ? [] : dataModelFaults(document, kind);
}

/** What stands at a path within a document, such as `verifiableCredential.0`. */
export function partAt(document: Members, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => (part as Members | undefined)?.[name], document);
}
