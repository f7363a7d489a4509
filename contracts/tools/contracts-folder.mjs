// Reads the source of truth: events/<service>/<event>.v<n>.schema.json with its example beside it, and the envelope.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ENVELOPE = 'events/cloud-event.schema.json';
export const GENERATED = '// Generated from contracts/events by `npm run -w contracts generate`. Do not edit.';

const SCHEMA_FILE = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.v([1-9][0-9]*)\.schema\.json$/;
const byCodeUnit = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const pascalCase = (words) => words.replace(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/**
 * One entry per contract, in the order of its type name, so that everything generated from it is stable.
 * `example` is undefined when the file is missing; `strays` are the files that are neither a schema nor an example of one.
 */
export function readContracts(folder) {
  const events = join(folder, 'events');
  const services = readdirSync(events, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const contracts = [];
  const strays = [];
  for (const { name: service } of services) {
    const files = readdirSync(join(events, service));
    const examples = new Set(files.filter((file) => file.endsWith('.example.json')));
    for (const file of files.filter((file) => !examples.has(file))) {
      const [, event, version] = SCHEMA_FILE.exec(file) ?? [];
      if (event === undefined) {
        strays.push(`events/${service}/${file}`);
        continue;
      }
      const exampleFile = file.replace('.schema.json', '.example.json');
      examples.delete(exampleFile);
      const examplePath = join(events, service, exampleFile);
      contracts.push({
        service,
        event,
        version: Number(version),
        type: `nl.estafette.${service}.${event}.v${version}`,
        interfaceName: pascalCase(event) + (version === '1' ? '' : `V${version}`),
        schemaFile: `events/${service}/${file}`,
        exampleFile: `events/${service}/${exampleFile}`,
        schema: readJson(join(events, service, file)),
        example: existsSync(examplePath) ? readJson(examplePath) : undefined,
      });
    }
    strays.push(...[...examples].map((file) => `events/${service}/${file}`));
  }
  contracts.sort((a, b) => byCodeUnit(a.type, b.type));
  return { contracts, strays: strays.sort(byCodeUnit), envelope: readJson(join(folder, ENVELOPE)) };
}
