// An entry of its own: only tests read examples, a running service never loads them.
import { readFileSync } from 'node:fs';
import type { CloudEvent, ContractType } from './cloud-event.js';

const TYPE = /^nl\.estafette\.(?<service>[a-z0-9-]+)\.(?<event>[a-z0-9-]+\.v[0-9]+)$/;

/** The example of a contract: a whole event of the case of return bread. A fresh copy on every call. */
export function exampleOf<T extends ContractType>(type: T): CloudEvent<T> {
  const { service, event } = TYPE.exec(type)?.groups ?? {};
  if (service === undefined || event === undefined) throw new Error(`${type} is not the type name of a contract`);
  const file = new URL(`../events/${service}/${event}.example.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as CloudEvent<T>;
}
