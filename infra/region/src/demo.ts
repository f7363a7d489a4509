import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  inJson,
  inWords,
  playScenario,
  readScenarioFile,
  RegionAway,
  RETURN_BREAD,
  ScenarioError,
  scenarioJsonSchema,
  StepFailed,
} from './demo/index.js';

const USAGE = `npm run demo -- [--scenario FILE] [--json] [--out FOLDER] [--patience SECONDS] [--url URL --first-admin ID]
  --scenario     another scenario file than that of the return bread
  --json         one JSON object per step, instead of words
  --out          where credentials are written (credentials/ in the data folder)
  --patience     how long something may take to be seen by another service (20)
  --url          where the region is, and
  --first-admin  the id of its first administrator; left out, both stand in the data folder
  --schema       prints the JSON Schema of scenario files, and plays nothing
  ESTAFETTE_DATA (.data) says where the data folder of the running region is.`;

/** What was asked for cannot be done; the usage is shown with it. */
class BadArguments extends Error {}

const regionSchema = z.object({ url: z.url(), firstAdmin: z.uuid() });
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function readArguments() {
  try {
    return parseArgs({
      options: {
        scenario: { type: 'string' },
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        patience: { type: 'string', default: '20' },
        url: { type: 'string' },
        'first-admin': { type: 'string' },
        schema: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new BadArguments((error as Error).message);
  }
}

async function findRegion(folder: string): Promise<z.output<typeof regionSchema>> {
  const file = join(folder, 'region.json');
  try {
    return regionSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new BadArguments(`${file} does not say where a region runs. Start one with: npm start`);
  }
}

async function main(): Promise<void> {
  const {
    scenario: file = RETURN_BREAD,
    json,
    out,
    url,
    'first-admin': firstAdmin,
    patience,
    schema,
  } = readArguments();
  if (schema) {
    say(JSON.stringify(scenarioJsonSchema(), null, 2));
    return;
  }
  if ((url === undefined) !== (firstAdmin === undefined))
    throw new BadArguments('--url and --first-admin go together.');
  const patienceMs = Number(patience) * 1_000;
  if (!(patienceMs >= 0)) throw new BadArguments('--patience is a number of seconds.');
  const folder = process.env['ESTAFETTE_DATA'] ?? '.data';
  const scenario = await readScenarioFile(file);
  const region = url === undefined || firstAdmin === undefined ? await findRegion(folder) : { url, firstAdmin };
  const tell = json ? inJson(say) : inWords(say);
  await playScenario({ ...region, scenario, out: out ?? join(folder, 'credentials'), tell, patienceMs });
}

try {
  await main();
} catch (error) {
  const expected = [StepFailed, ScenarioError, RegionAway, BadArguments].some((kind) => error instanceof kind);
  process.stderr.write(`\n${expected ? (error as Error).message : String((error as Error).stack)}\n`);
  if (error instanceof BadArguments) process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
}
