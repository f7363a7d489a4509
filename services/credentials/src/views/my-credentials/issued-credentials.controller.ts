import { Controller } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { cut, get, id, Input, pageByTime, pastTime, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { STANDINGS } from '../../credential/standing.rules.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { Views } from '../views.js';
import type { HistoryEntry } from './my-credentials.view.js';

const STATES = ['unclaimed', 'suspended', 'revoked', 'declined', 'expiring', 'expired'] as const;

const issued = get('', {
  summary:
    'What your school issued, the newest first: of one achievement or award in bulk, or what nobody claimed, what does not hold any more, or what ends soon',
  permission: roles('issuer-admin'),
  query: z.strictObject({
    state: z.enum(STATES).optional().describe('left out: all. Those that expire are valid until then'),
    achievementId: id.optional(),
    bulkAwardId: id.optional().describe('of this award in bulk alone'),
    withinDays: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_650)
      .default(90)
      .describe('of those that expire: by when, in days'),
    ...pageByTime,
  }),
  answer: z.object({
    credentials: z.array(
      z.object({
        credentialId: z.uuid(),
        learnerId: z.uuid(),
        achievementId: z.uuid(),
        achievementVersion: z.number(),
        validationId: z.uuid().nullable(),
        bulkAwardId: z.uuid().nullable(),
        issuedAt: z.string(),
        validUntil: z.string().nullable(),
        standing: z.enum(STANDINGS),
        accepted: z.boolean().nullable().describe('null as long as its holder neither accepted nor declined it'),
        remindedAt: z.string().nullable().describe('when its holder was last reminded'),
        reason: z.string().nullable().describe('why it does not hold, as whoever checks it is told'),
        note: z.string().nullable().describe('why, for the school and the holder alone'),
      }),
    ),
    next: z.string().nullable(),
  }),
});

type Query = CallOf<typeof issued>['query'];

@Controller('issued-credentials')
export class IssuedCredentialsController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(issued)
  async list(@Input() { query, actor, at }: CallOf<typeof issued>): Promise<object> {
    const past = pastTime('issuedAt', 'credentialId', query, 'desc');
    const { achievementId, bulkAwardId } = query;
    const rows = await this.views.myCredentials.findMany({
      ...past,
      where: {
        AND: [
          {
            organisationId: actor.for,
            ...(achievementId !== undefined && { achievementId }),
            ...(bulkAwardId !== undefined && { bulkAwardId }),
          },
          whereOf(query, new Date(at)),
          past.where,
        ],
      },
      omit: { credential: true, keyId: true, endorsedBy: true, digest: true, path: true },
    });
    const { page, next } = cut(rows, query.limit, ({ issuedAt, credentialId }) => `${issuedAt}~${credentialId}`);
    return { credentials: await Promise.all(page.map((row) => this.#tell(row))), next };
  }

  async #tell({ history, organisationId: _own, revision: _revision, ...row }: Row): Promise<object> {
    const happened = history as unknown as readonly HistoryEntry[];
    const remindedAt = happened.findLast(({ what }) => what === 'reminded')?.at ?? null;
    const last = row.standing === 'valid' ? undefined : happened.findLast(({ reason }) => reason !== null);
    const note = last === undefined ? null : await this.vault.open<unknown>(last.note);
    return { ...row, remindedAt, reason: last?.reason ?? null, note: typeof note === 'string' ? note : null };
  }
}

type Row = Omit<Prisma.MyCredentialsGetPayload<object>, 'credential' | 'keyId' | 'endorsedBy' | 'digest' | 'path'>;

function whereOf({ state, withinDays }: Query, now: Date): Prisma.MyCredentialsWhereInput {
  const instant = (date: Date): string => date.toISOString();
  switch (state) {
    case undefined:
      return {};
    case 'unclaimed':
      return { accepted: null, standing: { in: ['valid', 'suspended'] } };
    case 'suspended':
    case 'revoked':
    case 'declined':
      return { standing: state };
    case 'expiring': {
      const until = new Date(now);
      until.setUTCDate(now.getUTCDate() + withinDays);
      return { standing: 'valid', validUntil: { gte: instant(now), lt: instant(until) } };
    }
    case 'expired':
      return { validUntil: { lt: instant(now) } };
  }
}
