import { readFileSync } from 'node:fs';
import { EventRegistry } from '@estafette/event-store';
import { expect, it } from 'vitest';
import { instanceCredential } from './instance-credential.stream.js';

// Before there were messages each place had one bit, which was set or not.

const upcast = (type: string, file: string): unknown => {
  const stored = JSON.parse(readFileSync(new URL(`golden/${file}.v1.json`, import.meta.url), 'utf8')) as object;
  return new EventRegistry([instanceCredential]).upcast(type, 1, stored);
};
const place = { purpose: 'suspension', size: 1, list: 1, index: 4711 };

it('places and values of before say the same in today’s form', () => {
  expect(upcast('InstanceCredentialIssued', 'instance-credential-issued')).toMatchObject({ places: [place] });
  expect(upcast('InstanceCredentialStatusSet', 'instance-credential-status-set')).toMatchObject({ place, value: 1 });
});
