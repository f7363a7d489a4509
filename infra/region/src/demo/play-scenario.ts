import { Caller } from './caller.js';
import { commandOf } from './commands.js';
import type { Earned } from './earned.js';
import { takeEarned } from './earned.js';
import type { Run } from './play-step.js';
import { actsFor, playStep, StepFailed } from './play-step.js';
import type { Scenario } from './scenario.js';
import type { SetUpStep } from './set-up.js';
import { setUpSteps } from './set-up.js';
import type { Cast, Tell, ToldStep, ToldWanted } from './telling.js';
import type { PersonThing } from './things.js';
import { nameThings } from './things.js';

export interface PlayOptions {
  /** The region's front address: `http://127.0.0.1:4700`. */
  readonly url: string;
  /** The person who administers the region by configuration. */
  readonly firstAdmin: string;
  readonly scenario: Scenario;
  /** The folder into which credentials are written; made when it is not there. */
  readonly out: string;
  readonly tell?: Tell;
  /** How long a fact may be on its way between services, in milliseconds; 20 s when left out. */
  readonly patienceMs?: number;
  /** Breaks the play off: it rejects with its reason. */
  readonly signal?: AbortSignal;
}

const PATIENCE_MS = 20_000;

/** What a play left behind. */
export interface Played {
  /** How many steps of the file were played; what it states beforehand is not counted. */
  readonly steps: number;
  /** How many of them were refused, as they should be. */
  readonly refused: number;
  readonly credentials: readonly Earned[];
  readonly people: readonly { readonly name: string; readonly email: string; readonly personId: string }[];
  /** All free texts that were sent and that no service may tell another. */
  readonly texts: readonly string[];
}

/**
 * Plays a scenario against a running region, each step as the person who does it.
 * @throws StepFailed at the first step that goes otherwise; RegionAway when nothing answers
 */
export async function playScenario({
  url,
  firstAdmin,
  scenario,
  out,
  tell = () => undefined,
  patienceMs = PATIENCE_MS,
  signal,
}: PlayOptions): Promise<Played> {
  const names = nameThings(scenario, firstAdmin);
  const run: Run = { caller: new Caller(url, signal), scenario, names, texts: new Set(), patienceMs };
  tell({ kind: 'title', title: scenario.title, about: scenario.about, cast: castOf(scenario, names) });
  for (const step of setUpSteps(scenario)) await play(run, step, null, tell);
  let refused = 0;
  for (const [index, step] of scenario.steps.entries()) {
    if (await play(run, step, index + 1, tell)) refused += 1;
  }
  const credentials: Earned[] = [];
  if (scenario.credentials.length > 0) tell({ kind: 'heading', text: 'What was earned' });
  for (const wanted of scenario.credentials) {
    const story = await telling(tell, wantedOf(scenario, wanted), () => takeEarned(run, wanted, out));
    credentials.push(story.earned);
    tell({ kind: 'credential', ...story });
  }
  tell({ kind: 'end', steps: scenario.steps.length, refused, credentials: credentials.length });
  const people = Object.keys(scenario.people).map((alias) => {
    const { id, name, email } = names.get(alias) as PersonThing;
    return { name, email, personId: id };
  });
  return { steps: scenario.steps.length, refused, credentials, people, texts: [...run.texts] };
}

/** @returns whether it was refused */
async function play(run: Run, step: SetUpStep, number: number | null, tell: Tell): Promise<boolean> {
  if (step.heading !== undefined) tell({ kind: 'heading', text: step.heading });
  const actingFor = actsFor(run.scenario, step);
  const told: ToldStep = {
    step: number,
    as: nameOf(run.scenario, step.as),
    for: actingFor === null ? null : nameOf(run.scenario, actingFor),
    say: step.say,
    command: step.command,
  };
  const outcome = await telling(tell, told, () => playStep(run, step)).catch((error: unknown) => {
    if (!(error instanceof StepFailed)) throw error;
    const which = number === null ? 'A step before the first' : `Step ${number}`;
    throw new StepFailed(`${which} went otherwise (${step.command}): ${step.say}\n${error.message}`);
  });
  const done = outcome.outcome === 'seen' ? 'seen' : commandOf(step.command).done;
  tell({ kind: 'step', ...told, aside: step.aside ?? false, done, ...outcome });
  return outcome.outcome === 'refused';
}

/** Does a part of the play, and tells of it when the play breaks off there. */
async function telling<Result>(tell: Tell, told: ToldStep | ToldWanted, part: () => Promise<Result>): Promise<Result> {
  try {
    return await part();
  } catch (error) {
    tell({ kind: 'broken-off', ...told, error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

function castOf({ people, organisations }: Scenario, names: Run['names']): Cast {
  const idsOf = (things: object): Record<string, string> =>
    Object.fromEntries(Object.keys(things).map((name) => [name, (names.get(name) as { id: string }).id]));
  return { people: idsOf(people), organisations: idsOf(organisations) };
}

function wantedOf(scenario: Scenario, { learner, achievement }: Scenario['credentials'][number]): ToldWanted {
  return {
    credential: null,
    learner: nameOf(scenario, learner),
    achievement: scenario.achievements[achievement.slice(1)]?.name ?? achievement,
  };
}

function nameOf({ people, organisations }: Scenario, reference: string): string {
  if (reference === '@admin') return 'The administrator of the region';
  const name = reference.slice(1);
  return people[name]?.name ?? organisations[name]?.name ?? reference;
}
