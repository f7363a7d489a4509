// Throws altered inputs at the verifier (see libs/verifier/README.md): `npm run fuzz -w libs/verifier [-- options]`.

import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './projects.mjs';

const USAGE = `npm run fuzz -w libs/verifier [-- options]
  --inputs N   how many in all (100000)
  --seed N     chance as in the run that printed this seed
  --only NAME  the inputs of this file: documents, images, jwts, lists-and-keys; with their share of all`;

function wrong(line) {
  console.error(`${line}\n\n${USAGE}`);
  process.exit(2);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        inputs: { type: 'string', default: '100000' },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        only: { type: 'string', default: '' },
      },
    });
    return values;
  } catch (error) {
    return wrong(error.message);
  }
}

const { inputs, seed, only } = options();
if (!/^[1-9]\d{0,8}$/.test(inputs)) wrong('--inputs is a whole number from 1.');
if (!/^\d{1,10}$/.test(seed) || Number(seed) >= 2 ** 31) wrong('--seed is a whole number below 2147483648.');

console.log(`seed ${seed}`);
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'vitest'),
  ['run', '--project', 'spec', '--disable-console-intercept=true', join('libs', 'verifier', 'src', 'fuzz', only)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FUZZ_INPUTS: inputs, FUZZ_SEED: seed } },
);
process.exitCode = status ?? 1;
