import { execFile } from 'node:child_process';
import { appendFile, chmod, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fault } from './fault.js';

const SIZE = '400m';
const MEGABYTE = Buffer.alloc(1_000_000);
const mounting = promisify(execFile);

fault({
  name: 'disk-full',
  promise:
    'a full disk under PostgreSQL acknowledges nothing that is not kept, and all goes on by itself once there is room',
  longOnly: true,
  // A disk of its own takes a mount.
  needsRoot: true,
  chain: {
    folder: async (folder) => {
      const disk = join(folder, 'postgres');
      await mkdir(disk);
      await mounting('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', disk]);
      await chmod(disk, 0o755);
      return async () => {
        await mounting('umount', ['--lazy', disk]);
      };
    },
  },
  run: async (run) => {
    const { chain } = run;
    const faults: string[] = [];
    const ballast = join(chain.folder, 'postgres', 'ballast');
    const traffic = await run.traffic({ commands: run.scaled(300, 2_000) });
    for (let rounds = run.scaled(1, 3); rounds > 0; rounds--) {
      const before = traffic.ledger.acknowledged;
      await traffic.until(() => traffic.ledger.acknowledged > before + 20);
      await fill(ballast);
      const troubles = (): number => [...traffic.ledger.troubles.values()].reduce((sum, one) => sum + one, 0);
      const were = troubles();
      const server = { ended: false };
      void chain.cluster.ended.then(() => (server.ended = true));
      // Room is used up by what is written now; then commands fail, or PostgreSQL ends.
      await traffic.until(async () => {
        await fill(ballast);
        return server.ended || troubles() > were;
      });
      await delay(run.scaled(1_000, 5_000));
      await rm(ballast);
      // Whoever keeps PostgreSQL up starts it again when it could not go on; it may end as late as in its recovery.
      const whenRoom = traffic.ledger.acknowledged;
      await traffic.until(() => server.ended || traffic.ledger.acknowledged > whenRoom + 20);
      if (server.ended) await chain.cluster.startAgain();
    }
    return [...faults, ...(await run.judge(traffic))];
  },
  breaks: [
    {
      what: 'a write that the database refused is acknowledged',
      inside: {
        edits: [
          {
            file: 'event-store/dist/ask.js',
            find: 'if (!isAnswer(error)) throw',
            put: `if (query.name === 'append-one' && error.code !== DUPLICATE_KEY)
              return [{ incarnation: 1, transaction_id: '1', position: '1' }];
            if (!isAnswer(error)) throw`,
          },
        ],
      },
      seenAs: /^(lost|unanswered)|challenge-unknown|not-known/m,
    },
  ],
});

/** Takes what room there is. */
async function fill(file: string): Promise<void> {
  await writeFile(file, '', { flag: 'a' });
  for (;;) {
    const { bavail, bsize } = await statfs(file);
    const room = bavail * bsize;
    if (room === 0) return;
    try {
      await appendFile(file, MEGABYTE.subarray(0, Math.min(room, MEGABYTE.length)));
    } catch {
      return;
    }
  }
}
