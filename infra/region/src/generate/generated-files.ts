import { readFile } from 'node:fs/promises';
import { describe, describePermission, routesOf } from '@estafette/service-host';
import { format, resolveConfig } from 'prettier';
import { SERVICES } from '../run/services.js';
import { withLists } from './readme-lists.js';

/** What a project folder should hold, by path: made from the code, and from the READMEs that stand there. */
export async function generatedFiles(root: URL): Promise<ReadonlyMap<string, string>> {
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

/** Those of the files that are absent, or say something else than they should. */
export async function staleFiles(root: URL, files: ReadonlyMap<string, string>): Promise<string[]> {
  const found = await Promise.all(
    [...files].map(async ([file, text]) => {
      const there = await readFile(new URL(file, root), 'utf8').catch(() => null);
      return there === text ? [] : [file];
    }),
  );
  return found.flat();
}

function permissions(): string {
  const tables = SERVICES.map((definition) => {
    const rows = routesOf(definition).map(
      ({ method, path, permission, summary }) =>
        `| ${method} | \`${path}\` | ${describePermission(permission)} | ${summary} |`,
    );
    return `## ${definition.name}\n\n| Method | Address | Who | What |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Who may call what\n\nMade from the routes by \`npm run -w infra/region generate\`. The route checks role and organisation; what a person is to one stream (in its team, its assessor) its decider checks.\n\nAddresses are those of a service; behind the front of a region its name stands before them: \`/challenges/v1/challenges\`. People send a token of [identity](../services/identity/README.md), and say in \`Estafette-Acting-For\` for which of their organisations they act, or \`self\`; where only one of these fits it may be left out.\n\n${tables.join('\n')}`;
}
