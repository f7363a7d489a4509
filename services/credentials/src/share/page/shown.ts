import type { SignedCredential, Verdict, Verification } from '@estafette/verifier';
import type { Standing } from '../../credential/standing.rules.js';
import type { PublicReason } from '../../credential/credential.events.js';
import type { ShownLink } from '../shown-path.js';
import type { Whose } from './whose.js';

/** A credential, and what came of checking it: what a page and a paper both tell. */
export interface Judged {
  readonly credential: SignedCredential;
  /** How it was judged; the reasons are in the language of the page. */
  readonly judgement: Verification;
  /** Whether it holds, as this service knows it: also of what was issued before there were status lists. Null: it was issued elsewhere. */
  readonly standing: Standing | null;
  /** Why it does not hold, and since when; null where it holds. */
  readonly change: { readonly at: string; readonly reason: PublicReason } | null;
  /** What led to it, as far as its holder opens that; null where they do not. */
  readonly path: readonly ShownLink[] | null;
  /** Where anybody can have a credential verified. */
  readonly verifier: string;
  readonly at: Date;
}

/** All that a page about a shared credential says. */
export interface Shown extends Judged {
  readonly whose: Whose;
  /** The address of the page, as it is printed. */
  readonly link: string;
  readonly token: string;
  /** The token of the link that shows it among others; null where it stands alone. */
  readonly among: string | null;
}

/** A credential among others, and what finds its page. */
export interface Listed extends Judged {
  readonly token: string;
}

/** All that a page about several credentials says. */
export interface ShownTogether {
  /** What their holder calls them. */
  readonly title: string;
  readonly listed: readonly Listed[];
  readonly link: string;
  readonly token: string;
  /** Whether all of them fit into one file. */
  readonly fitsOneFile: boolean;
  readonly verifier: string;
  readonly at: Date;
}

/** The answer of the page: that of the verifier, and what only this service knows. */
export function answerOf({
  judgement: { verdict, checks },
  standing,
}: Pick<Judged, 'judgement' | 'standing'>): Verdict {
  const signed = checks.some(({ check, outcome }) => check === 'signature' && outcome === 'passed');
  return verdict !== 'not-genuine' && signed && standing !== null && standing !== 'valid'
    ? 'not-valid-any-more'
    : verdict;
}

/** Why it does not hold now: what there is a sentence for. */
export const ENDINGS = ['revoked', 'declined', 'suspended', 'expired', 'not-begun', 'otherwise'] as const;
export type Ending = (typeof ENDINGS)[number];

/** A status list has one bit for all that ends: what was issued here is told apart by its standing. */
export function endingOf({ judgement: { checks }, standing }: Pick<Judged, 'judgement' | 'standing'>): Ending {
  if (standing !== null && standing !== 'valid') return standing;
  const codes = new Set(checks.flatMap(({ outcome, code }) => (outcome === 'failed' ? [code] : [])));
  if (codes.has('revoked') || codes.has('suspended')) return codes.has('revoked') ? 'revoked' : 'suspended';
  if (codes.has('expired') || codes.has('proof-expired')) return 'expired';
  return codes.has('not-valid-yet') || codes.has('clocks-differ') ? 'not-begun' : 'otherwise';
}

/** Somebody who endorses what is shown, and whether that counts. */
export interface Endorsed {
  /** As a registry knows them, else as they call themselves; null where nobody can be named. */
  readonly name: string | null;
  readonly known: boolean;
  /** What kind of word it is, as it says itself: by whom it was signed, and with whose key. */
  readonly about: string | null;
  readonly comment: string | null;
  readonly since: string | null;
  readonly verification: Verification;
  /** Null: it counts. `about-another`: it is about something else. Else what failed, in words. */
  readonly because: null | 'about-another' | readonly string[];
}

/** The endorsements that stand in it, each judged apart. */
export function endorsementsOf({ credential, judgement }: Pick<Judged, 'credential' | 'judgement'>): Endorsed[] {
  return judgement.members.flatMap(({ path, verification }) => {
    const index = /^endorsement\.(\d+)$/.exec(path)?.[1];
    const endorsement = index === undefined ? undefined : credential.endorsement?.[Number(index)];
    if (endorsement === undefined) return [];
    const { issuer, credentialSubject, validFrom, description } = endorsement;
    const known = verification.issuer?.known ?? null;
    const counts = verification.verdict === 'valid' || verification.verdict === 'valid-issuer-unknown';
    const aboutThis = credentialSubject.id === credential.id;
    const failed = verification.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided');
    const reasons = failed.map(({ reason }) => reason);
    return [
      {
        name: known?.name ?? issuer.name ?? null,
        known: known !== null,
        about: description ?? null,
        comment: credentialSubject.endorsementComment ?? null,
        since: validFrom,
        verification,
        because: counts ? (aboutThis ? null : 'about-another') : reasons,
      },
    ];
  });
}
