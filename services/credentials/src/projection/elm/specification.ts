import type { Achievement } from '@estafette/verifier';
import { ECTS, SCHEMES } from '../../achievement/european-vocabularies.js';
import type { NotCarried } from '../not-carried.js';
import { alignmentMembers } from './alignment-members.js';
import type { Node, Nodes } from './nodes.js';

/**
 * The achievement, apart from who earned it: a LearningAchievementSpecification, or a Qualification where it has a level of the EQF by
 * law or by classification, since only that has a place for one (EDC-generic-no-cv.ttl, QualificationShape).
 *
 * @param labels the language of the words that we gave to concepts
 */
export function specificationOf(
  achievement: Achievement,
  nodes: Nodes,
  labels: 'nl' | 'en',
): { readonly specification: Node; readonly notCarried: readonly NotCarried[] } {
  const { node, text, note } = nodes;
  const { name, description, criteria, achievementType, creditsAvailable, version } = achievement;
  const aligned = alignmentMembers(achievement.alignment ?? [], nodes, labels);
  const own: Node = {
    identifier: [
      node('Identifier', 'achievement-id', {
        notation: achievement.id,
        schemeName: 'Open Badges 3.0 Achievement',
        ...(version !== undefined && { schemeVersion: version }),
      }),
    ],
    title: text(name),
    description: text(description),
    category: { en: achievementType },
    additionalNote: [note('criteria', criteria.narrative)],
    ...(creditsAvailable !== undefined && { creditPoint: [creditPoint('credits-available', creditsAvailable, nodes)] }),
  };
  const members = [own, ...aligned.members].reduce(joined);
  const type = 'eqfLevel' in members ? 'Qualification' : 'LearningAchievementSpecification';
  return {
    specification: node(type, 'specification', members),
    notCarried: [...leftBehind(achievement), ...aligned.notCarried],
  };
}

/** Credits are EC here: Open Badges has a member for no other unit, and ours are told in it for EC alone. */
export function creditPoint(name: string, value: number, { node, concept }: Nodes): Node {
  const framework = concept(ECTS, { scheme: SCHEMES.credit, label: { en: 'ECTS' } });
  return node('CreditPoint', name, { framework, point: String(value) });
}

function joined(before: Node, more: Node): Node {
  const both = Object.entries(more).map(([name, value]): [string, unknown] => {
    const known = before[name];
    return [
      name,
      Array.isArray(known) && Array.isArray(value) ? [...(known as unknown[]), ...(value as unknown[])] : value,
    ];
  });
  return { ...before, ...Object.fromEntries(both) };
}

function leftBehind({ achievementType, related = [], tag = [], image }: Achievement): NotCarried[] {
  const lost: (false | readonly [member: string, why: string])[] = [
    achievementType === 'MicroCredential' && [
      'achievementType',
      'It is a category in words: the list of credential types of the European Union has none for micro-credentials.',
    ],
    related.length > 0 && ['related', 'There is no place for the same achievement in other languages.'],
    tag.length > 0 && ['tag', 'There is no place for tags.'],
    image !== undefined && ['image', 'An achievement has no picture there.'],
  ];
  return lost.flatMap((one) => (one ? [{ member: `credentialSubject.achievement.${one[0]}`, why: one[1] }] : []));
}
