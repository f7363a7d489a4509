import { Controller } from '@nestjs/common';
import { part } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { Commands, Input, post, Route, scope } from '@estafette/service-host';
import { z } from 'zod';
import { INSTANCE_PURPOSES } from '../status/series.rules.js';
import { instanceCredential } from './instance-credential.stream.js';
import { InstanceCredentials } from './instance-credentials.js';
import { asProblems, malformed, refuseFor, unknownOption } from './problems.js';

export const VC_API_PATHS = ['vc-api/credentials/issue', 'vc-api/credentials/status'];

/** Read by rules of our own, so that all that is wrong is told as this API tells it. */
const anything = z.record(z.string(), z.unknown());

const issue = post('issue', {
  summary:
    'Issue a credential of the VC Data Model 2.0, signed by the installation itself (W3C VC API): `{credential, options}`',
  permission: scope('vc-api:issue'),
  body: anything.describe(
    '`credential` without a proof; `options`: `credentialId`, and `credentialStatus` for a place in a status list, such as `{"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}`',
  ),
  answer: z.object({ verifiableCredential: z.looseObject({}) }),
  refuses: ['vc-api-request-not-valid', 'answer-not-again', 'key-not-laid-ready', 'key-not-at-hand'],
});
const setStatus = post('status', {
  summary: 'Set or unset the status of a credential that the installation issued (W3C VC API)',
  permission: scope('vc-api:status'),
  body: anything.describe(
    '`credentialId`, `credentialStatus` with `type` and `statusPurpose` (what else it says must be as it stands in the credential), and `status`: whether it is set; left out: it is. For the purpose `message` it is the value of one in `statusMessage`, such as `"0x2"`',
  ),
  answer: z.object({
    credentialId: z.string(),
    credentialStatus: z.object({ type: z.string(), statusPurpose: z.enum(INSTANCE_PURPOSES) }),
    status: z.union([z.boolean(), z.string()]),
  }),
  success: 200,
  refuses: ['vc-api-request-not-valid'],
});

const STATUS_OF_PURPOSE =
  'must be true or false; for the purpose message, and for no other, a value of statusMessage, such as "0x2".';

const statusRequest = z.strictObject({
  credentialId: z.string().min(1).max(2_000),
  credentialStatus: z.strictObject({
    id: z.string().optional(),
    type: z.enum(['BitstringStatusListEntry', 'BitstringStatusList']),
    statusPurpose: z.enum(INSTANCE_PURPOSES),
    statusListIndex: z.string().optional(),
    statusListCredential: z.string().optional(),
  }),
  status: z
    .union([z.boolean(), z.string().regex(/^0x[0-9a-f]{1,4}$/i, STATUS_OF_PURPOSE)], { error: STATUS_OF_PURPOSE })
    .optional(),
});

/** As the W3C's VC API (VCALM 1.0) has it: without a version before it, so that anybody's clients and test suites fit. */
@Controller('vc-api/credentials')
export class VcApiController {
  constructor(
    private readonly commands: Commands,
    private readonly credentials: InstanceCredentials,
  ) {}

  @Route(issue)
  async issue(@Input() call: CallOf<typeof issue>): Promise<object> {
    return { verifiableCredential: await asProblems(this.credentials.issue(call)) };
  }

  @Route(setStatus)
  async setStatus(@Input() call: CallOf<typeof setStatus>): Promise<object> {
    const { credentialId, credentialStatus, status: said } = readStatusRequest(call.body);
    const { type, statusPurpose: purpose } = credentialStatus;
    const status = said ?? true;
    if ((purpose === 'message') !== (typeof status === 'string'))
      refuseFor([malformed(`status: ${STATUS_OF_PURPOSE}`)]);
    const key = this.credentials.keyOf(credentialId);
    await this.credentials.assertPlace(key, credentialStatus);
    const command = {
      type: 'SetInstanceCredentialStatus' as const,
      by: call.actor.person,
      purpose,
      value: Number(status),
    };
    await asProblems(this.commands.run(call, part(instanceCredential, key, command), { location: key, adds: false }));
    return { credentialId, credentialStatus: { type, statusPurpose: purpose }, status };
  }
}

function readStatusRequest(body: unknown): z.output<typeof statusRequest> {
  const read = statusRequest.safeParse(body);
  if (read.success) return read.data;
  refuseFor(
    read.error.issues.map(({ path, message, ...issue }) =>
      issue.code === 'unrecognized_keys'
        ? unknownOption([...path, issue.keys.join(', ')].join('.') + ': is not known here.')
        : malformed(`${path.join('.') || 'body'}: ${message}`),
    ),
  );
}
