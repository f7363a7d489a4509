import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, describePermission, routesOf } from '@estafette/service-host';
import { format, resolveConfig } from 'prettier';
import { withLists } from './generate/readme-lists.js';
import { SERVICES } from './run/services.js';

// Makes what is told of the services from their code: contracts/openapi/<service>.json, docs/permissions.md, and the lists
// in each service's README.
// With --check it changes nothing, and fails when what stands there is not what the code says.

const root = new URL('../../../', import.meta.url);

async function made(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const definition of SERVICES) {
    files.set(`contracts/openapi/${definition.name}.json`, `${JSON.stringify(await describe(definition), null, 2)}\n`);
  }
  for (const definition of SERVICES) {
    const file = `services/${definition.name}/README.md`;
    files.set(file, withLists(await readFile(new URL(file, root), 'utf8'), definition));
  }
  files.set('docs/permissions.md', permissions());
  const options = (await resolveConfig(new URL('package.json', root))) ?? {};
  for (const [file, text] of files) files.set(file, await format(text, { ...options, filepath: file }));
  return files;
}

function permissions(): string {
  const tables = SERVICES.map((definition) => {
    const rows = routesOf(definition).map(
      ({ method, path, permission, summary }) =>
        `| ${method} | \`${path}\` | ${describePermission(permission)} | ${summary} |`,
    );
    return `## ${definition.name}\n\n| Method | Address | Who | What |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Who may call what\n\nMade from the routes by \`npm run -w infra/region generate\`. The route checks role and organisation; what a person is to one stream (in its team, its assessor) its decider checks.\n\n${tables.join('\n')}`;
}

const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [file, text] of await made()) {
  const url = new URL(file, root);
  const there = await readFile(url, 'utf8').catch(() => '');
  if (there === text) continue;
  stale.push(file);
  if (!check) await writeFile(url, text);
}
process.stdout.write(
  stale.length === 0 ? 'up to date\n' : `${check ? 'not what the code says' : 'written'}: ${stale.join(', ')}\n`,
);
process.exitCode = check && stale.length > 0 ? 1 : 0;
