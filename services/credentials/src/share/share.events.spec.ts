import { readFileSync } from 'node:fs';
import { EventRegistry } from '@estafette/event-store';
import { expect, it } from 'vitest';
import { share } from './share.stream.js';

const read = (version: number, more: object = {}): unknown => {
  const stored = readFileSync(new URL(`golden/share-opened.v${version}.json`, import.meta.url), 'utf8');
  return new EventRegistry([share]).upcast('ShareOpened', version, { ...(JSON.parse(stored) as object), ...more });
};
const [credentialId, whole] = [
  'b5899560-e792-5e26-9b6f-564601a1fe8d',
  ['challenge', 'leg', 'baton', 'statement', 'judgement'],
];

it('what was opened wholly or not at all before stays so, of each credential that was issued here', () => {
  expect(read(1)).toMatchObject({ credentials: [{ credentialId, path: [] }] });
  expect(read(2)).toMatchObject({ credentials: [{ credentialId, path: whole }] });
  const elsewhere = { importedCredentialId: '2f7c1d0e-6a54-5d0b-9a70-0c4a5b1f7e62' };
  expect(read(3)).toMatchObject({ credentials: [{ credentialId, path: whole }, elsewhere] });
  expect(read(3, { tellsPath: false })).toMatchObject({ credentials: [{ credentialId, path: [] }, elsewhere] });
  expect(read(3)).not.toHaveProperty('tellsPath');
});
