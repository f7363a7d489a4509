import { reasonOf, type FailureCode, type Language } from './reasons.js';

/** Clocks differ by less than this. */
export const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * `document` … `signature`: whether it is genuine. `disclosures`, `key-binding`: of an SD-JWT, whether what is shown of it was signed, and
 * whether whoever shows it has the key that it is bound to. `status`, `dates`: whether it still holds. `issuer`: whether a registry knows
 * who signed. `evidence`: whether what it points to is what it pointed to. `schema`: whether it is written as the formal model of
 * Open Badges 3.0 has it.
 */
export const CHECK_NAMES = [
  'document',
  'shape',
  'context',
  'disclosures',
  'proof',
  'signature',
  'key-binding',
  'status',
  'dates',
  'issuer',
  'evidence',
  'schema',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** `undecided`: what it takes could not be had now. `not-asked`: nobody asked for it, and it decides nothing. */
export const OUTCOMES = ['passed', 'failed', 'undecided', 'not-asked'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Check {
  readonly check: CheckName;
  readonly outcome: Outcome;
  readonly code: 'passed' | 'not-asked' | FailureCode;
  /** In plain words of the language asked for; `code` is for machines. */
  readonly reason: string;
}

/**
 * The three answers, and two that say what is missing for one of them. `valid`: genuine, it holds, and a registry knows the issuer.
 * `valid-issuer-unknown`: the same, but nobody that was asked knows who the issuer is. `not-valid-any-more`: genuine, but ended,
 * withdrawn, or not begun. `not-genuine`: forged, altered, or of a kind that cannot be told to be genuine. `undecided`: what it
 * takes to tell could not be had now; ask again later.
 */
export const VERDICTS = ['valid', 'valid-issuer-unknown', 'not-valid-any-more', 'not-genuine', 'undecided'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Makes checks with reasons in one language. */
export class Checks {
  readonly #list: Check[] = [];

  constructor(private readonly language: Language) {}

  get list(): readonly Check[] {
    return this.#list;
  }

  /** @param details what is told beside, and decides nothing */
  passed(check: CheckName, details: readonly string[] = []): void {
    this.#add(check, 'passed', 'passed', details);
  }

  notAsked(check: CheckName): void {
    this.#add(check, 'not-asked', 'not-asked', []);
  }

  failed(check: CheckName, code: FailureCode, details: readonly string[] = []): void {
    this.#add(check, UNDECIDED.has(code) ? 'undecided' : 'failed', code, details);
  }

  /** @param fault undefined where it is in order */
  judged(check: CheckName, fault: FailureCode | undefined): void {
    if (fault === undefined) this.passed(check);
    else this.failed(check, fault);
  }

  hasFailed(...names: readonly CheckName[]): boolean {
    return this.#list.some(({ check, outcome }) => names.includes(check) && outcome !== 'passed');
  }

  #add(check: CheckName, outcome: Outcome, code: Check['code'], details: readonly string[]): void {
    const reason = [reasonOf(code, this.language), ...details].join(' ');
    this.#list.push({ check, outcome, code, reason });
  }
}

/** Whether something could not be had, rather than is wrong. */
export const isUndecided = (code: FailureCode): boolean => UNDECIDED.has(code);

/** Codes that say that something could not be had or is not read here, not that something is wrong. */
const UNDECIDED: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'issuer-not-reached',
  'holder-key-not-reached',
  'status-not-reached',
  'status-not-supported',
  'status-too-many',
  'status-size-too-large',
]);

const HOLDS: readonly CheckName[] = ['status', 'dates'];
/** They tell something that is worth knowing, and decide nothing about what was signed. */
const TELLS: readonly CheckName[] = ['issuer', 'evidence', 'schema'];

/** What the checks come to: whether it is genuine comes before whether it holds, and that before who it is from. */
export function verdictOf(checks: readonly Check[]): Verdict {
  const decides = (outcome: Outcome, names?: readonly CheckName[]): boolean =>
    checks.some(
      (one) =>
        one.outcome === outcome && (names ? names.includes(one.check) : ![...HOLDS, ...TELLS].includes(one.check)),
    );
  if (decides('failed')) return 'not-genuine';
  if (decides('undecided')) return 'undecided';
  if (decides('failed', HOLDS)) return 'not-valid-any-more';
  if (decides('undecided', HOLDS)) return 'undecided';
  return decides('failed', ['issuer']) ? 'valid-issuer-unknown' : 'valid';
}
