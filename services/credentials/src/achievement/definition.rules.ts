import { refuse, same } from '@estafette/decider';
import type { Criterion, Definition } from './achievement.events.js';
import { elementsMissing, elementsUnsound } from './standard-elements.rules.js';

/** One thing that is wrong with a definition; `at` is a JSON pointer (RFC 6901) into the request's body. */
interface DefinitionFault {
  readonly in: 'body';
  readonly at: string;
  readonly code: string;
  readonly detail: string;
}

/** Every credential repeats its definition, in some twice as many bytes, and must stay within what is verified (256 KiB). */
const MAX_DEFINITION_BYTES = 64 * 1024;

/**
 * Refuses a definition by which nobody could be judged, and names all that is wrong with it.
 *
 * @param hasImage whether the image that it names, if any, is there and the school's own
 */
export function assertSound(achievementId: string, definition: Definition, hasImage: boolean): void {
  const errors = faultsOf(achievementId, definition, hasImage);
  if (errors.length > 0) {
    refuse('achievement-not-sound', 'Mend what `errors` names and send it again.', { errors });
  }
}

/** Refuses to publish what does not tell all that a recognition must tell (Council Recommendation 2022/C 243/02, Annex I). */
export function assertComplete({ standardElements }: Definition): void {
  const errors = elementsMissing(standardElements).map(({ at, detail }) => fault(at, 'element-missing', detail));
  if (errors.length > 0) {
    refuse('achievement-not-complete', 'Tell what `errors` names in the draft, and publish it then.', { errors });
  }
}

export function faultsOf(achievementId: string, definition: Definition, hasImage: boolean): readonly DefinitionFault[] {
  const { achievementType, awardingFramework, fields, criteria, standardElements, image } = definition;
  return [
    ...(achievementType === 'MicroCredential' && awardingFramework === null
      ? [
          fault(
            '/awardingFramework',
            'framework-missing',
            'Say under which framework you may award a micro-credential.',
          ),
        ]
      : []),
    ...repeats(fields, (index) => `/fields/${index}`, 'field-twice', 'This field is named before.'),
    ...(criteria.length === 0
      ? [fault('/criteria', 'criterion-missing', 'Name at least one criterion: what must be shown.')]
      : []),
    ...(criteria.length > 0 && criteria.every(({ required }) => !required)
      ? [
          fault(
            '/criteria',
            'required-criterion-missing',
            'Make at least one criterion required: without any, it would be earned by showing nothing.',
          ),
        ]
      : []),
    ...(new TextEncoder().encode(JSON.stringify(definition)).length > MAX_DEFINITION_BYTES
      ? [
          fault(
            '',
            'definition-too-large',
            `As JSON it is larger than ${MAX_DEFINITION_BYTES / 1024} KiB, and its credentials could not be verified.`,
          ),
        ]
      : []),
    ...(image !== null && !hasImage
      ? [fault('/image/file', 'image-unknown', 'Your school uploaded no such image: POST /v1/images first.')]
      : []),
    ...elementsUnsound(standardElements).map(({ at, detail }) => fault(at, 'level-unsound', detail)),
    ...repeats(
      definition.alignments.map(({ url }) => url),
      (index) => `/alignments/${index}/url`,
      'alignment-twice',
      'This term is named before.',
    ),
    ...criteria.flatMap(criterionFaults),
    ...idFaults(achievementId, criteria),
  ];
}

function criterionFaults({ requiredLevelId, levels }: Criterion, index: number): DefinitionFault[] {
  const at = `/criteria/${index}`;
  return [
    ...(levels.length === 0
      ? [fault(`${at}/levels`, 'level-missing', 'Name at least one level of this criterion.')]
      : []),
    ...(levels.some(({ levelId }) => levelId === requiredLevelId)
      ? []
      : [fault(`${at}/requiredLevelId`, 'required-level-unknown', 'This is none of the levels of the criterion.')]),
    ...repeats(
      levels.map(({ rank }) => rank),
      (level) => `${at}/levels/${level}/rank`,
      'rank-twice',
      'Another level of this criterion has this rank, so neither is the higher.',
    ),
  ];
}

/** In a credential they all name things of one document, so no two things may share an id. */
function idFaults(achievementId: string, criteria: readonly Criterion[]): DefinitionFault[] {
  const ids = [
    { id: achievementId, at: '/achievementId' },
    ...criteria.flatMap(({ criterionId, levels }, index) => [
      { id: criterionId, at: `/criteria/${index}/criterionId` },
      ...levels.map(({ levelId }, level) => ({ id: levelId, at: `/criteria/${index}/levels/${level}/levelId` })),
    ]),
  ];
  return repeats(
    ids.map(({ id }) => id),
    (index) => ids[index]?.at ?? '',
    'id-twice',
    'Another thing of this achievement has this id: give each an id of its own.',
  );
}

function repeats(
  values: readonly unknown[],
  at: (index: number) => string,
  code: string,
  detail: string,
): DefinitionFault[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [fault(at(index), code, detail)] : []));
}

function fault(at: string, code: string, detail: string): DefinitionFault {
  return { in: 'body', at, code, detail };
}

/** Whether two definitions say the same; the order of members does not matter. */
export function sameDefinition(one: Definition | null | undefined, other: Definition): boolean {
  return one !== null && one !== undefined && same(one, other);
}
