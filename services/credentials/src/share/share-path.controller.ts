import { Controller, Res } from '@nestjs/common';
import type { CallOf, Reply } from '@estafette/service-host';
import { get, Input, open, Route, selfOr } from '@estafette/service-host';
import { unknown } from '@estafette/decider';
import { z } from 'zod';
import type { SignedCredential } from '@estafette/verifier';
import { credentialParams } from '../credential/credential.schemas.js';
import { PATH_KINDS } from '../credential/path.js';
import { GONE, SHARE_HEADERS, shownTo } from './share-answers.js';
import { committedLinks, pathLink } from './share.schemas.js';
import { SharedCredentials, type HeldCredential } from './shared-credentials.js';
import { commitmentsIn } from './shown-path.js';

const path = z.object({
  path: z
    .array(pathLink)
    .nullable()
    .describe('the links that the holder opens, in the order of the path; null where they open none'),
  committedTo: committedLinks,
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
  summary: 'What led to a credential of your own, whole: what there is to open in a share (POST /v1/shares)',
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
  ): Promise<object> {
    reply.headers(SHARE_HEADERS);
    return told(shownTo(await this.credentials.find(params.token, at)));
  }
}

@Controller('credentials/:credentialId/path')
export class OwnPathController {
  constructor(private readonly credentials: SharedCredentials) {}

  @Route(own)
  async read(@Input() { params, actor }: CallOf<typeof own>): Promise<object> {
    const held = await this.credentials.held(params.credentialId, actor.person, PATH_KINDS);
    if (!held) unknown('credential-unknown', 'There is no credential with this id that you can see.');
    return told(held);
  }
}

function told({ text, standing, path }: HeldCredential): object {
  // One from elsewhere has no path that we know of, and may be a JWT.
  const committedTo = standing === null ? 0 : commitmentsIn(JSON.parse(text) as SignedCredential).length;
  return { path, committedTo };
}
