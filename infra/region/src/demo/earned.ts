import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Run } from './play-step.js';
import { playStep, StepFailed } from './play-step.js';
import type { AchievementThing, PersonThing } from './things.js';

type Wanted = Run['scenario']['credentials'][number];

/** A credential that somebody earned, as it was written and verified. */
export interface Earned {
  readonly file: string;
  readonly id: string;
  /** The person's id. */
  readonly learner: string;
}

/** What was found out about a credential. */
export interface Checked {
  readonly verdict: string;
  /** The checks that passed, or the reasons of those that did not. */
  readonly passed: readonly string[];
  readonly reasons: readonly string[];
}

export interface EarnedStory {
  readonly earned: Earned;
  readonly learner: string;
  readonly achievement: string;
  readonly verified: Checked;
  /** The endorsements of batons to which it links, each as it was fetched, held against its digest and verified by itself. */
  readonly batons: readonly string[];
  /** The same credential with one byte changed: which word became which, and what was said of it. */
  readonly broken: Checked & { readonly word: string; readonly became: string };
}

const verificationSchema = z.object({
  verdict: z.string(),
  checks: z.array(z.object({ check: z.string(), outcome: z.string(), reason: z.string() })),
});

/**
 * Takes a credential that must have been earned: writes it to a file, verifies it as anybody could, then breaks one byte
 * of it and sees it refused.
 *
 * @throws StepFailed when it is not there in time, does not verify, or verifies although it was broken
 */
export async function takeEarned(run: Run, wanted: Wanted, out: string): Promise<EarnedStory> {
  const person = run.names.get(wanted.learner.slice(1)) as PersonThing;
  const achievement = run.names.get(wanted.achievement.slice(1)) as AchievementThing;
  const { id, text } = await fetchEarned(run, wanted);
  const file = join(out, `${wanted.learner.slice(1)}-${wanted.achievement.slice(1)}.json`);
  try {
    await mkdir(out, { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new StepFailed(`The credential cannot be written to ${file}: ${(error as Error).message}`);
  }
  const verified = await verify(run, text);
  if (verified.verdict !== 'valid') {
    throw new StepFailed(`${file} should verify as valid, but is ${verified.verdict}: ${verified.reasons.join(' ')}`);
  }
  const { bytes, word, became } = breakOneByte(text, achievement.name);
  const broken = { ...(await verify(run, bytes)), word, became };
  if (broken.verdict !== 'not-genuine') {
    throw new StepFailed(`With one byte changed, ${file} should be not-genuine, but is ${broken.verdict}.`);
  }
  return {
    earned: { file, id, learner: person.id },
    learner: person.name,
    achievement: achievement.name,
    verified,
    batons: await acceptedBatons(run, text),
    broken,
  };
}

const linkedSchema = z.object({
  evidence: z.array(z.object({ id: z.string(), digestMultibase: z.string().optional() })),
});

/** What the endorsements are called to which a credential links. @throws StepFailed where one is not what the link says */
async function acceptedBatons(run: Run, credential: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { id, digestMultibase } of linkedSchema.parse(JSON.parse(credential)).evidence) {
    const path = /\/baton-acceptances\/.*$/.exec(id)?.[0];
    if (path === undefined) continue;
    const { text, json } = await run.caller.send(null, { method: 'GET', address: `/credentials${path}` });
    if (multibaseOf(text) !== digestMultibase)
      throw new StepFailed(`${id} is not what the credential says lies there.`);
    const { verdict, reasons } = await verify(run, text);
    if (verdict !== 'valid') throw new StepFailed(`${id} should be valid, but is ${verdict}: ${reasons.join(' ')}`);
    names.push(String((json as { name?: unknown }).name));
  }
  return names;
}

/** The SHA-256 of a text as evidence tells it: multibase base64url of its multihash. */
function multibaseOf(text: string): string {
  const multihash = Buffer.concat([Buffer.from([0x12, 0x20]), createHash('sha256').update(text).digest()]);
  return `u${multihash.toString('base64url')}`;
}

async function fetchEarned(run: Run, { learner, achievement }: Wanted): Promise<{ id: string; text: string }> {
  const kept = `earned-by-${learner.slice(1)}`;
  const expect = { credentials: [{ achievementId: achievement, credentialId: `?${kept}` }] };
  const reading = {
    as: learner,
    for: 'self',
    say: 'reads their credentials',
    command: 'read-my-credentials',
    with: {},
    expect,
  };
  await playStep(run, reading);
  const id = String(run.names.get(kept));
  const person = run.names.get(learner.slice(1)) as PersonThing;
  const address = `/credentials/v1/credentials/${id}`;
  const answer = await run.caller.send(person.id, {
    method: 'GET',
    address,
    headers: { 'estafette-acting-for': 'self' },
  });
  if (answer.problem)
    throw new StepFailed(`The credential ${id} cannot be read: ${answer.problem.code}: ${answer.problem.detail}`);
  return { id, text: answer.text };
}

/** As anybody could do it: without a token. */
async function verify(run: Run, credential: string | Uint8Array): Promise<Checked> {
  const answer = await run.caller.send(null, {
    method: 'POST',
    address: '/credentials/v1/verifications',
    body: credential,
    headers: { 'content-type': 'application/vc' },
  });
  const read = verificationSchema.safeParse(answer.json);
  if (!read.success)
    throw new StepFailed(`A credential could not be verified: ${answer.status} ${answer.text.slice(0, 300)}`);
  const { verdict, checks } = read.data;
  return {
    verdict,
    passed: checks.filter(({ outcome }) => outcome === 'passed').map((one) => one.check),
    reasons: checks.filter(({ outcome }) => outcome === 'failed').map((one) => one.reason),
  };
}

/** Changes one byte within the name of the achievement, so that it stays JSON and only its meaning is another. */
export function breakOneByte(text: string, name: string): { bytes: Uint8Array; word: string; became: string } {
  const [word = ''] = /[A-Za-z]+/.exec(name) ?? [];
  const bytes = Buffer.from(text);
  const at =
    word === ''
      ? -1
      : bytes.indexOf(JSON.stringify(name).slice(1, -1)) + Buffer.byteLength(name.slice(0, name.indexOf(word)));
  const letter = bytes[at];
  if (letter === undefined)
    throw new StepFailed(`The credential does not hold the name of its achievement, “${name}”.`);
  // The neighbouring letter: never a quote or backslash.
  bytes[at] = letter ^ 1;
  return { bytes, word, became: `${String.fromCharCode(letter ^ 1)}${word.slice(1)}` };
}
