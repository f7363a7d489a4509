import { Injectable } from '@nestjs/common';
import { DomainError } from '@estafette/decider';
import { EventStore, KeyVault, part } from '@estafette/event-store';
import type { Standing } from '../credential/credential.decider.js';
import type { PublicReason } from '../credential/credential.events.js';
import type { PathLink } from '../credential/path.js';
import type { HistoryEntry } from '../views/my-credentials/my-credentials.view.js';
import { Views } from '../views/views.js';
import type { PageLanguage } from './share.events.js';
import { digestOfToken } from './share-links.js';
import { share } from './share.stream.js';

/** A credential of somebody, as this service knows it. */
export interface HeldCredential {
  /** As it was signed last. */
  readonly text: string;
  readonly standing: Standing;
  /** Why it does not hold, and since when; null where it holds. */
  readonly change: { readonly at: string; readonly reason: PublicReason } | null;
  /** What led to it, where the holder shows that; null where they do not, or nothing was kept. */
  readonly path: readonly PathLink[] | null;
}

/** A link that works. */
export interface OpenShare {
  readonly shareId: string;
  readonly token: string;
  readonly language: PageLanguage | null;
}

/** Why a link shows nothing: nobody ever gave it out or its holder was erased, or it was closed or has ended. */
export type Missing = 'unknown' | 'ended';

/** Finds what holders have, and what lies behind their links. */
@Injectable()
export class SharedCredentials {
  constructor(
    private readonly views: Views,
    private readonly store: EventStore,
    private readonly vault: KeyVault,
  ) {}

  /** What lies behind a link at a moment; that it was looked at is noted. */
  async find(token: string, at: string): Promise<HeldCredential | Missing> {
    const row = await this.views.shares.findFirst({ where: { tokenDigest: digestOfToken(token) } });
    if (!row) return 'unknown';
    const { shareId, credentialId, learnerId } = row;
    // The stream decides, not the view: what was closed a moment ago is closed.
    if (!(await this.#look(shareId, at))) return 'ended';
    const held = await this.held(credentialId, learnerId);
    return held === undefined ? 'unknown' : { ...held, path: row.tellsPath ? held.path : null };
  }

  /** A credential of its holder; undefined where there is none, or its holder was erased: nobody can open it any more. */
  async held(credentialId: string, learnerId: string): Promise<HeldCredential | undefined> {
    const row = await this.views.myCredentials.findFirst({ where: { credentialId, learnerId } });
    const text = row && (await this.vault.open<unknown>(row.credential));
    if (typeof text !== 'string') return undefined;
    const standing = row?.standing as Standing;
    const history = row?.history as unknown as readonly HistoryEntry[];
    const last = standing === 'valid' ? undefined : history.findLast(({ reason }) => reason !== null);
    const change = last?.reason ? { at: last.at, reason: last.reason } : null;
    const path = await this.vault.open<unknown>(row?.path);
    return { text, standing, change, path: typeof path === 'string' ? (JSON.parse(path) as PathLink[]) : null };
  }

  /** The links of a holder to a credential of theirs that work at a moment, with what stands in each, the newest first. */
  async openShares(credentialId: string, learnerId: string, at: string): Promise<OpenShare[]> {
    const rows = await this.views.shares.findMany({
      where: { credentialId, learnerId, closedAt: null },
      orderBy: { openedAt: 'desc' },
    });
    const working = rows.filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > Date.parse(at));
    const opened = working.map(async ({ shareId, token, language }) => {
      const opens = await this.vault.open<unknown>(token);
      return typeof opens === 'string' ? [{ shareId, token: opens, language: language as PageLanguage | null }] : [];
    });
    return (await Promise.all(opened)).flat();
  }

  /** @returns false where the holder shares it no more */
  async #look(shareId: string, at: string): Promise<boolean> {
    try {
      const metadata = { at, by: 'service:credentials', for: null };
      await this.store.handle(part(share, shareId, { type: 'ViewShare', at }), { metadata });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'share-ended') return false;
      // Where many look at the same moment, one of them is noted: enough.
      if (error.code !== 'stream-busy') throw error;
    }
    return true;
  }
}
