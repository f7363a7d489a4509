import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { cut, get, Input, pageByTime, pastTime, PublicAddress, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import type { PageLanguage, SharedOne } from '../../share/share.events.js';
import { linkOf } from '../../share/share-links.js';
import { pageLanguage, pathKind, shareParams } from '../../share/share.schemas.js';
import { Views } from '../views.js';

const permission = selfOr();

const opened = z.array(pathKind);

const told = z.object({
  shareId: z.uuid(),
  credentialId: z.uuid().nullable().describe('the one that it shows, issued here'),
  importedCredentialId: z.uuid().nullable().describe('the one that it shows, from elsewhere'),
  credentials: z
    .array(z.union([z.object({ credentialId: z.uuid(), path: opened }), z.object({ importedCredentialId: z.uuid() })]))
    .nullable()
    .describe(
      'of a link with a title: all that it shows, in order; the page of each lies at the link followed by .1, .2 …',
    ),
  path: opened.nullable().describe('of a link to one that was issued here: which links of what led to it are opened'),
  title: z.string().nullable().describe('what you call the whole; null of a link to one credential'),
  link: z.string().nullable().describe('whoever has it sees what it shows; null where it cannot be told any more'),
  language: pageLanguage.nullable(),
  openedAt: z.string(),
  expiresAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  views: z.object({
    count: z.number().describe('of looks, one a minute at most, up to 1000'),
    last: z.array(z.string()).describe('when the last of them were, the newest first'),
  }),
});

const mine = get('', {
  summary: 'The links that you gave out, the newest first: when each ends, and when it was looked at; never by whom',
  permission,
  query: z.strictObject(pageByTime),
  answer: z.object({ shares: z.array(told), next: z.string().nullable() }),
});
const one = get(':shareId', {
  summary: 'A link that you gave out, and when it was looked at; never by whom',
  permission,
  params: shareParams,
  answer: told,
});

type Row = Awaited<ReturnType<Views['shares']['findMany']>>[number];

@Controller('shares')
export class SharesController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly address: PublicAddress,
  ) {}

  @Route(mine)
  async list(@Input() { query, actor }: CallOf<typeof mine>): Promise<object> {
    const past = pastTime('openedAt', 'shareId', query, 'desc');
    const rows = await this.views.shares.findMany({ ...past, where: { learnerId: actor.person, ...past.where } });
    const { page, next } = cut(rows, query.limit, ({ openedAt, shareId }) => `${openedAt}~${shareId}`);
    return { shares: await Promise.all(page.map((row) => this.#tell(row))), next };
  }

  @Route(one)
  async read(@Input() { params, actor }: CallOf<typeof one>): Promise<object> {
    const row = await this.views.shares.findFirst({ where: { ...params, learnerId: actor.person } });
    if (!row) unknown('share-unknown', 'There is no share with this id that is yours.');
    return this.#tell(row);
  }

  async #tell(row: Row): Promise<object> {
    const { shareId, openedAt, expiresAt, closedAt, views: count, lastViews: last } = row;
    const token = await this.vault.open<unknown>(row.token);
    const language = row.language as PageLanguage | null;
    const link = typeof token === 'string' ? linkOf(this.address.url, token, language) : null;
    const views = { count, last };
    return { shareId, ...(await this.#shown(row)), link, language, openedAt, expiresAt, closedAt, views };
  }

  /** What it shows, said as the holder asked for it. An erased holder's title cannot be told any more. */
  async #shown(row: Row): Promise<object> {
    const credentials = row.credentials as unknown as readonly SharedOne[];
    const nothing = { credentialId: null, importedCredentialId: null, path: null, credentials: null, title: null };
    if (row.title === null) return { ...nothing, ...credentials[0] };
    return { ...nothing, credentials, title: await this.vault.open<unknown>(row.title) };
  }
}
