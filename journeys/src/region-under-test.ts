import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@estafette/local-servers';
import type { Region } from '@estafette/region';
import { startRegion } from '@estafette/region';

/** Ports that a region takes above its base port. */
const PORTS = 60;

export interface RegionUnderTest {
  readonly region: Region;
  close(): Promise<void>;
}

/** A region of its own, in a folder and on ports of its own. */
export async function startRegionUnderTest(options: { kafka: boolean }): Promise<RegionUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'estafette-journey-'));
  const region = await startRegion({ dataDir, port: await freeBase(), ...options });
  return {
    region,
    close: async () => {
      await region.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** A base port with room above it; the start itself refuses ports that are taken. */
async function freeBase(): Promise<number> {
  const port = await freePort();
  return port + PORTS < 65_400 ? port : port - PORTS;
}
