import { describe, expect, it } from 'vitest';
import type { Bench } from '../bench.js';
import { goalOf, jsonLine, listLine, textLines } from './lines.js';
import { resultsPage } from './results.js';

const never = () => Promise.reject(new Error('not run here'));
const ratio: Bench = { name: 'append-8', what: 'append', against: 'a bare INSERT', goal: 1, run: never };
const absolute: Bench = {
  name: 'memory-after-demo',
  what: 'memory',
  against: null,
  goal: 450,
  atMost: true,
  unit: ' MB',
  run: never,
};
const figure = { ratio: 1.23456, spread: [0.98765, 1.5] as const, details: ['append: 900/s'] };

describe('a line of JSON', () => {
  it('has name, ratio, goal, whether it is met, and the spread', () => {
    expect(JSON.parse(jsonLine(ratio, figure))).toEqual({
      name: 'append-8',
      ratio: 1.23,
      goal: 1,
      met: true,
      spread: [0.988, 1.5],
    });
  });

  it('says so when a goal is missed, whichever way it goes', () => {
    const met = (bench: Bench, value: number) =>
      (JSON.parse(jsonLine(bench, { ...figure, ratio: value })) as { met: boolean }).met;
    expect([met(ratio, 0.9999), met(absolute, 451), met(absolute, 450)]).toEqual([false, false, true]);
  });

  it('is one line', () => {
    expect(jsonLine(absolute, figure)).not.toContain('\n');
  });
});

describe('lines for a person', () => {
  it('show a missed goal as plainly as a met one', () => {
    expect(textLines(ratio, figure)[0]).toMatch(/^append-8 +1\.23 \(0\.988 … 1\.5\) +at least 1 +met$/);
    expect(textLines(ratio, { ...figure, ratio: 0.5 })[0]).toMatch(/MISSED$/);
    expect(textLines(absolute, { ...figure, ratio: 460 })[0]).toMatch(/^memory-after-demo +460 MB .* MISSED$/);
  });

  it('say what was held against what', () => {
    expect(textLines(ratio, figure).slice(1)).toEqual(['  append, against a bare INSERT', '    append: 900/s']);
    expect(listLine(absolute)).toMatch(/^memory-after-demo +at most 450 MB +memory$/);
    expect(goalOf(ratio)).toBe('at least 1');
  });
});

it('the page of results keeps figures, what was missed, and what broke', () => {
  const machine = { cores: 2, model: 'Some CPU', memory: 24, system: 'linux 6 x64', node: 'v24.21.0' };
  const results = [
    { bench: ratio, figure: { ...figure, ratio: 0.5 } },
    { bench: absolute, broke: 'the region did not start' },
  ];
  const page = resultsPage(results, machine, '18.4', '2026-11-21');
  expect(page).toContain('on 2026-11-21, on a machine with 2 cores (Some CPU) and 24 GB');
  expect(page).toContain(
    '| `append-8` | append, against a bare INSERT | at least 1 | 0.5 | 0.988 … 1.5 | **missed** |',
  );
  expect(page).toContain('| `memory-after-demo` | memory | at most 450 MB | – | – | **broke** |');
  expect(page).toContain('- `memory-after-demo`\n  - the region did not start');
});
