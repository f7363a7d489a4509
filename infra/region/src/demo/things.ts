import { randomBytes, randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Scenario } from './scenario.js';

type Achievement = Scenario['achievements'][string];

/** What an @achievement stands for: its id, its criteria as commands take them, and each criterion with its levels. */
export interface AchievementThing {
  readonly id: string;
  readonly name: string;
  readonly criteria: readonly object[];
}

export interface PersonThing {
  readonly id: string;
  readonly name: string;
  /** With a tag of this run, since an address belongs to one person. */
  readonly email: string;
  readonly memberships: readonly { readonly id: string }[];
  readonly appointments: readonly { readonly id: string }[];
}

/** New ids and numbers for everything that a scenario names beforehand, by name. */
export function nameThings(scenario: Scenario, firstAdmin: string): Map<string, unknown> {
  const { organisations, people, hubs, achievements } = scenario;
  const tag = randomBytes(4).toString('hex');
  return new Map<string, unknown>([
    ['admin', { id: firstAdmin, name: 'The administrator of the region' }],
    ...each(organisations, ({ name, branch }) => ({
      id: uuidv7(),
      name,
      kvkNumber: digits(8),
      branchNumber: branch ? `0000${digits(8)}` : null,
    })),
    ...each(people, ({ name, email, roles, appointedAssessor }): PersonThing => ({
      id: uuidv7(),
      name,
      email: email.replace('@', `+${tag}@`),
      memberships: roles.map(() => ({ id: uuidv7() })),
      appointments: appointedAssessor.map(() => ({ id: uuidv7() })),
    })),
    ...each(hubs, ({ name }) => ({ id: uuidv7(), name })),
    ...each(achievements, achievementThing),
  ]);
}

function each<Entry, Thing>(
  entries: Readonly<Record<string, Entry>>,
  make: (entry: Entry) => Thing,
): [string, Thing][] {
  return Object.entries(entries).map(([name, entry]) => [name, make(entry)]);
}

function achievementThing({ name, criteria }: Achievement): AchievementThing {
  const made = Object.entries(criteria).map(([alias, { levels, requiredLevel, ...criterion }]) => {
    const ids = new Map(Object.keys(levels).map((level) => [level, uuidv7()]));
    const id = uuidv7();
    const body = {
      criterionId: id,
      ...criterion,
      requiredLevelId: ids.get(requiredLevel),
      levels: Object.entries(levels).map(([level, text], index) => ({
        levelId: ids.get(level),
        name: text,
        rank: index + 1,
      })),
    };
    return {
      alias,
      body,
      thing: { id, ...Object.fromEntries([...ids].map(([level, levelId]) => [level, { id: levelId }])) },
    };
  });
  return {
    id: uuidv7(),
    name,
    criteria: made.map(({ body }) => body),
    ...Object.fromEntries(made.map(({ alias, thing }) => [alias, thing])),
  };
}

function digits(count: number): string {
  return String(randomInt(10 ** (count - 1), 10 ** count));
}
