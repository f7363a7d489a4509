import { Controller } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { Actor, CallOf } from '@estafette/service-host';
import { cut, get, id, Input, pageByTime, pastTime, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import type { Prisma } from '../../generated/prisma/client.js';
import { STANDINGS } from '../../credential/standing.rules.js';
import type { PublishedVersion } from '../achievements/achievements.view.js';
import { Views } from '../views.js';
import { HAPPENINGS } from './my-credentials.view.js';

const mine = get('', {
  summary: 'Your own credentials, the newest first',
  permission: selfOr(),
  query: z.strictObject(pageByTime),
  answer: z.object({
    credentials: z.array(
      z.object({
        credentialId: z.uuid(),
        name: z.string().nullable(),
        achievementId: z.uuid(),
        achievementVersion: z.number(),
        organisationId: z.uuid(),
        issuerName: z.string().nullable(),
        validationId: z.uuid().nullable().describe('the validation that it follows from'),
        bulkAwardId: z
          .uuid()
          .nullable()
          .describe('the award of the school that it follows from, where there was no validation'),
        issuedAt: z.string(),
        standing: z.enum(STANDINGS),
        accepted: z
          .boolean()
          .nullable()
          .describe('whether you accepted or declined it; null as long as you did neither'),
        validUntil: z.string().nullable(),
        digest: z.string().describe('SHA-256 of the credential as it is given out'),
      }),
    ),
    next: z.string().nullable(),
  }),
});

/**
 * The media type of a credential of the VC Data Model 2.0 with an embedded proof (section 6.2, registered with IANA).
 * `application/vc+ld+json` is what drafts of that model called it.
 */
const VERIFIABLE_CREDENTIAL = 'application/vc';

const one = get(':credentialId', {
  summary: 'A credential, byte for byte as it was signed',
  permission: selfOr('issuer-admin'),
  params: z.strictObject({ credentialId: id }),
  answer: z.looseObject({}).describe('an Open Badges 3.0 AchievementCredential with its proof'),
  gives: VERIFIABLE_CREDENTIAL,
});

const history = get(':credentialId/history', {
  summary: 'What happened to a credential: issued, suspended, reinstated, revoked or issued anew, and why',
  permission: selfOr('issuer-admin'),
  params: z.strictObject({ credentialId: id }),
  answer: z.object({
    credentialId: z.uuid(),
    standing: z.enum(STANDINGS),
    history: z.array(
      z.object({
        what: z.enum(HAPPENINGS),
        at: z.string(),
        reason: z.string().nullable().describe('as whoever checks the credential is told'),
        note: z.string().nullable().describe('for the school and the holder alone'),
      }),
    ),
  }),
});

@Controller('credentials')
export class MyCredentialsController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(mine)
  async list(@Input() { query, actor }: CallOf<typeof mine>): Promise<object> {
    const past = pastTime('issuedAt', 'credentialId', query, 'desc');
    const rows = await this.views.myCredentials.findMany({
      ...past,
      where: { learnerId: actor.person, ...past.where },
      omit: { credential: true, history: true, keyId: true, endorsedBy: true, path: true },
    });
    const { page, next } = cut(rows, query.limit, ({ issuedAt, credentialId }) => `${issuedAt}~${credentialId}`);
    const [achievements, issuers] = await Promise.all([
      this.views.achievements.findMany({ where: { achievementId: { in: page.map((row) => row.achievementId) } } }),
      this.views.issuers.findMany({ where: { organisationId: { in: page.map((row) => row.organisationId) } } }),
    ]);
    const credentials = page.map(({ learnerId: _learner, revision: _revision, ...row }) => {
      const versions = achievements.find((known) => known.achievementId === row.achievementId)?.versions ?? [];
      const version = (versions as unknown as PublishedVersion[])[row.achievementVersion - 1];
      const issuer = issuers.find((known) => known.organisationId === row.organisationId);
      return { ...row, name: version?.definition.name ?? null, issuerName: issuer?.name ?? null };
    });
    return { credentials, next };
  }

  @Route(one)
  async read(@Input() { params, actor }: CallOf<typeof one>): Promise<string> {
    const row = await this.views.myCredentials.findFirst({ where: { ...params, ...visibleTo(actor) } });
    // An erased holder's credential cannot be opened any more: then there is nothing here either.
    const credential = row && (await this.vault.open<unknown>(row.credential));
    if (typeof credential !== 'string') {
      unknown('credential-unknown', 'There is no credential with this id that you can see.');
    }
    return credential;
  }

  @Route(history)
  async tell(@Input() { params, actor }: CallOf<typeof history>): Promise<object> {
    const row = await this.views.myCredentials.findFirst({ where: { ...params, ...visibleTo(actor) } });
    if (!row) unknown('credential-unknown', 'There is no credential with this id that you can see.');
    const { credentialId, standing } = row;
    return { credentialId, standing, history: await this.vault.open<unknown>(row.history) };
  }
}

/** Holders see their own; the school sees what it issued. */
export function visibleTo(actor: Actor): Prisma.MyCredentialsWhereInput {
  return actor.for === 'self' ? { learnerId: actor.person } : { organisationId: actor.for };
}
