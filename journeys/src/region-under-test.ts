import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalServerError } from '@estafette/local-servers';
import type { Region } from '@estafette/region';
import { startRegion } from '@estafette/region';

/** Below the ports that the system hands out by itself, so that a connection of somebody else's is never in the way. */
const BASES = [10_000, 30_000] as const;
const TRIES = 20;

export interface RegionOptions {
  readonly kafka: boolean;
  /** How many of a service, where not one. */
  readonly replicas?: ReadonlyMap<string, number>;
}

export interface RegionUnderTest {
  readonly region: Region;
  close(): Promise<void>;
}

/** A region of its own, in a folder and on ports of its own. */
export async function startRegionUnderTest(options: RegionOptions): Promise<RegionUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'estafette-journey-'));
  // PostgreSQL runs under another account when we are root.
  await chmod(dataDir, 0o755);
  const region = await onFreePorts((port) => startRegion({ dataDir, port, ...options }));
  return {
    region,
    close: async () => {
      await region.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function onFreePorts(start: (port: number) => Promise<Region>): Promise<Region> {
  for (let left = TRIES; ; left--) {
    try {
      return await start(randomInt(...BASES));
    } catch (error) {
      const taken = error instanceof LocalServerError && error.code === 'port-taken';
      if (!taken || left === 0) throw error;
    }
  }
}
