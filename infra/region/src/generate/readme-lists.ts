import { contractTypes } from '@estafette/contracts';
import type { ServiceDefinition } from '@estafette/service-host';
import { describePermission, routesOf } from '@estafette/service-host';

const BEGIN = '<!-- lists: made by `npm run -w infra/region generate` -->';
const END = '<!-- end of lists -->';

/** A service's README with its lists of commands, reads, events and views as the code has them now. */
export function withLists(readme: string, definition: ServiceDefinition): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  const lists = `${BEGIN}\n\n${listsOf(definition)}\n\n${END}\n`;
  if (begin < 0 || end < 0) return `${readme.trimEnd()}\n\n${lists}`;
  return `${readme.slice(0, begin)}${lists}${readme.slice(end + END.length).replace(/^\n/, '')}`;
}

function listsOf(definition: ServiceDefinition): string {
  const own = routesOf(definition).filter(({ spec }) => isOwn(definition, spec));
  const rows = (reads: boolean): string[] =>
    own
      .filter(({ method }) => (method === 'GET') === reads)
      .map(
        ({ method, path, permission, summary }) =>
          `| ${summary} | \`${method} ${path}\` | ${describePermission(permission)} |`,
      );
  const events = definition.streams
    .filter(({ events: types }) => Object.keys(types).length > 0)
    .map(({ name, events: types }) => `- \`${name}\`: ${codes(Object.keys(types))}`);
  const leaves = contractTypes.filter((type) => type.startsWith(`nl.estafette.${definition.name}.`));
  return [
    '## Commands',
    table(rows(false)),
    '## Reads',
    table(rows(true)),
    '## Events, by stream',
    events.join('\n'),
    '## What leaves the service',
    list(leaves),
    '## What it takes from others',
    `Follows: ${codes(definition.follows) || 'nothing'}${definition.memberships ? '' : ', and memberships'}.\nReacts to: ${codes(definition.reactsTo) || 'nothing'}.`,
    '## Views',
    list(definition.views.map(({ name, version }) => `${name} (version ${version})`)),
  ].join('\n\n');
}

/** Routes that every service has are told of once, in the host's README. */
function isOwn(definition: ServiceDefinition, spec: unknown): boolean {
  return !routesOf({ ...definition, controllers: [] }).some((route) => route.spec === spec);
}

function table(rows: readonly string[]): string {
  return rows.length === 0 ? 'None.' : ['| What | Route | Who |', '| --- | --- | --- |', ...rows].join('\n');
}

function list(items: readonly string[]): string {
  return items.length === 0 ? 'Nothing.' : items.map((item) => `- \`${item}\``).join('\n');
}

function codes(items: readonly string[]): string {
  return items.map((item) => `\`${item}\``).join(', ');
}
