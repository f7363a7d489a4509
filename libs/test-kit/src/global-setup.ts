import type { TestProject } from 'vitest/node';
import { startTestServers, type ProvidedServers, type TestServers } from './test-servers.js';

declare module 'vitest' {
  interface ProvidedContext {
    estafetteServers: ProvidedServers;
  }
}

interface Shared {
  users: number;
  servers: Promise<TestServers>;
}

// Vitest loads this file anew for each project of a run; they share one set of servers through the process.
const shared = globalThis as { estafetteTestServers?: Shared };

/** Vitest's `globalSetup` of the projects with real servers: one PostgreSQL and at most one Kafka for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const mine = (shared.estafetteTestServers ??= { users: 0, servers: startTestServers() });
  mine.users += 1;
  const servers = await mine.servers;
  project.provide('estafetteServers', servers.provided);
  return async () => {
    mine.users -= 1;
    if (mine.users > 0) return;
    delete shared.estafetteTestServers;
    await servers.stop();
  };
}
