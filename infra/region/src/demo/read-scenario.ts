import { readFile } from 'node:fs/promises';
import type { Command } from './commands.js';
import { COMMANDS, commandOf, pathMembers } from './commands.js';
import { capturedIn, looksReferring, referredTo, resolve, textsIn } from './references.js';
import type { Scenario, Step } from './scenario.js';
import { scenarioSchema } from './scenario.js';
import { DOERS, doerFor } from './set-up.js';
import { nameThings } from './things.js';

/** One thing that is wrong with a scenario file; `at` is a JSON pointer (RFC 6901). */
export interface ScenarioFault {
  readonly at: string;
  readonly detail: string;
}

/** A scenario file that cannot be played; all that is wrong with it is said at once. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';

  constructor(
    readonly source: string,
    readonly faults: readonly ScenarioFault[],
  ) {
    const lines = faults.map(({ at, detail }) => `  - ${at === '' ? 'the file' : at}: ${detail}`);
    super(`${source} is not a scenario that can be played. Mend this:\n${lines.join('\n')}`);
  }
}

/** @throws ScenarioError also when the file cannot be read at all */
export async function readScenarioFile(file: string | URL): Promise<Scenario> {
  const name = file instanceof URL ? (file.pathname.split('/').at(-1) ?? '') : file;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ScenarioError(name, [{ at: '', detail: `It cannot be read: ${(error as Error).message}` }]);
  }
  try {
    return readScenario(JSON.parse(text), name);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ScenarioError(name, [{ at: '', detail: `It is not JSON: ${error.message}` }]);
  }
}

/**
 * Reads a scenario: its form, and whether everything that it refers to is there.
 * @throws ScenarioError with every fault at once
 */
export function readScenario(raw: unknown, source = 'This'): Scenario {
  const parsed = scenarioSchema.safeParse(raw);
  const form = (parsed.error?.issues ?? []).map(({ path, message }) => ({ at: pointer(path), detail: message }));
  const faults = [...form, ...meaningFaults(wellFormedParts(raw), parsed.data)];
  if (!parsed.success || faults.length > 0) throw new ScenarioError(source, faults);
  return parsed.data;
}

const SECTIONS = ['organisations', 'people', 'hubs', 'achievements'] as const;

/** What can be checked further when other parts of the file are malformed; a malformed step keeps its place as null. */
interface Parts extends Pick<Scenario, (typeof SECTIONS)[number] | 'credentials'> {
  /** Names of all things in the sections, also of the malformed ones. */
  readonly declared: readonly { readonly name: string; readonly at: string }[];
  readonly steps: readonly { readonly raw: unknown; readonly step: Step | null }[];
}

function wellFormedParts(raw: unknown): Parts {
  const file = recordOf(raw);
  const { shape } = scenarioSchema;
  const entries = (section: string, schema: { safeParse(value: unknown): { success: boolean; data?: unknown } }) =>
    Object.fromEntries(
      Object.entries(recordOf(file[section])).flatMap(([name, entry]) => {
        const read = schema.safeParse(entry);
        return read.success ? [[name, read.data]] : [];
      }),
    );
  const declared = SECTIONS.flatMap((section) =>
    Object.keys(recordOf(file[section])).map((name) => ({ name, at: `/${section}/${name}` })),
  );
  const steps = Array.isArray(file['steps']) ? (file['steps'] as unknown[]) : [];
  return {
    organisations: entries('organisations', shape.organisations.valueType) as Scenario['organisations'],
    people: entries('people', shape.people.valueType) as Scenario['people'],
    hubs: entries('hubs', shape.hubs.unwrap().valueType) as Scenario['hubs'],
    achievements: entries('achievements', shape.achievements.unwrap().valueType) as Scenario['achievements'],
    credentials: shape.credentials.safeParse(file['credentials']).data ?? [],
    declared,
    steps: steps.map((one) => ({ raw: one, step: shape.steps.element.safeParse(one).data ?? null })),
  };
}

function meaningFaults(parts: Parts, whole: Scenario | undefined): ScenarioFault[] {
  return [...nameFaults(parts), ...sectionFaults(parts), ...stepFaults(parts, whole), ...credentialFaults(parts)];
}

function nameFaults({ declared }: Parts): ScenarioFault[] {
  return declared.flatMap(({ name, at }, index) => {
    if (name === 'admin')
      return [{ at, detail: '@admin is the first administrator of the region: choose another name.' }];
    const first = declared.find((one) => one.name === name);
    return first === declared[index] ? [] : [{ at, detail: `@${name} is the name of ${String(first?.at)} already.` }];
  });
}

function sectionFaults({ declared, organisations, people, hubs, achievements }: Parts): ScenarioFault[] {
  const isThere = (reference: string, at: string, section: string): ScenarioFault[] =>
    declared.some((one) => one.at === `/${section}/${reference.slice(1)}`)
      ? []
      : [{ at, detail: `${reference} is not one of the ${section} of this file.` }];
  const isDone = (organisation: string, roles: readonly string[], at: string): ScenarioFault[] =>
    doerFor(people, organisation, roles)
      ? []
      : [{ at, detail: `Nobody in this file can do this for ${organisation}: it takes a ${roles.join(' or ')}.` }];
  return [
    ...Object.entries(people).flatMap(([name, { roles, appointedAssessor }]) => [
      ...roles.flatMap((role, index) => isThere(role.for, `/people/${name}/roles/${index}/for`, 'organisations')),
      ...appointedAssessor.flatMap(({ by }, index) => {
        const at = `/people/${name}/appointedAssessor/${index}/by`;
        return [...isThere(by, at, 'organisations'), ...isDone(by, DOERS.appointment, at)];
      }),
    ]),
    ...Object.entries(organisations).flatMap(([name, { kind, owner, educationPartner }]) => [
      ...(owner === undefined ? [] : isThere(owner, `/organisations/${name}/owner`, 'people')),
      ...(owner === undefined && kind === 'self-employed'
        ? [{ at: `/organisations/${name}`, detail: 'Say whose it is: the owner is one of the people of this file.' }]
        : []),
      ...(educationPartner === undefined
        ? []
        : isDone(`@${name}`, DOERS.educationPartner, `/organisations/${name}/educationPartner`)),
    ]),
    ...Object.entries(hubs).flatMap(([name, { of, members }]) => [
      ...isThere(of, `/hubs/${name}/of`, 'organisations'),
      ...isDone(of, DOERS.hub, `/hubs/${name}/of`),
      ...members.flatMap((member, index) => isThere(member, `/hubs/${name}/members/${index}`, 'organisations')),
    ]),
    ...Object.entries(achievements).flatMap(([name, { of, criteria }]) => [
      ...isThere(of, `/achievements/${name}/of`, 'organisations'),
      ...isDone(of, DOERS.achievement, `/achievements/${name}/of`),
      ...Object.entries(criteria).flatMap(([criterion, { requiredLevel, levels }]) =>
        requiredLevel in levels
          ? []
          : [
              {
                at: `/achievements/${name}/criteria/${criterion}/requiredLevel`,
                detail: `“${requiredLevel}” is not one of its levels: ${Object.keys(levels).join(', ')}.`,
              },
            ],
      ),
    ]),
  ];
}

function stepFaults({ declared, people, steps }: Parts, whole: Scenario | undefined): ScenarioFault[] {
  const things = whole ? nameThings(whole, 'nobody') : new Map<string, unknown>();
  const known = new Set(['admin', ...declared.map(({ name }) => name)]);
  return steps.flatMap(({ raw, step }, index) => {
    const at = `/steps/${index}`;
    for (const name of madeBy(raw)) known.add(name);
    if (!step) return [];
    const referring = (value: unknown, member: string): ScenarioFault[] =>
      textsIn(value).flatMap(({ at: place, text }) => referenceFault(`${at}/${member}${place}`, text, known, things));
    const found = [
      ...actorFaults(step, at, people, declared),
      ...formFaults(step, at),
      ...referring(step.with, 'with'),
      ...referring(step.expect, 'expect'),
    ];
    for (const name of capturedIn(step.expect)) known.add(name);
    return found;
  });
}

/** Names that a step gives to new things. */
function madeBy(raw: unknown): readonly string[] {
  const { command, with: given } = recordOf(raw);
  if (typeof command !== 'string' || !(command in COMMANDS)) return [];
  return newNames(commandOf(command), given);
}

/** Names of the new things that a command is given. */
export function newNames(command: Command, given: unknown): readonly string[] {
  return textsIn(given).flatMap(({ member, text }) => {
    const name = (command.makes ?? []).includes(member) && !text.includes('.') ? referredTo(text) : null;
    return name ?? [];
  });
}

function referenceFault(
  at: string,
  text: string,
  known: ReadonlySet<string>,
  things: Map<string, unknown>,
): ScenarioFault[] {
  const name = referredTo(text);
  if (name === null) {
    return looksReferring(text)
      ? [{ at, detail: `“${text}” is not how something is referred to: @name or @name.member.` }]
      : [];
  }
  if (!known.has(name)) return [{ at, detail: `Nothing before this is called @${name}.` }];
  if (!things.has(name)) return [];
  try {
    resolve(text, things);
    return [];
  } catch (error) {
    return [{ at, detail: (error as Error).message }];
  }
}

function actorFaults(
  { as, for: actsFor, refused }: Step,
  at: string,
  people: Parts['people'],
  declared: Parts['declared'],
): ScenarioFault[] {
  if (as === '@admin') return [];
  if (!declared.some((one) => one.at === `/people/${as.slice(1)}`)) {
    return [{ at: `${at}/as`, detail: `${as} is not one of the people of this file.` }];
  }
  const person = people[as.slice(1)];
  if (!person) return [];
  const organisations = new Set(person.roles.map((role) => role.for));
  if (actsFor === undefined) {
    const choices = [...organisations].join(', ');
    return organisations.size > 1
      ? [{ at: `${at}/for`, detail: `Say for whom ${as} does this: ${choices} or self.` }]
      : [];
  }
  if (actsFor === 'self' || organisations.has(actsFor) || refused !== undefined) return [];
  return [{ at: `${at}/for`, detail: `${as} has no role for ${actsFor}.` }];
}

function formFaults({ command: name, with: given, expect, refused }: Step, at: string): ScenarioFault[] {
  const command = commandOf(name);
  const missing = pathMembers(command).filter((member) => !(member in given));
  const read = command.method === 'GET';
  return [
    ...missing.map((member) => ({ at: `${at}/with`, detail: `${name} needs ${member}.` })),
    ...(expect && refused !== undefined
      ? [{ at, detail: 'Either it is expected to go well, or to be refused: not both.' }]
      : []),
    ...(read && !expect && refused === undefined ? [{ at, detail: 'Say what is expected of what is read.' }] : []),
    ...(!read && expect
      ? [{ at: `${at}/expect`, detail: 'A command answers nothing to compare: read a view after it.' }]
      : []),
  ];
}

function credentialFaults({ credentials, declared }: Parts): ScenarioFault[] {
  return credentials.flatMap(({ learner, achievement }, index) =>
    (
      [
        ['learner', learner, 'people'],
        ['achievement', achievement, 'achievements'],
      ] as const
    ).flatMap(([member, reference, section]) =>
      declared.some((one) => one.at === `/${section}/${reference.slice(1)}`)
        ? []
        : [
            {
              at: `/credentials/${index}/${member}`,
              detail: `${reference} is not one of the ${section} of this file.`,
            },
          ],
    ),
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
