import { Injectable } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { Actor } from '@estafette/service-host';
import type { AchievementCredential } from '@estafette/verifier';
import type { Standing } from '../credential/credential.decider.js';
import { visibleTo } from '../views/my-credentials/my-credentials.controller.js';
import { Views } from '../views/views.js';

/** A credential as it was signed last. */
export interface Badge {
  readonly credentialId: string;
  /** ISO 8601 instant. */
  readonly issuedAt: string;
  readonly standing: Standing;
  /** Undefined where its holder was erased. */
  readonly signed: AchievementCredential | undefined;
}

/** When credentials were issued: whole days (UTC), both included; ISO 8601 dates. */
export interface Period {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
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

  /** Those that a school issued under an achievement, the first first; one more than `most` where there are more. */
  async under(achievementId: string, organisationId: string, period: Period, most: number): Promise<readonly Badge[]> {
    const { from, until } = period;
    const rows = await this.views.myCredentials.findMany({
      where: {
        achievementId,
        organisationId,
        issuedAt: {
          ...(from !== undefined && { gte: from }),
          ...(until !== undefined && { lte: `${until}T23:59:59.999Z` }),
        },
      },
      orderBy: [{ issuedAt: 'asc' }, { credentialId: 'asc' }],
      take: most + 1,
    });
    return this.#open(rows);
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
