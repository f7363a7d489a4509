// Makes the corpus anew: node libs/verifier/corpus/make.mjs. Keys, moments and bytes are fixed, so nothing changes unless a case did.
// What each case should come to is written here by hand, from the standards; the verifier is not asked.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { altered } from './make/altered.mjs';
import { attacks } from './make/attacks.mjs';
import { contexts, dataModel, dates } from './make/data-model.mjs';
import { forms } from './make/forms.mjs';
import { images } from './make/images.mjs';
import { jwts } from './make/jwts.mjs';
import { keys } from './make/keys.mjs';
import { leaves } from './make/leaves.mjs';
import { malleability } from './make/malleability.mjs';
import { messages } from './make/messages.mjs';
import { proofs } from './make/proofs.mjs';
import { records } from './make/records.mjs';
import { sdJwts } from './make/sd-jwts.mjs';
import { status } from './make/status.mjs';
import { toldApart } from './make/told-apart.mjs';
import { endorsements, presentations } from './make/within.mjs';

const groups = [
  altered,
  leaves,
  dataModel,
  contexts,
  dates,
  proofs,
  malleability,
  keys,
  status,
  messages,
  forms,
  attacks,
  endorsements,
  presentations,
  records,
  sdJwts,
  jwts,
  images,
  toldApart,
];
const directory = new URL('./cases/', import.meta.url);

const files = new Map();
for (const group of groups) {
  for (const one of await group()) {
    const file = `${one.name}.json`;
    if (files.has(file)) throw new Error(`Two cases are named ${one.name}.`);
    files.set(file, JSON.stringify(one));
  }
}

for (const [file, text] of files) {
  const url = new URL(file, directory);
  await mkdir(dirname(url.pathname), { recursive: true });
  await writeFile(url, await format(text, { ...(await resolveConfig(url)), parser: 'json' }));
}
for (const file of await readdir(directory, { recursive: true })) {
  if (file.endsWith('.json') && !files.has(file)) await rm(new URL(file, directory));
}
process.stdout.write(`${files.size} cases\n`);
