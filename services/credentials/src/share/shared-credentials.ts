import { Injectable } from '@nestjs/common';
import { DomainError } from '@estafette/decider';
import { EventStore, KeyVault, part } from '@estafette/event-store';
import { byService } from '../by-service.js';
import type { Standing } from '../credential/standing.rules.js';
import type { PublicReason } from '../credential/credential.events.js';
import { openedOf, type PathKind, type PathLink } from '../credential/path.js';
import type { HistoryEntry } from '../views/my-credentials/my-credentials.view.js';
import { Views } from '../views/views.js';
import type { PageLanguage, SharedHere, SharedOne } from './share.events.js';
import { digestOfToken, readToken } from './share-links.js';
import { share } from './share.stream.js';

/** A credential of somebody, as this service knows it. */
export interface HeldCredential {
  /** As it was signed last; of one from elsewhere, as its holder brought it last. */
  readonly text: string;
  /** Null of one from elsewhere: only its issuer knows. */
  readonly standing: Standing | null;
  /** Why it does not hold, and since when; null where it holds. */
  readonly change: { readonly at: string; readonly reason: PublicReason } | null;
  /** What led to it, as far as its holder opens that; null where they open nothing, or nothing was kept. */
  readonly path: readonly PathLink[] | null;
}

/** A credential behind a link. */
export interface ShownCredential extends HeldCredential {
  /** What finds it alone: the token of the link, where that shows several with its place among them. */
  readonly token: string;
}

/** What lies behind a link, or behind one place of a link that shows several. */
export interface FoundShare {
  /** The token of the link itself. */
  readonly token: string;
  /** What its holder calls the whole; null where one credential is shown, and nothing around it. */
  readonly title: string | null;
  /** One at least. What its holder removed since is not among them; the others keep their places. */
  readonly shown: readonly ShownCredential[];
}

/** A link that works. */
export interface OpenShare {
  readonly shareId: string;
  readonly token: string;
  readonly language: PageLanguage | null;
  /** Which links of the path it opens. */
  readonly path: readonly PathKind[];
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

  /** What lies behind a link, or one place of it, at a moment; that it was looked at is noted. */
  async find(written: string, at: string): Promise<FoundShare | Missing> {
    const { token, place } = readToken(written);
    const row = await this.views.shares.findFirst({ where: { tokenDigest: digestOfToken(token) } });
    const all = (row?.credentials ?? []) as unknown as readonly SharedOne[];
    const several = row !== null && row.title !== null;
    const asked = place === null ? [...all.keys()] : [place - 1];
    if (!row || (place !== null && !(several && place <= all.length))) return 'unknown';
    // The stream decides, not the view: what was closed a moment ago is closed.
    if (!(await this.#look(row.shareId, at))) return 'ended';
    const found = await Promise.all(
      asked.map(async (index) => {
        const one = all[index];
        const held = one && (await this.#shown(one, row.learnerId));
        const own = several ? `${token}.${index + 1}` : token;
        return held ? [{ ...held, token: own }] : [];
      }),
    );
    const shown = found.flat();
    if (shown.length === 0) return 'unknown';
    return { token, title: several && place === null ? await this.#titleOf(row.title) : null, shown };
  }

  #shown(one: SharedOne, learnerId: string): Promise<HeldCredential | undefined> {
    return 'credentialId' in one
      ? this.held(one.credentialId, learnerId, one.path)
      : this.#brought(one.importedCredentialId, learnerId);
  }

  /**
   * A credential of its holder; undefined where there is none, or its holder was erased: nobody can open it any more.
   *
   * @param opened which links of the path behind it; unless it is said, none
   */
  async held(
    credentialId: string,
    learnerId: string,
    opened: readonly PathKind[] = [],
  ): Promise<HeldCredential | undefined> {
    const row = await this.views.myCredentials.findFirst({ where: { credentialId, learnerId } });
    const text = row && (await this.vault.open<unknown>(row.credential));
    if (typeof text !== 'string') return undefined;
    const standing = row?.standing as Standing;
    const history = row?.history as unknown as readonly HistoryEntry[];
    const last = standing === 'valid' ? undefined : history.findLast(({ reason }) => reason !== null);
    const change = last?.reason ? { at: last.at, reason: last.reason } : null;
    const path = await this.vault.open<unknown>(row?.path);
    const links = typeof path === 'string' ? (JSON.parse(path) as PathLink[]) : [];
    return { text, standing, change, path: openedOf(links, opened) };
  }

  /** What they brought from elsewhere; undefined where it was removed, cannot be opened any more, or proved to be about somebody else. */
  async #brought(importedCredentialId: string, learnerId: string): Promise<HeldCredential | undefined> {
    const row = await this.views.importedCredentials.findFirst({
      where: { importedCredentialId, learnerId, whose: { not: 'not-theirs' } },
    });
    const text = row && (await this.vault.open<unknown>(row.text));
    return typeof text === 'string' ? { text, standing: null, change: null, path: null } : undefined;
  }

  async #titleOf(sealed: unknown): Promise<string> {
    const title = await this.vault.open<unknown>(sealed);
    return typeof title === 'string' ? title : '';
  }

  /** The links of a holder to this credential of theirs alone that work at a moment, with what stands in each, the newest first. */
  async openShares(credentialId: string, learnerId: string, at: string): Promise<OpenShare[]> {
    const all = await this.views.shares.findMany({
      where: { learnerId, closedAt: null, credentials: { array_contains: [{ credentialId }] } },
      orderBy: { openedAt: 'desc' },
    });
    const rows = all.filter(({ title }) => title === null);
    const working = rows.filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > Date.parse(at));
    const opened = working.map(async ({ shareId, token: sealed, language, credentials }) => {
      const token = await this.vault.open<unknown>(sealed);
      const { path } = (credentials as unknown as readonly [SharedHere])[0];
      return typeof token === 'string' ? [{ shareId, token, language: language as PageLanguage | null, path }] : [];
    });
    return (await Promise.all(opened)).flat();
  }

  /** @returns false where the holder shares it no more */
  async #look(shareId: string, at: string): Promise<boolean> {
    try {
      await this.store.handle(part(share, shareId, { type: 'ViewShare', at }), { metadata: byService(at) });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'share-ended') return false;
      // Where many look at the same moment, one of them is noted: enough.
      if (error.code !== 'stream-busy') throw error;
    }
    return true;
  }
}
