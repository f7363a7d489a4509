import { base64 } from '@scure/base';
import type { Verdict } from './checks.js';
import type { Sources } from './sources.js';
import type { Verification, VerifyOptions } from './verify.js';

// For specs only: one case of the corpus, and how the verifier is asked about it; in a browser too.

export interface Expected {
  readonly verdict: Verdict;
  readonly codes?: readonly string[];
  /** Of what stands within that again. */
  readonly members?: Readonly<Record<string, Expected>>;
}

export interface Case extends Expected {
  readonly codes: readonly string[];
  readonly name: string;
  readonly why: string;
  readonly now: string;
  /** Pieces of the reason of the check `status`. */
  readonly tells?: readonly string[];
  readonly document?: unknown;
  readonly text?: string;
  /** In base64, with a credential baked into it. */
  readonly image?: string;
  readonly fill?: Readonly<Record<string, readonly [piece: string, times: number]>>;
  readonly challenge?: string;
  readonly domain?: string;
  readonly sources: {
    readonly known: readonly string[];
    readonly didDocuments?: Readonly<Record<string, unknown>>;
    readonly statusLists?: Readonly<Record<string, unknown>>;
    readonly evidence?: Readonly<Record<string, string>>;
  };
  readonly elsewhere?: { readonly accepts?: string; readonly refuses?: string };
}

/** The text as it was received; what is only long stands in `fill`. */
export function textOf({ document, text, fill = {} }: Case): string {
  const filled = Object.entries(fill).reduce(
    (all, [mark, [piece, times]]) => all?.replace(mark, piece.repeat(times)),
    text,
  );
  return filled ?? JSON.stringify(document);
}

/** Whether it came as JSON, or as what should have been; else it came as JWT, SD-JWT or image. Parts of JOSE begin with `{"` in base64url. */
export const isOfJson = ({ image, text = '' }: Case): boolean => image === undefined && !text.startsWith('ey');

/** What a case is given to the verifier as: its text, and its value where it has one. */
export function inputsOf(one: Case): readonly unknown[] {
  if (one.image !== undefined) return [base64.decode(one.image)];
  return one.document === undefined ? [textOf(one)] : [textOf(one), one.document];
}

export function optionsOf({ now, sources, challenge, domain }: Case): VerifyOptions {
  return {
    now: new Date(now),
    sources: sourcesOf(sources),
    ...(challenge !== undefined && { challenge }),
    ...(domain !== undefined && { domain }),
  };
}

function sourcesOf({ known, didDocuments, statusLists, evidence }: Case['sources']): Sources {
  const from =
    <T>(all: Readonly<Record<string, T>>) =>
    (name: string) =>
      Promise.resolve(all[name]);
  const bytes = evidence && from(evidence);
  return {
    issuer: (id) => Promise.resolve(known.includes(id) ? { name: 'Known', registry: 'corpus' } : undefined),
    ...(didDocuments && { didDocument: from(didDocuments) }),
    ...(statusLists && { statusList: from(statusLists) }),
    ...(bytes && { evidence: async (url) => new TextEncoder().encode(await bytes(url)) }),
  };
}

/** These tell of the registries, and of the formal model; a case that is about one of them lists it. */
const TELLS: readonly string[] = ['issuer-not-known', 'schema-departs'];

/** The codes of the checks that do not pass; of those that only tell, the ones that are asked for. */
export function codesOf({ checks }: Verification, asked: readonly string[] = []): string[] {
  const failed = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided');
  return failed.map(({ code }): string => code).filter((code) => !TELLS.includes(code) || asked.includes(code));
}
