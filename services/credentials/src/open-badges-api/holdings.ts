import { Injectable } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import type { Check, Content } from '../imported/imported-credential.events.js';
import type { HistoryEntry } from '../views/my-credentials/my-credentials.view.js';
import { isJson } from '../share/presentation.js';
import { Views } from '../views/views.js';

/** A badge that somebody holds. */
interface Holding {
  /** Since when it is held here: a list in this order only grows at its end. */
  readonly heldSince: string;
  readonly id: string;
  /** When it was issued; when its holder took it, where that was later: whoever asks for what is new has not seen it before. */
  readonly newAt: string | null;
  readonly from: 'here' | 'elsewhere';
}

export interface HoldingsPage {
  readonly total: number;
  /** JSON texts, as they were signed. */
  readonly credentials: readonly string[];
  readonly jwts: readonly string[];
}

interface Asked {
  readonly limit: number;
  readonly offset: number;
  readonly since?: string | undefined;
}

const SIGNED: readonly HistoryEntry['what'][] = ['issued', 'reinstated', 'reissued'];

/** Every badge of a learner, wherever it was issued, as they carry it to other systems. */
@Injectable()
export class Holdings {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  /**
   * Those that were issued here, hold and were accepted, and those from elsewhere that are genuine and not about somebody else: of the first only we could say that
   * they do not hold, of the others their issuer does. Nobody else reads a credential before its holder has seen what it says.
   *
   * @param since only those that were issued later, or accepted later
   */
  async page(learnerId: string, { limit, offset, since }: Asked): Promise<HoldingsPage> {
    // Whoever was erased holds nothing that can be opened.
    const keys = await this.vault.keysToOpen([learnerId]);
    if (!keys.has(learnerId)) return { total: 0, credentials: [], jwts: [] };
    const both = await Promise.all([this.#issuedHere(learnerId), this.#fromElsewhere(learnerId)]);
    const all = both
      .flat()
      .filter(({ newAt }) => since === undefined || (newAt !== null && Date.parse(newAt) > Date.parse(since)))
      .toSorted((one, other) => inOrder(one.heldSince, other.heldSince) || inOrder(one.id, other.id));
    const texts = await this.#textsOf(all.slice(offset, offset + limit));
    return {
      total: all.length,
      credentials: texts.filter(isJson),
      jwts: texts.filter((text) => !isJson(text)),
    };
  }

  async #issuedHere(learnerId: string): Promise<Holding[]> {
    const rows = await this.views.myCredentials.findMany({
      where: { learnerId, standing: 'valid', accepted: true },
      select: { credentialId: true, issuedAt: true, history: true },
    });
    return rows.map(({ credentialId, issuedAt, history }) => {
      const entries = history as unknown as readonly HistoryEntry[];
      const heldSince = entries.find(({ what }) => what === 'accepted')?.at ?? issuedAt;
      const signedAt = entries.findLast(({ what }) => SIGNED.includes(what))?.at ?? issuedAt;
      const newAt = Date.parse(heldSince) > Date.parse(signedAt) ? heldSince : signedAt;
      return { heldSince, id: credentialId, newAt, from: 'here' };
    });
  }

  async #fromElsewhere(learnerId: string): Promise<Holding[]> {
    const rows = await this.views.importedCredentials.findMany({
      where: { learnerId, kind: 'achievement', verdict: { not: 'not-genuine' }, whose: { not: 'not-theirs' } },
      select: { importedCredentialId: true, importedAt: true, content: true, checks: true },
    });
    const opened = await this.vault.open<unknown>(rows);
    return (opened as (typeof rows)[number][]).flatMap(({ importedCredentialId: id, importedAt, content, checks }) => {
      // Whoever asks was promised badges as the formal model has them.
      if (!isOfTheModel(checks as unknown as readonly Check[])) return [];
      const { validFrom } = content as unknown as Content;
      return [{ heldSince: importedAt, id, newAt: validFrom, from: 'elsewhere' as const }];
    });
  }

  /** In their order; white space around what was brought is no part of it. */
  async #textsOf(page: readonly Holding[]): Promise<string[]> {
    const idsOf = (from: Holding['from']): string[] => page.flatMap((one) => (one.from === from ? one.id : []));
    const [here, elsewhere] = await Promise.all([
      this.views.myCredentials.findMany({
        where: { credentialId: { in: idsOf('here') } },
        select: { credentialId: true, credential: true },
      }),
      this.views.importedCredentials.findMany({
        where: { importedCredentialId: { in: idsOf('elsewhere') } },
        select: { importedCredentialId: true, text: true },
      }),
    ]);
    const sealed = new Map([
      ...here.map(({ credentialId, credential }) => [credentialId, credential] as const),
      ...elsewhere.map(({ importedCredentialId, text }) => [importedCredentialId, text] as const),
    ]);
    const opened = await this.vault.open<unknown>(page.map(({ id }) => sealed.get(id) ?? null));
    return (opened as unknown[]).flatMap((text) => (typeof text === 'string' ? text.trim() : []));
  }
}

/** Whether a badge is written as the formal model of Open Badges 3.0 has it, in whichever of its two published spellings. */
export function isOfTheModel(checks: readonly Check[]): boolean {
  return checks.some(({ check, outcome }) => check === 'schema' && outcome === 'passed');
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
