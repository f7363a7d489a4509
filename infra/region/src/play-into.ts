import { join, relative } from 'node:path';
import { inWords, playScenario, readScenarioFile, RegionAway, RETURN_BREAD, StepFailed } from './demo/index.js';
import type { Region } from './run/start-region.js';

/** The demo could not be played to its end. */
export class DemoFailed extends Error {
  constructor(cause: unknown) {
    const known = cause instanceof StepFailed || cause instanceof RegionAway;
    const why = cause instanceof Error ? ((known ? cause.message : cause.stack) ?? cause.message) : String(cause);
    super(
      `The demo could not be played to its end, so the region was stopped.\n${why}\n` +
        `Start again to play it again (npm start), start without it (npm start -- --empty), ` +
        `or throw away what is there (npm start -- --fresh).`,
      { cause },
    );
  }
}

/**
 * Plays the demo once into an empty region, told in words. One that was broken off is played again, whole.
 * @throws DemoFailed, or the signal's reason
 */
export async function playInto(region: Region, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const { folder } = region;
  if (folder.region.demo === 'playing')
    say('\nThe last start broke off while it played the demo: it is played again, beside what was left of it.');
  await folder.save({ demo: 'playing' });
  say('');
  try {
    await playScenario({
      url: region.url,
      firstAdmin: folder.region.firstAdmin,
      scenario: await readScenarioFile(RETURN_BREAD),
      out: relative(process.cwd(), join(folder.path, 'credentials')),
      tell: inWords(say),
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new DemoFailed(error);
  }
  await folder.save({ demo: 'played' });
}
