import { z } from 'zod';
import type { Members, valuesAt } from './open-badges-values.js';

/** How two achievements in a record may stand to each other (`AssociationType`): the source is … of the target. */
export const ASSOCIATION_TYPES = [
  'exactMatchOf',
  'isChildOf',
  'isParentOf',
  'isPartOf',
  'isPeerOf',
  'isRelatedTo',
  'precedes',
  'replacedBy',
] as const;

/** The classes of Open Badges that records have too. */
interface Shared {
  readonly required: Members;
  /** What any credential may have. */
  readonly optional: Members;
  /** What records may have of what badges may have. */
  readonly ofBadges: Members;
  readonly identityObject: z.ZodType;
  readonly achievement: z.ZodType;
}

/** The class of Comprehensive Learner Record 2.0, in our own words. What stands in a record has a model of its own. */
export function learnerRecordAt(values: ReturnType<typeof valuesAt>, shared: Shared): z.ZodType {
  const { open, closed, list, types, only, oneOf, text, uri, boolean, moment, recordContexts } = values;

  const association = closed({
    type: only('Association'),
    associationType: oneOf(ASSOCIATION_TYPES),
    sourceId: uri,
    targetId: uri,
  });
  const within = open({
    '@context': z.unknown(),
    type: types(['VerifiableCredential']),
    issuer: z.unknown(),
    validFrom: moment,
    credentialSubject: z.looseObject({}),
  });
  const subject = open(
    { type: types(['ClrSubject']), verifiableCredential: list(within) },
    {
      id: uri,
      identifier: list(shared.identityObject),
      achievement: list(shared.achievement),
      association: list(association),
    },
  );
  return open(
    {
      ...shared.required,
      '@context': recordContexts,
      type: types(['VerifiableCredential'], ['ClrCredential']),
      name: text,
      credentialSubject: subject,
    },
    { ...shared.optional, ...shared.ofBadges, partial: boolean },
  );
}
