import type { AchievementCredential } from '@estafette/verifier';
import type { Badge } from '../issued-badges.js';
import type { NotCarried } from '../not-carried.js';
import { writeDirectAwards, type DirectAward, type NamedBy } from './direct-awards.js';
import type { LEFT_OUT, TELLABLE } from './edubadges.schemas.js';

export interface Recipient {
  readonly credentialId: string;
  readonly email?: string | undefined;
  readonly eppn?: string | undefined;
  readonly firstName?: string | undefined;
  readonly surname?: string | undefined;
}

interface Asked {
  readonly recipients: readonly Recipient[];
  /** Credentials that do not go in the file. */
  readonly leaveOut: readonly string[];
  readonly namedBy: NamedBy;
  readonly tell: readonly (typeof TELLABLE)[number][];
}

/** Something in the request that keeps the file from being made; never holds what is personal. */
export interface ExportFault {
  readonly in: 'body';
  /** JSON pointer (RFC 6901). */
  readonly at: string;
  readonly code: string;
  readonly detail: string;
}

export interface Exported {
  readonly csv: string;
  readonly notCarried: readonly NotCarried[];
  readonly leftOut: readonly { readonly credentialId: string; readonly why: (typeof LEFT_OUT)[number] }[];
}

type Holding = Badge & { readonly signed: AchievementCredential };

/**
 * The file of direct awards for credentials and those to whom each went, or all that keeps it from being made.
 *
 * @param elsewhere credentials that may be left out and are none of these
 */
export function exportOf(
  badges: readonly Badge[],
  asked: Asked,
  elsewhere: readonly string[] = [],
): Exported | { readonly faults: readonly ExportFault[] } {
  const { recipients, namedBy, tell } = asked;
  const rowOf = new Map(recipients.map(({ credentialId }, row) => [credentialId, row]));
  const leftOut = badges.flatMap((badge) => leftOutOf(badge, asked));
  const meant = badges.filter(
    (badge): badge is Holding => !leftOut.some(({ credentialId }) => credentialId === badge.credentialId),
  );
  const told = meant.filter(({ credentialId }) => rowOf.has(credentialId));
  const missing = meant.filter(({ credentialId }) => !rowOf.has(credentialId));
  const file = writeDirectAwards(
    namedBy,
    told.map(({ credentialId, signed }) => awardOf(signed, recipients[rowOf.get(credentialId) ?? 0], tell)),
  );
  const unsayable = 'faults' in file ? file.faults : [];
  const faults = [
    ...misnamed([...badges.map(({ credentialId }) => credentialId), ...elsewhere], asked),
    ...missing.map(({ credentialId }) =>
      fault('/recipients', 'recipient-missing', `Say to whom credential ${credentialId} went, or leave it out.`),
    ),
    ...told.flatMap(({ credentialId, signed }) =>
      tell.includes('grade') && gradesOf(signed).length > 1
        ? [fault('/tell', 'several-grades', `Edubadges has one grade, and credential ${credentialId} has several.`)]
        : [],
    ),
    ...unsayable.map(({ award, member, code, detail }) => {
      const credentialId = told[award]?.credentialId ?? '';
      if (member === 'narrative' || member === 'grade') {
        return fault('/tell', code, `The ${member} of credential ${credentialId}: ${detail}`);
      }
      return fault(`/recipients/${rowOf.get(credentialId) ?? 0}/${member}`, code, detail);
    }),
  ];
  if (!('csv' in file) || faults.length > 0) return { faults };
  const notCarried = notCarriedOf(
    told.map(({ signed }) => signed),
    tell,
  );
  return { csv: file.csv, notCarried, leftOut };
}

function leftOutOf({ credentialId, standing, signed }: Badge, { leaveOut }: Asked): Exported['leftOut'] {
  if (standing !== 'valid') return [{ credentialId, why: standing }];
  if (leaveOut.includes(credentialId)) return [{ credentialId, why: 'asked' }];
  return signed === undefined ? [{ credentialId, why: 'erased' }] : [];
}

/** Each credential is named once, and is one of all. */
function misnamed(all: readonly string[], { recipients, leaveOut }: Asked): ExportFault[] {
  const named = [
    ...recipients.map(({ credentialId }, row) => ({ credentialId, at: `/recipients/${row}/credentialId` })),
    ...leaveOut.map((credentialId, row) => ({ credentialId, at: `/leaveOut/${row}` })),
  ];
  const known = new Set(all);
  const seen = new Set<string>();
  return named.flatMap(({ credentialId, at }) => {
    if (!known.has(credentialId)) {
      return fault(at, 'credential-unknown', 'This is none of the credentials that this file is made of.');
    }
    if (seen.has(credentialId)) return fault(at, 'twice', 'This credential stands here before.');
    seen.add(credentialId);
    return [];
  });
}

function awardOf(signed: AchievementCredential, to: Recipient | undefined, tell: Asked['tell']): DirectAward {
  const { narrative } = signed.credentialSubject.achievement.criteria;
  return {
    email: to?.email,
    eppn: to?.eppn,
    firstName: to?.firstName,
    surname: to?.surname,
    ...(tell.includes('narrative') && { narrative }),
    ...(tell.includes('grade') && { grade: gradesOf(signed)[0] }),
  };
}

function fault(at: string, code: string, detail: string): ExportFault {
  return { in: 'body', at, code, detail };
}

/** The names of the levels that were reached, each once. */
function gradesOf({ credentialSubject: { result = [], achievement } }: AchievementCredential): readonly string[] {
  const levels = (achievement.resultDescription ?? []).flatMap((criterion) => criterion.rubricCriterionLevel);
  const names = result.flatMap(({ achievedLevel }) => levels.find(({ id }) => id === achievedLevel)?.name ?? []);
  return [...new Set(names)];
}

const OF_THE_BADGE_CLASS = 'In edubadges this is of the badge class: say it there, once.';

/** What at least one of them has and its row does not. */
function notCarriedOf(badges: readonly AchievementCredential[], tell: Asked['tell']): NotCarried[] {
  const has = (of: (badge: AchievementCredential) => unknown): boolean =>
    badges.some((badge) => of(badge) !== undefined);
  const results = tell.includes('grade')
    ? 'Per criterion; only the level that is the same for all is told.'
    : 'Per criterion.';
  const all: (false | readonly [member: string, why: string])[] = [
    has(({ id }) => id) && ['id', 'Edubadges issues an award of its own, which knows nothing of this credential.'],
    has(({ credentialStatus }) => credentialStatus) && [
      'credentialStatus',
      'Whoever revokes the credential here revokes the award there too.',
    ],
    has(({ validFrom }) => validFrom) && ['validFrom', 'An award holds from when edubadges gives it.'],
    has(({ validUntil }) => validUntil) && ['validUntil', OF_THE_BADGE_CLASS],
    has(({ endorsement }) => endorsement) && ['endorsement', 'Edubadges has no place for what others confirm.'],
    has(({ evidence }) => evidence) && [
      'evidence',
      'Evidence there is an address on the web; ours is known by its digest and lies with the learner.',
    ],
    has(({ credentialSubject }) => credentialSubject.identifier) && [
      'credentialSubject.identifier',
      'Edubadges names people by the address in the file.',
    ],
    has(({ credentialSubject }) => credentialSubject.result) && ['credentialSubject.result', results],
    has(({ credentialSubject: { activityStartDate, activityEndDate } }) => activityStartDate ?? activityEndDate) && [
      'credentialSubject.activityStartDate',
      'An award tells no period.',
    ],
    has(({ credentialSubject }) => credentialSubject.creditsEarned) && [
      'credentialSubject.creditsEarned',
      OF_THE_BADGE_CLASS,
    ],
    has(({ credentialSubject }) => credentialSubject.role) && ['credentialSubject.role', 'An award tells no role.'],
    has(({ credentialSubject }) => credentialSubject.achievement.alignment) && [
      'credentialSubject.achievement.alignment',
      OF_THE_BADGE_CLASS,
    ],
    has(({ credentialSubject }) => credentialSubject.achievement) && [
      'credentialSubject.achievement',
      tell.includes('narrative') ? `Apart from criteria.narrative. ${OF_THE_BADGE_CLASS}` : OF_THE_BADGE_CLASS,
    ],
  ];
  return all.flatMap((one) => (one ? [{ member: one[0], why: one[1] }] : []));
}
