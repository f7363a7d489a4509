import { Controller, Header, Res } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf } from '@estafette/service-host';
import { get, id, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { STATUS_LIST_TTL_MS, StatusLists } from './status-lists.js';

const list = get(':list', {
  summary: 'A status list of an issuer: which of its credentials do not hold any more, each known by its place alone',
  permission: open,
  params: z.strictObject({ organisationId: id, list: z.coerce.number().int().min(1).max(1_000_000) }),
  answer: z.looseObject({}).describe('a BitstringStatusListCredential with its proof'),
  gives: 'application/vc',
  headers: { ETag: 'Of this text.', 'Cache-Control': 'For how long it may be kept; its `ttl` says the same.' },
});

/** As verifiers everywhere ask for it: without a version before it, and readable from any page. */
@Controller('status-lists/:organisationId')
export class StatusListsController {
  constructor(private readonly lists: StatusLists) {}

  @Route(list)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', `public, max-age=${STATUS_LIST_TTL_MS / 1_000}`)
  async read(
    @Input() { params }: CallOf<typeof list>,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<string> {
    const found = await this.lists.read(params.organisationId, params.list);
    if (!found) unknown('status-list-unknown', 'There is no such status list here.');
    reply.header('etag', found.etag);
    return found.text;
  }
}
