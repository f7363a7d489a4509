import { Injectable } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import { verify } from '@estafette/verifier';
import pLimit from 'p-limit';
import { JUDGED_AT_ONCE, VerificationSources } from '../verification/verification-sources.js';
import { Views } from '../views/views.js';

/** A credential from elsewhere that a learner would have in their record. */
export interface Brought {
  readonly importedCredentialId: string;
  readonly text: string;
  /** Why a record cannot carry it; null where nothing is in the way. */
  readonly why: string | null;
}

/** What learners brought from elsewhere, as it stands now. */
@Injectable()
export class BroughtCredentials {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly sources: VerificationSources,
  ) {}

  /** Those of a learner that held when they were judged last, and are not about somebody else: what a whole record would tell of. */
  async thatHeld(learnerId: string): Promise<readonly string[]> {
    const rows = await this.views.importedCredentials.findMany({
      where: { learnerId, verdict: { in: ['valid', 'valid-issuer-unknown'] }, whose: { not: 'not-theirs' } },
      select: { importedCredentialId: true },
    });
    return rows.map(({ importedCredentialId }) => importedCredentialId);
  }

  /** How many somebody keeps. */
  count(learnerId: string): Promise<number> {
    return this.views.importedCredentials.count({ where: { learnerId } });
  }

  /**
   * Those chosen, or all, the oldest first, each judged as of now: who issued it is asked. What is not theirs is not among them, nor what
   * cannot be opened any more.
   *
   * @param ids null: all
   */
  async of(learnerId: string, ids: readonly string[] | null, at: Date): Promise<Brought[]> {
    const rows = await this.views.importedCredentials.findMany({
      where: { learnerId, ...(ids && { importedCredentialId: { in: [...ids] } }) },
      orderBy: [{ importedAt: 'asc' }, { importedCredentialId: 'asc' }],
      select: { importedCredentialId: true, secured: true, whose: true, text: true },
    });
    const texts = await this.vault.open<unknown[]>(rows.map(({ text }) => text));
    // Several may be of one issuer, who is not asked for all of them at the same moment.
    const soon = pLimit(JUDGED_AT_ONCE);
    const all = rows.map(async ({ importedCredentialId, secured, whose }, index) => {
      const text = texts[index];
      if (typeof text !== 'string') return [];
      const formally = secured === 'jwt' ? AS_JWT : whose === 'not-theirs' ? OF_ANOTHER : null;
      return [{ importedCredentialId, text, why: formally ?? (await soon(() => this.#whyNot(text, at))) }];
    });
    return (await Promise.all(all)).flat();
  }

  async #whyNot(text: string, now: Date): Promise<string | null> {
    const { verdict, checks } = await verify(text, { now, sources: this.sources.withoutEvidence(true) });
    if (verdict === 'valid' || verdict === 'valid-issuer-unknown') return null;
    const reasons = checks.flatMap(({ check, outcome, reason }) =>
      DECIDES.has(outcome) && check !== 'issuer' ? [reason] : [],
    );
    return ['It does not hold, or nobody can tell now whether it does.', ...reasons].join(' ');
  }
}

const DECIDES: ReadonlySet<string> = new Set(['failed', 'undecided']);
const AS_JWT = 'It was signed as a JWT: in a record each credential stands as JSON, with its own proof.';
const OF_ANOTHER = 'It is about somebody else, by what stands hashed in it.';
