import { Injectable } from '@nestjs/common';
import { DomainError } from '@estafette/decider';
import { EventStore, KeyVault, part } from '@estafette/event-store';
import type { Standing } from '../credential/credential.decider.js';
import type { PublicReason } from '../credential/credential.events.js';
import type { HistoryEntry } from '../views/my-credentials/my-credentials.view.js';
import { Views } from '../views/views.js';
import { digestOfToken } from './share-links.js';
import { share } from './share.stream.js';

/** A credential that its holder shares. */
export interface SharedCredential {
  /** As it was signed last. */
  readonly text: string;
  readonly standing: Standing;
  /** Why it does not hold, and since when; null where it holds. */
  readonly change: { readonly at: string; readonly reason: PublicReason } | null;
}

/** Why a link shows nothing: nobody ever gave it out or its holder was erased, or it was closed or has ended. */
export type Missing = 'unknown' | 'ended';

/** Finds what lies behind the links of holders. */
@Injectable()
export class SharedCredentials {
  constructor(
    private readonly views: Views,
    private readonly store: EventStore,
    private readonly vault: KeyVault,
  ) {}

  /** What lies behind a link at a moment; that it was looked at is noted. */
  async find(token: string, at: string): Promise<SharedCredential | Missing> {
    const row = await this.views.shares.findFirst({ where: { tokenDigest: digestOfToken(token) } });
    if (!row) return 'unknown';
    const { shareId, credentialId, learnerId } = row;
    // The stream decides, not the view: what was closed a moment ago is closed.
    if (!(await this.#look(shareId, at))) return 'ended';
    const held = await this.views.myCredentials.findFirst({ where: { credentialId, learnerId } });
    if (!held) return 'unknown';
    // An erased holder's credential cannot be opened any more: then there is nothing here either.
    const text = await this.vault.open<unknown>(held.credential);
    if (typeof text !== 'string') return 'unknown';
    const standing = held.standing as Standing;
    const last = (held.history as unknown as readonly HistoryEntry[]).at(-1);
    const change = standing === 'valid' || !last?.reason ? null : { at: last.at, reason: last.reason };
    return { text, standing, change };
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
