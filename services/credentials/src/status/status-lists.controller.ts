import { Controller, Header, Res } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf, Reply } from '@estafette/service-host';
import { get, id, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { INSTANCE_LISTS, seriesOfLists, type Series } from './series.rules.js';
import { STATUS_LIST_TTL_MS, type StatusList } from './kept-lists.js';
import { StatusLists } from './status-lists.js';
import { TokenStatusLists } from './token-status-lists.js';

const listNumber = z.coerce.number().int().min(1).max(1_000_000);
const aList = {
  answer: z.looseObject({}).describe('a BitstringStatusListCredential with its proof'),
  gives: 'application/vc',
  headers: { ETag: 'Of this text.', 'Cache-Control': 'For how long it may be kept; its `ttl` says the same.' },
};
const list = get(':list', {
  summary: 'A status list of an issuer: which of its credentials do not hold any more, each known by its place alone',
  permission: open,
  params: z.strictObject({ organisationId: id, list: listNumber }),
  ...aList,
});

const ofInstance = get(':lists/:list', {
  summary: 'A status list of the installation itself, for one purpose; for messages, of entries of one size',
  permission: open,
  params: z.strictObject({ lists: z.enum(INSTANCE_LISTS), list: listNumber }),
  ...aList,
});

const tokenList = get(':list', {
  summary: 'The same places as a Token Status List (IETF), to which SD-JWTs refer',
  permission: open,
  params: z.strictObject({ organisationId: id, list: listNumber }),
  answer: z.string().describe('a JWT of the type statuslist+jwt'),
  gives: 'application/statuslist+jwt',
  headers: aList.headers,
});

/** As verifiers everywhere ask for it: without a version before it, and readable from any page. */
@Controller('status-lists/:organisationId')
export class StatusListsController {
  constructor(private readonly lists: StatusLists) {}

  @Route(list)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', `public, max-age=${STATUS_LIST_TTL_MS / 1_000}`)
  async read(@Input() { params }: CallOf<typeof list>, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    return give(await this.lists.read(params.organisationId, params.list), reply);
  }
}

@Controller('instance/status-lists')
export class InstanceListsController {
  constructor(private readonly lists: StatusLists) {}

  @Route(ofInstance)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', `public, max-age=${STATUS_LIST_TTL_MS / 1_000}`)
  async read(
    @Input() { params }: CallOf<typeof ofInstance>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    const series: Series = seriesOfLists(params.lists);
    return give(await this.lists.read(series, params.list), reply);
  }
}

@Controller('token-status-lists/:organisationId')
export class TokenStatusListsController {
  constructor(private readonly lists: TokenStatusLists) {}

  @Route(tokenList)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', `public, max-age=${STATUS_LIST_TTL_MS / 1_000}`)
  async read(
    @Input() { params, at }: CallOf<typeof tokenList>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return give(await this.lists.read(params.organisationId, params.list, new Date(at)), reply);
  }
}

function give(found: StatusList | undefined, reply: Reply): string {
  if (!found) unknown('status-list-unknown', 'There is no such status list here.');
  reply.header('etag', found.etag);
  return found.text;
}
