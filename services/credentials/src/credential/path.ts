import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Award } from './credential-content.js';

/** What one link of the path says, beside its id and salt. Others appear by role and organisation, never by name. */
export type PathSaid =
  | {
      readonly kind: 'challenge';
      readonly challengeId: string;
      /** Null where it is a sole trader's own text. */
      readonly title: string | null;
      readonly organisationId: string;
    }
  | { readonly kind: 'leg'; readonly challengeId: string; readonly legId: string; readonly frame: string }
  | { readonly kind: 'baton'; readonly legId: string; readonly digest: string }
  | { readonly kind: 'statement'; readonly organisationId: string | null; readonly basis: string }
  | { readonly kind: 'judgement'; readonly organisationId: string; readonly assessors: number };

export type PathKind = PathSaid['kind'];
/** In the order in which a path tells them. */
export const PATH_KINDS = [
  'challenge',
  'leg',
  'baton',
  'statement',
  'judgement',
] as const satisfies readonly PathKind[];

/**
 * One link of the path that led to a credential. What is signed is a commitment to it, which tells nothing; whoever is shown the
 * link can check that this is what was signed.
 */
export type PathLink = PathSaid & {
  /** By which the evidence entry with the commitment is found: `urn:uuid:…`. */
  readonly id: string;
  /** 128 random bits in hex: without it the few things that a link may say could be tried out. */
  readonly salt: string;
};

/** The path behind an award, from challenge to judgement. @param made an id and a salt for each link */
export function pathOf(award: Award, made: () => Pick<PathLink, 'id' | 'salt'>): PathLink[] {
  const { legs = [], statement, organisationId, assessedBy = [] } = award;
  const challenges = new Map(legs.map((leg) => [leg.challengeId, leg]));
  const said: PathSaid[] = [
    ...[...challenges.values()].map(
      (leg) =>
        ({
          kind: 'challenge',
          challengeId: leg.challengeId,
          title: leg.title,
          organisationId: leg.organisationId,
        }) as const,
    ),
    ...legs.flatMap(({ challengeId, legId, frame, batonDigest: digest }): PathSaid[] => [
      { kind: 'leg', challengeId, legId, frame },
      ...(digest === null ? [] : [{ kind: 'baton' as const, legId, digest }]),
    ]),
    ...(statement === null
      ? []
      : [{ kind: 'statement', organisationId: statement.organisationId, basis: statement.basis } as const]),
    { kind: 'judgement', organisationId, assessors: assessedBy.length },
  ];
  return said.map((one) => ({ ...made(), ...one }));
}

/** The links of these kinds, as they follow each other; null where there is none. */
export function openedOf(path: readonly PathLink[], kinds: readonly PathKind[]): readonly PathLink[] | null {
  const opened = path.filter(({ kind }) => kinds.includes(kind));
  return opened.length === 0 ? null : opened;
}

/** What the evidence entry with a commitment is called. */
export const PATH_LINK = 'A link of the path that led here';

/** What is signed of a link: the SHA-256 over its canonical JSON (RFC 8785), 64 lower-case hex digits. */
export function commitmentTo(link: PathLink): string {
  return createHash('sha256')
    .update(canonicalize(link) ?? '')
    .digest('hex');
}
