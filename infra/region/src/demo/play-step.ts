import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Answer, Caller } from './caller.js';
import type { Command } from './commands.js';
import { commandOf, requestOf } from './commands.js';
import { newNames } from './read-scenario.js';
import { match, resolve, textsIn } from './references.js';
import type { Scenario, Step } from './scenario.js';

/** What a run has and knows. */
export interface Run {
  readonly caller: Caller;
  readonly scenario: Scenario;
  readonly names: Map<string, unknown>;
  /** Free texts that were sent and must not leave a service. */
  readonly texts: Set<string>;
  /** How long a fact may be on its way between services, in milliseconds. */
  readonly patienceMs: number;
}

export interface StepOutcome {
  readonly status: number;
  /** What came of it: `done`, `seen`, or `refused` as it should be. */
  readonly outcome: 'done' | 'seen' | 'refused';
  /** The code and words of the refusal. */
  readonly refusal: { readonly code: string; readonly detail: string } | null;
  readonly ms: number;
}

/** A step that went otherwise than the scenario says. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

const LOOK_AGAIN_MS = { first: 20, most: 250 };

type Judgement =
  | { readonly fits: true; readonly outcome: StepOutcome['outcome']; readonly kept: ReadonlyMap<string, unknown> }
  | { readonly fits: false; readonly early: boolean; readonly instead: string };

/**
 * Plays one step as the person who does it. A fact that another service has not heard of yet is awaited, within bounds;
 * a repeat carries the same Idempotency-Key.
 *
 * @throws StepFailed when it goes otherwise, RegionAway
 */
export async function playStep(run: Run, step: Step): Promise<StepOutcome> {
  const command = commandOf(step.command);
  for (const name of newNames(command, step.with)) if (!run.names.has(name)) run.names.set(name, uuidv7());
  const given = resolve(step.with, run.names) as Record<string, unknown>;
  keepTexts(run, command, given);
  const expected = resolve(step.expect, run.names);
  const send = sending(run, step, command, given);
  const began = performance.now();
  for (let pause = LOOK_AGAIN_MS.first; ; pause = Math.min(pause * 2, LOOK_AGAIN_MS.most)) {
    const answer = await send();
    const judged = judge(step, command, answer, expected);
    const ms = Math.round(performance.now() - began);
    if (judged.fits) {
      for (const [name, value] of judged.kept) run.names.set(name, value);
      const refusal = judged.outcome === 'refused' ? answer.problem : null;
      return { status: answer.status, outcome: judged.outcome, refusal, ms };
    }
    if (!judged.early) throw new StepFailed(judged.instead);
    if (ms > run.patienceMs)
      throw new StepFailed(`${judged.instead}\nIt stayed so for ${run.patienceMs / 1_000} seconds.`);
    await delay(answer.retryAfter ?? pause);
  }
}

function sending(run: Run, step: Step, command: Command, given: Record<string, unknown>): () => Promise<Answer> {
  const { address, body } = requestOf(command, given);
  const person = String(resolve(step.as, run.names));
  const actingFor = actsFor(run.scenario, step);
  const key = uuidv7();
  return () =>
    run.caller.send(person, {
      method: command.method,
      address,
      ...(command.method === 'GET' ? {} : { body }),
      headers: {
        ...(actingFor === null ? {} : { 'estafette-acting-for': String(resolve(actingFor, run.names)) }),
        ...(command.method === 'GET' ? {} : { 'idempotency-key': key }),
      },
    });
}

/** For whom a step is done: as it says, else the person's one organisation, else themselves; the administrator for none. */
export function actsFor(scenario: Scenario, { as, for: said }: Pick<Step, 'as' | 'for'>): string | null {
  if (said !== undefined) return said;
  if (as === '@admin') return null;
  return scenario.people[as.slice(1)]?.roles[0]?.for ?? 'self';
}

function judge(step: Step, command: Command, answer: Answer, expected: unknown): Judgement {
  const { problem } = answer;
  const kept = new Map<string, unknown>();
  if (problem && problem.code === step.refused) return { fits: true, outcome: 'refused', kept };
  if (problem) {
    const wanted =
      step.refused === undefined ? 'It should have gone well, but' : `It should be refused as ${step.refused}, but`;
    const instead = `${wanted} the answer was ${answer.status} ${problem.code}: ${problem.detail}`;
    return { fits: false, early: isEarly(command, answer), instead };
  }
  if (step.refused !== undefined) {
    return { fits: false, early: false, instead: `The rules should refuse this as ${step.refused}, but it was taken.` };
  }
  if (command.method !== 'GET') return { fits: true, outcome: 'done', kept };
  const found = match(expected, answer.json);
  if (found) return { fits: true, outcome: 'seen', kept: found };
  const instead = `Expected to read ${short(expected)}\nbut there was ${short(answer.json)}`;
  return { fits: false, early: true, instead };
}

/** Whether the answer may change by itself, once a fact that is on its way arrives. */
function isEarly(command: Command, { status, problem }: Answer): boolean {
  const code = problem?.code ?? '';
  if (status === 503 || code.endsWith('-not-known-yet') || code === 'stream-busy') return true;
  // A membership is granted in one service and followed by the others.
  if (code === 'not-a-member' || code === 'role-missing') return true;
  if (command.method === 'GET' && status === 404) return true;
  return (command.early ?? []).includes(code);
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 1_500 ? `${text.slice(0, 1_500)} …` : text;
}

function keepTexts({ texts }: Run, command: Command, given: unknown): void {
  if (command.method === 'GET') return;
  for (const { member, text } of textsIn(given)) {
    const free = /\s/.test(text) || text.includes('://');
    if (free && !(command.publicWords ?? []).includes(member)) texts.add(text);
  }
}
