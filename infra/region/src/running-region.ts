import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The data folder does not say where a region runs. */
export class NoRegion extends Error {}

const regionSchema = z.object({ url: z.url(), firstAdmin: z.uuid() });

/** Where the data folder's region runs, and who administers it. @throws NoRegion */
export async function runningRegion(folder: string): Promise<z.output<typeof regionSchema>> {
  const file = join(folder, 'region.json');
  try {
    return regionSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new NoRegion(`${file} does not say where a region runs. Start one with: npm start`);
  }
}

/** Where the data folder lies. */
export function dataFolder(): string {
  return process.env['ESTAFETTE_DATA'] ?? '.data';
}
