import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serverAccount } from './server-account.js';

// A machine is what its programs `id` and `useradd` make of it: here they are two scripts, so that nothing is changed.

const NAME = 'estafette-nobody';
let machine: string;

beforeEach(async () => {
  machine = await mkdtemp(join(tmpdir(), 'estafette-account-'));
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  vi.stubEnv('PATH', `${machine}:/usr/bin:/bin`);
  await program('id', `[ -f ${machine}/made ] && grep -q " $2$" ${machine}/made && echo 4711`);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(machine, { recursive: true });
});

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(machine, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(machine, name), 0o755);
}

describe('root on a machine without an account for PostgreSQL', () => {
  it('makes one, which nobody can log in with, and says so', async () => {
    await program('useradd', `echo "$@" > ${machine}/made`);
    const said: string[] = [];
    const account = await serverAccount(join(machine, 'cluster'), (line) => said.push(line), NAME);
    expect(account).toEqual({ uid: 4711, gid: 4711 });
    expect(said).toEqual([`made the system account '${NAME}', because PostgreSQL refuses to run as root`]);
    expect(await readFile(join(machine, 'made'), 'utf8')).toContain('--system');
    expect(await readFile(join(machine, 'made'), 'utf8')).toContain('nologin');
    expect(await serverAccount(join(machine, 'cluster'), (line) => said.push(line), NAME)).toEqual(account);
    expect(said).toHaveLength(1);
  });

  it('that cannot be made is told what to do', async () => {
    await program('useradd', 'echo "no more accounts" >&2; exit 1');
    const making = serverAccount(join(machine, 'cluster'), () => undefined, NAME);
    await expect(making).rejects.toMatchObject({
      code: 'no-server-account',
      message: expect.stringMatching(
        /no more accounts[^]*ordinary user, or make the account: useradd --system/,
      ) as string,
    });
  });
});
