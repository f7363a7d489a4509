import type { Region } from './run/start-region.js';

/** Plays the demo once into an empty region, told in words. */
export async function playInto(region: Region, say: (line: string) => void): Promise<void> {
  say('The demo comes with the next step.');
  await region.folder.save({ played: false });
}
