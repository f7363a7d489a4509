import { relative } from 'node:path';
import type { EarnedStory } from './earned.js';
import type { StepOutcome } from './play-step.js';

/** What is told while a scenario is played. */
export type Told =
  | { readonly kind: 'title'; readonly title: string; readonly about: string; readonly cast: Cast }
  | { readonly kind: 'heading'; readonly text: string }
  | ({
      readonly kind: 'step';
      /** Told by a later step, in words. */
      readonly aside: boolean;
      /** What came of it, in a word. */
      readonly done: string;
    } & ToldStep &
      StepOutcome)
  | ({ readonly kind: 'credential' } & EarnedStory)
  | ({ readonly kind: 'broken-off'; readonly error: string } & (ToldStep | ToldWanted))
  | { readonly kind: 'end'; readonly steps: number; readonly refused: number; readonly credentials: number };

/** Who takes part: ids, by the names that the file gives. */
export interface Cast {
  readonly people: Readonly<Record<string, string>>;
  readonly organisations: Readonly<Record<string, string>>;
}

export interface ToldStep {
  /** Its place in the steps of the file, from 1; null for what the file states beforehand. */
  readonly step: number | null;
  /** Who did it, and for which organisation or `self`: as they are called. */
  readonly as: string;
  readonly for: string | null;
  readonly say: string;
  readonly command: string;
}

/** A credential that must have been earned. */
export interface ToldWanted {
  /** There is none. */
  readonly credential: null;
  readonly learner: string;
  readonly achievement: string;
}

export type Tell = (told: Told) => void;

const WIDTH = 100;

/** Tells in words; nothing in them differs from run to run. */
export function inWords(line: (text: string) => void): Tell {
  return (told) => {
    for (const text of wordsOf(told)) line(text);
  };
}

/** Tells in JSON, an object per line: who takes part, each step, each credential; or, last, where the play broke off and why. */
export function inJson(line: (text: string) => void): Tell {
  return (told) => {
    if (told.kind === 'title') line(JSON.stringify(told.cast));
    if (told.kind === 'broken-off') {
      const { kind: _kind, ...rest } = told;
      line(JSON.stringify(rest));
    }
    if (told.kind === 'step') {
      const { step, as, for: actsFor, say, command, status, outcome, refusal, ms } = told;
      const code = refusal ? { code: refusal.code } : {};
      line(JSON.stringify({ step, as, for: actsFor, say, command, status, outcome, ...code, ms }));
    }
    if (told.kind === 'credential') {
      const { earned, learner, achievement, verified, batons, broken } = told;
      line(
        JSON.stringify({
          credential: earned.id,
          learner,
          achievement,
          file: earned.file,
          verdict: verified.verdict,
          batons,
          broken: broken.verdict,
        }),
      );
    }
  };
}

function wordsOf(told: Told): readonly string[] {
  switch (told.kind) {
    case 'title':
      return ['', told.title, ...wrapped(told.about, '')];
    case 'heading':
      return ['', told.text];
    case 'step': {
      if (told.step === null) return told.aside ? [] : wrapped(told.say, '      ', '    • ');
      const number = `${String(told.step).padStart(4)}. `;
      if (!told.refusal) return wrapped(`${told.say} → ${told.done}`, '      ', number);
      const { code, detail } = told.refusal;
      return [
        ...wrapped(told.say, '      ', number),
        ...wrapped(`refused, as it should be: ${code} — ${detail}`, '        ', '      ✗ '),
      ];
    }
    case 'credential':
      return credentialWords(told);
    case 'broken-off':
      // Whoever plays it hears of it by the error itself.
      return [];
    case 'end': {
      const { steps, refused, credentials } = told;
      const checked = credentials === 1 ? '1 credential that checks' : `${credentials} credentials that check`;
      return [
        '',
        ...wrapped(`Done: ${steps} steps, ${refused} of them refused as they should be; ${checked} as genuine.`, ''),
      ];
    }
  }
}

function credentialWords({ earned, learner, achievement, verified, batons, broken }: EarnedStory): readonly string[] {
  const near = relative(process.cwd(), earned.file);
  const file = near.startsWith('..') ? earned.file : near;
  return [
    ...wrapped(`${learner} holds “${achievement}”: ${file}`, '      ', '    • '),
    ...wrapped(
      `Anybody can verify it: ${verified.verdict} (in order: ${verified.passed.join(', ')}).`,
      '      ',
      '      ',
    ),
    ...batons.flatMap((name) =>
      wrapped(`It links to an endorsement that is valid by itself: “${name}”.`, '      ', '      '),
    ),
    ...wrapped(
      `With one byte changed (“${broken.word}” became “${broken.became}”): ${broken.verdict.replaceAll('-', ' ')} — ${broken.reasons.join(' ')}`,
      '      ',
      '      ',
    ),
  ];
}

/** Breaks a text into lines; what comes before the first line is as wide as what comes before the others. */
function wrapped(text: string, before: string, first = before): readonly string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const start = line === first || line === before;
    if (!start && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = before + word;
    } else {
      line += start ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}
