import {
  bitstringFaultsOf,
  contextFaults,
  dataModelFaults,
  kindOf,
  many,
  MAX_DOCUMENT_BYTES,
  reasonOf,
  type DataModelFault,
} from '@estafette/verifier';
import { INSTANCE_PURPOSES, type StatusPurpose } from '../status/series.rules.js';
import { departing, malformed, ours, refuseFor, unknownOption, type ProblemDetails } from './problems.js';
import type { Messages } from './vc-api-settings.js';

type Members = Readonly<Record<string, unknown>>;

/** What is to be signed, with the issuer filled in. */
export interface IssueRequest {
  readonly credential: Members & { readonly '@context': unknown };
  /** By which it can be referred to afterwards; undefined where it cannot. */
  readonly credentialId: string | undefined;
  /** For what it gets a place in a status list. */
  readonly purposes: readonly StatusPurpose[];
}

export interface Issuing {
  readonly did: string;
  /** The public address of this service: what lies below it only this service gives out. */
  readonly publicUrl: string;
  /** Of what can be referred to and asks for no status. */
  readonly purposes: readonly StatusPurpose[];
  /** Undefined where none are set up. */
  readonly messages: Messages | undefined;
}

const LONGEST_ID = 2_000;
/** Room for the status without messages, and the proof. */
const ROOM = 4_096;
const STATUS_TYPES = ['BitstringStatusListEntry', 'BitstringStatusList'];

/** Reads what the VC API is asked to issue. @throws HttpProblem 400 with all that is wrong with it */
export function readIssueRequest(body: Members, issuing: Issuing): IssueRequest {
  const problems: ProblemDetails[] = [];
  const { credential, options = {}, ...more } = body;
  problems.push(...Object.keys(more).map((name) => unknownOption(`${name}: is not known here.`)));
  if (!isMembers(credential)) refuseFor([...problems, malformed('credential: must be an object.')]);
  if (!isMembers(options)) refuseFor([...problems, malformed('options: must be an object.')]);
  const { issuer = issuing.did } = credential;
  const complete = { ...credential, issuer };
  problems.push(...faultsOf(complete, issuing));
  const asked = readOptions(options, problems);
  const credentialId = idOf(credential['id'], asked.credentialId, problems);
  const purposes = asked.purposes ?? (credentialId === undefined || hasStatus(complete) ? [] : issuing.purposes);
  problems.push(...faultsOfStatus(complete, asked.purposes, credentialId, issuing));
  if (problems.length > 0) refuseFor(problems);
  return {
    credential: complete as Members as IssueRequest['credential'],
    credentialId,
    purposes: fitting(complete, purposes),
  };
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasStatus = (credential: Members): boolean => credential['credentialStatus'] !== undefined;
/** Open Badges, and records of them, know one status alone: revocation. */
const isOpenBadges = (credential: Members): boolean =>
  ['achievement', 'endorsement', 'record'].includes(kindOf(credential));

/** What is asked by default is given where it can be. */
function fitting(credential: Members, purposes: readonly StatusPurpose[]): readonly StatusPurpose[] {
  return isOpenBadges(credential) ? purposes.filter((purpose) => purpose === 'revocation') : purposes;
}

function faultsOf(credential: Members, { did, publicUrl, messages }: Issuing): ProblemDetails[] {
  const told = (fault: DataModelFault): ProblemDetails => departing(fault, 'credential');
  const problems = [...dataModelFaults(credential, 'credential').map(told), ...contextFaults(credential).map(told)];
  const most = MAX_DOCUMENT_BYTES - ROOM - Buffer.byteLength(JSON.stringify(messages ?? {}));
  if (Buffer.byteLength(JSON.stringify(credential)) > most) {
    problems.push(ours('credential-too-large', `credential: must have at most ${most} bytes.`));
  }
  const issuer = credential['issuer'];
  const named = isMembers(issuer) ? issuer['id'] : issuer;
  if (named !== did) {
    problems.push(
      malformed(`issuer: must be ${did}, who signs here, or left out; others sign with keys of their own.`),
    );
  }
  if (credential['proof'] !== undefined) {
    problems.push(malformed('proof: must not be there; what is signed already is not signed again.'));
  }
  if (['status-list', 'presentation'].includes(kindOf(credential))) {
    problems.push(malformed('type: must be that of a credential; status lists are made here by themselves.'));
  }
  const malformedStatus = bitstringFaultsOf(credential['credentialStatus']);
  problems.push(...malformedStatus.map((fault) => malformed(`credentialStatus: ${reasonOf(fault, 'en')}`)));
  if (isOfOrigin(credential['credentialStatus'], new URL(publicUrl).origin)) {
    problems.push(malformed('credentialStatus: a place in a list of ours is given out here: ask in options instead.'));
  }
  return problems;
}

/** Whether an address of an origin stands anywhere in it, however it is spelled. */
function isOfOrigin(value: unknown, origin: string): boolean {
  const left = [value];
  for (const one of left) {
    if (typeof one === 'string' && URL.parse(one)?.origin === origin) return true;
    if (typeof one === 'object' && one !== null) for (const part of Object.values(one) as unknown[]) left.push(part);
  }
  return false;
}

interface Asked {
  readonly credentialId?: string;
  readonly purposes?: readonly StatusPurpose[];
}

function readOptions({ credentialId, credentialStatus, ...more }: Members, problems: ProblemDetails[]): Asked {
  problems.push(...Object.keys(more).map((name) => unknownOption(`options.${name}: is not known here.`)));
  const statuses = many(credentialStatus).map(purposeOf);
  const purposes = statuses.filter((one) => one !== undefined);
  if (purposes.length < statuses.length || new Set(purposes).size < purposes.length) {
    problems.push(
      malformed(
        `options.credentialStatus: must be of type BitstringStatusListEntry with statusPurpose ${INSTANCE_PURPOSES.join(' or ')}, each once, and nothing else: places, sizes and messages are given out here.`,
      ),
    );
  }
  if (credentialId !== undefined && typeof credentialId !== 'string') {
    problems.push(malformed('options.credentialId: must be text.'));
  }
  return {
    ...(typeof credentialId === 'string' && { credentialId }),
    ...(credentialStatus !== undefined && { purposes }),
  };
}

function purposeOf(status: unknown): StatusPurpose | undefined {
  if (!isMembers(status) || !STATUS_TYPES.includes(String(status['type']))) return undefined;
  const { statusPurpose, type: _type, ...more } = status;
  return Object.keys(more).length > 0 ? undefined : INSTANCE_PURPOSES.find((one) => one === statusPurpose);
}

function idOf(own: unknown, given: string | undefined, problems: ProblemDetails[]): string | undefined {
  const id = given ?? (typeof own === 'string' ? own : undefined);
  if (given !== undefined && own !== undefined && given !== own) {
    problems.push(malformed('options.credentialId: must be left out, or the id of the credential, where it has one.'));
  }
  if (id !== undefined && (id === '' || id.length > LONGEST_ID)) {
    problems.push(malformed(`credentialId: must have 1 to ${LONGEST_ID} characters.`));
  }
  return id;
}

function faultsOfStatus(
  credential: Members,
  asked: readonly StatusPurpose[] | undefined,
  credentialId: string | undefined,
  { messages }: Issuing,
): ProblemDetails[] {
  if (asked === undefined || asked.length === 0) return [];
  const problems: ProblemDetails[] = [];
  if (hasStatus(credential)) {
    problems.push(malformed('options.credentialStatus: must be left out, since the credential has a status already.'));
  }
  if (credentialId === undefined) {
    problems.push(
      malformed(
        'options.credentialId: must be there, or an id on the credential; else its status can never be changed.',
      ),
    );
  }
  if (asked.includes('message') && messages === undefined) {
    problems.push(
      malformed(
        'options.credentialStatus: there are no messages here; whoever runs this sets them up (VC_API_MESSAGES).',
      ),
    );
  }
  if (isOpenBadges(credential) && asked.some((purpose) => purpose !== 'revocation')) {
    problems.push(malformed('options.credentialStatus: Open Badges have one status alone, for revocation.'));
  }
  return problems;
}
