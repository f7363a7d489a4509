import { join } from 'node:path';
import { BadArguments, explainEnd, readArguments } from './arguments.js';
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
import { dataFolder, NoRegion, runningRegion } from './running-region.js';

const USAGE = `npm run demo -- [--scenario FILE] [--json] [--out FOLDER] [--patience SECONDS] [--url URL --first-admin ID]
  --scenario     another scenario file than that of the return bread
  --json         one JSON object per line, instead of words: who takes part, then each step
  --out          where credentials are written (credentials/ in the data folder)
  --patience     how long something may take to be seen by another service (20)
  --url          where the region is, and
  --first-admin  the id of its first administrator; left out, both stand in the data folder
  --schema       prints the JSON Schema of scenario files, and plays nothing
  ESTAFETTE_DATA (.data) says where the data folder of the running region is.`;

const OPTIONS = {
  scenario: { type: 'string' },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  patience: { type: 'string', default: '20' },
  url: { type: 'string' },
  'first-admin': { type: 'string' },
  schema: { type: 'boolean', default: false },
} as const;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<void> {
  const {
    scenario: file = RETURN_BREAD,
    json,
    out,
    url,
    'first-admin': firstAdmin,
    patience,
    schema,
  } = readArguments({ options: OPTIONS }).values;
  if (schema) {
    say(JSON.stringify(scenarioJsonSchema(), null, 2));
    return;
  }
  if ((url === undefined) !== (firstAdmin === undefined))
    throw new BadArguments('--url and --first-admin go together.');
  const patienceMs = Number(patience) * 1_000;
  if (!(patienceMs >= 0)) throw new BadArguments('--patience is a number of seconds.');
  const folder = dataFolder();
  const scenario = await readScenarioFile(file);
  const region = url === undefined || firstAdmin === undefined ? await runningRegion(folder) : { url, firstAdmin };
  const tell = json ? inJson(say) : inWords(say);
  await playScenario({ ...region, scenario, out: out ?? join(folder, 'credentials'), tell, patienceMs });
}

try {
  await main();
} catch (error) {
  process.stderr.write('\n');
  process.exitCode = explainEnd(error, USAGE, [StepFailed, ScenarioError, RegionAway, NoRegion]);
}
