import { join, relative } from 'node:path';
import { inWords, playScenario, readScenarioFile, RETURN_BREAD } from './demo/index.js';
import type { Region } from './run/start-region.js';

/** Plays the demo once into an empty region, told in words. */
export async function playInto(region: Region, say: (line: string) => void): Promise<void> {
  say('');
  await playScenario({
    url: region.url,
    firstAdmin: region.folder.region.firstAdmin,
    scenario: await readScenarioFile(RETURN_BREAD),
    out: relative(process.cwd(), join(region.folder.path, 'credentials')),
    tell: inWords(say),
  });
  await region.folder.save({ played: true });
}
