import { Controller, Res } from '@nestjs/common';
import type { CallOf, Reply } from '@estafette/service-host';
import { get, Input, open, Route, selfOr } from '@estafette/service-host';
import { unknown } from '@estafette/decider';
import { z } from 'zod';
import { credentialParams } from '../credential/credential.schemas.js';
import { GONE, SHARE_HEADERS, shownTo } from './share-answers.js';
import { SharedCredentials, type HeldCredential } from './shared-credentials.js';

const link = z.looseObject({
  id: z.string().describe('of the evidence entry of the credential that holds the commitment'),
  salt: z.string(),
  kind: z.enum(['challenge', 'leg', 'baton', 'statement', 'judgement']),
});
const path = z.object({
  path: z
    .array(link)
    .nullable()
    .describe(
      'each link as it was committed to: the `digestMultibase` of its evidence entry is the SHA-256 over its canonical JSON (RFC 8785); null where the holder does not show it',
    ),
});
const shared = get('', {
  summary:
    'What led to a shared credential, as far as its holder opens it; each link can be held against what was signed',
  permission: open,
  params: z.strictObject({ token: z.string() }),
  answer: path,
  gone: GONE,
});
const own = get('', {
  summary: 'What led to a credential of your own: what a link of yours shows where you say so',
  permission: selfOr(),
  params: credentialParams,
  answer: path,
});

@Controller('c/:token/path')
export class SharePathController {
  constructor(private readonly credentials: SharedCredentials) {}

  @Route(shared)
  async read(
    @Input() { params, at }: CallOf<typeof shared>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Pick<HeldCredential, 'path'>> {
    reply.headers(SHARE_HEADERS);
    return { path: shownTo(await this.credentials.find(params.token, at)).path };
  }
}

@Controller('credentials/:credentialId/path')
export class OwnPathController {
  constructor(private readonly credentials: SharedCredentials) {}

  @Route(own)
  async read(@Input() { params, actor }: CallOf<typeof own>): Promise<Pick<HeldCredential, 'path'>> {
    const held = await this.credentials.held(params.credentialId, actor.person);
    if (!held) unknown('credential-unknown', 'There is no credential with this id that you can see.');
    return { path: held.path };
  }
}
