import { Injectable } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { Actor } from '@estafette/service-host';
import { cut, pastTime } from '@estafette/service-host';
import type { AchievementCredential } from '@estafette/verifier';
import type { Standing } from '../credential/standing.rules.js';
import { visibleTo } from '../views/my-credentials/my-credentials.controller.js';
import { Views } from '../views/views.js';

/** A credential as it was signed last. */
export interface Badge {
  readonly credentialId: string;
  /** ISO 8601 instant. */
  readonly issuedAt: string;
  readonly standing: Standing;
  /** Undefined where its holder was erased, or it was not read. */
  readonly signed: AchievementCredential | undefined;
}

export interface Chosen {
  /** Of one award in bulk alone. */
  readonly bulkAwardId?: string | undefined;
  /** Issued on whole days (UTC), both included; ISO 8601 dates. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly leaveOut: readonly string[];
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

export interface BadgePage {
  /** As many as there are up to `limit` that go on, and what lies between them and stays, unread. */
  readonly badges: readonly Badge[];
  /** Those of `leaveOut` that are there, on whichever page. */
  readonly leftOut: readonly string[];
  /** Null on the last page. */
  readonly next: string | null;
}

/** Finds what is told in another form. */
@Injectable()
export class IssuedBadges {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  /** One that holds, of those that somebody sees. */
  async holding(credentialId: string, actor: Actor): Promise<Badge & { readonly signed: AchievementCredential }> {
    const row = await this.views.myCredentials.findFirst({ where: { credentialId, ...visibleTo(actor) } });
    const badge = row && (await this.#open([row]))[0];
    if (!badge?.signed) unknown('credential-unknown', 'There is no credential with this id that you can see.');
    // In another form nobody could see that it does not hold any more.
    if (badge.standing === 'revoked') refuse('credential-revoked', 'This credential was revoked.');
    if (badge.standing === 'declined') refuse('credential-declined', 'This credential was declined by its holder.');
    if (badge.standing === 'suspended') refuse('credential-suspended', 'This credential is suspended.');
    return { ...badge, signed: badge.signed };
  }

  /** One of a holder's own as it was signed last, whether it holds or not; undefined where they were erased. */
  async signedFor(learnerId: string, credentialId: string): Promise<AchievementCredential | undefined> {
    const row = await this.views.myCredentials.findFirst({ where: { credentialId, learnerId } });
    return row ? (await this.#open([row]))[0]?.signed : undefined;
  }

  /** A page of those that a school issued under an achievement, in the order of its list of what it issued. */
  async under(achievementId: string, organisationId: string, chosen: Chosen): Promise<BadgePage> {
    const { bulkAwardId, from, until, limit } = chosen;
    const issuedAt = {
      ...(from !== undefined && { gte: from }),
      ...(until !== undefined && { lte: `${until}T23:59:59.999Z` }),
    };
    const of = { achievementId, organisationId, issuedAt, ...(bulkAwardId !== undefined && { bulkAwardId }) };
    const leaveOut = { credentialId: { in: [...chosen.leaveOut] } };
    const stays = { OR: [{ standing: { not: 'valid' } }, leaveOut] };
    const past = (after: string | undefined) => pastTime('issuedAt', 'credentialId', { limit, after }, 'desc');
    const { where: here, ...inOrder } = past(chosen.after);
    const rows = await this.views.myCredentials.findMany({ ...inOrder, where: { AND: [of, here, { NOT: stays }] } });
    const { page, next } = cut(rows, limit, (row) => `${row.issuedAt}~${row.credentialId}`);
    const upToNext = next === null ? {} : { NOT: past(next).where };
    const select = { credentialId: true, issuedAt: true, standing: true };
    const [going, staying, leftOut] = await Promise.all([
      this.#open(page),
      this.views.myCredentials.findMany({ where: { AND: [of, here, upToNext, stays] }, select }),
      this.views.myCredentials.findMany({ where: { AND: [of, leaveOut] }, select }),
    ]);
    const unread = staying.map((row) => ({ ...row, standing: row.standing as Standing, signed: undefined }));
    return { badges: [...going, ...unread], leftOut: leftOut.map(({ credentialId }) => credentialId), next };
  }

  async #open(rows: readonly Row[]): Promise<readonly Badge[]> {
    const texts = await this.vault.open<readonly unknown[]>(rows.map((row) => row.credential));
    return rows.map(({ credentialId, issuedAt, standing }, index) => {
      const text = texts[index];
      const signed = typeof text === 'string' ? (JSON.parse(text) as AchievementCredential) : undefined;
      return { credentialId, issuedAt, standing: standing as Standing, signed };
    });
  }
}

interface Row {
  readonly credentialId: string;
  readonly issuedAt: string;
  readonly standing: string;
  readonly credential: unknown;
}
