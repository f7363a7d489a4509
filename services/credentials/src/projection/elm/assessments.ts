import type { AchievementSubject, ResultDescription } from '@estafette/verifier';
import { SCHEMES, SUPERVISION_CONCEPTS, type SupervisionConcept } from '../../achievement/european-vocabularies.js';
import type { Node, Nodes } from './nodes.js';

/** By the code that an alignment has; not by its address, which was that of the list in credentials from before. */
const METHODS: Readonly<Partial<Record<string, SupervisionConcept>>> = SUPERVISION_CONCEPTS;

/**
 * What was reached on each criterion, each as an assessment with its grade: the profile wants one grade of every assessment, and there is
 * none of the whole.
 */
export function assessmentsOf(
  { result = [], achievement }: AchievementSubject,
  by: { readonly awardedBy: Node; readonly assessedBy: readonly Node[] },
  { node, text, note, concept }: Nodes,
): readonly Node[] {
  const { resultDescription = [], alignment = [] } = achievement;
  const supervision = alignment.find(({ targetType }) => targetType === 'ext:Supervision');
  const method = METHODS[supervision?.targetCode ?? ''];
  return result.flatMap(({ resultDescription: id, achievedLevel }, index) => {
    const described = resultDescription.find((one) => one.id === id);
    const level = described?.rubricCriterionLevel.find((one) => one.id === achievedLevel);
    if (!described || !level) return [];
    const name = `assessment-${index + 1}`;
    const title = text(described.name);
    const assessment = node('LearningAssessment', name, {
      ...by,
      title,
      grade: note(`${name}-grade`, level.name),
      ...(method && {
        idVerification: concept(method.concept, { scheme: SCHEMES.supervision, label: { en: method.label } }),
      }),
      specifiedBy: node('LearningAssessmentSpecification', `${name}-specification`, {
        title,
        gradingScheme: node('GradingScheme', `${name}-levels`, { title, description: text(levelsOf(described)) }),
      }),
    });
    return [assessment];
  });
}

/** All levels from low to high, and which is enough, in signs that need no language. */
function levelsOf({ rubricCriterionLevel, requiredLevel }: ResultDescription): string {
  const levels = rubricCriterionLevel.toSorted((one, other) => Number(one.level ?? 0) - Number(other.level ?? 0));
  const required = levels.find(({ id }) => id === requiredLevel);
  return `${levels.map(({ name }) => name).join(' < ')}${required ? ` (≥ ${required.name})` : ''}`;
}
