// Counts what Vitest ran, down to modules that could not be loaded and hooks that failed, and says it in one closing line.
// Under tools/test.mjs it hands the counts over through the file that TEST_COUNTS names, because the house's own checks
// are added to them there.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** The counts that a run has handed over in a file, and what it played; a run that came to no end has failed. */
export const countsIn = (file) =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: 0, played: [] };

/** @returns {{passed: number, failed: number, skipped: number}} one for each test, and one failure for each other error */
export function count(testModules, unhandledErrors, reason) {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of testModules) {
    // A module or suite whose own code or hooks failed has errors that belong to no test.
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      else if (state === 'skipped') counts.skipped += 1;
      else counts.failed += 1;
    }
  }
  // Vitest has reasons to fail that are nobody's test: no file found, a broken set-up.
  if (reason !== 'passed' && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** What playings of faults came to: see faults/src/fault.ts. */
const playedIn = (testModules) =>
  testModules
    .flatMap((module) => [...module.children.allTests()])
    .flatMap((test) => {
      const { played } = test.meta();
      return played ? [{ ...played, passed: test.result().state === 'passed' }] : [];
    });

export default class ClosingReporter {
  onTestRunEnd(testModules, unhandledErrors, reason) {
    const counts = count(testModules, unhandledErrors, reason);
    if (process.env.TEST_COUNTS)
      writeFileSync(process.env.TEST_COUNTS, JSON.stringify({ ...counts, played: playedIn(testModules) }));
    // Printed at exit, so that nothing comes after it.
    else process.once('exit', () => console.log(closingLine(counts)));
  }
}
