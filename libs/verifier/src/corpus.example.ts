import { readdirSync, readFileSync } from 'node:fs';
import { credentialFromTemplate } from './canonical/template.js';
import type { Case } from './corpus-case.example.js';
import { isObject } from './document/kinds.js';

export * from './corpus-case.example.js';

// For specs only: the known-good and known-bad credentials, made by libraries of others; see ../corpus/README.md.

const directory = new URL('../corpus/cases/', import.meta.url);

/** Every case, with the file that it stands in, below `corpus/cases`. */
export function readCorpus(): { readonly file: string; readonly one: Case }[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, one: JSON.parse(readFileSync(new URL(file, directory), 'utf8')) as Case }));
}

/** Cases of which the second lineage says something else than we do, or cannot say anything, and why. */
export const APART = JSON.parse(
  readFileSync(new URL('../corpus/second-lineage.json', import.meta.url), 'utf8'),
) as readonly { readonly why: string; readonly cases: readonly string[] }[];

export const APART_FROM_SECOND_LINEAGE: ReadonlySet<string> = new Set(APART.flatMap(({ cases }) => cases));

/** Genuine credentials of other shapes than ours, which Digital Bazaar's library takes too: for a comparison of speed. */
export function foreignCases(): Case[] {
  return readCorpus()
    .map(({ one }) => one)
    .filter(({ name, verdict, elsewhere }) => /^(?:forms|contexts)\//.test(name) && verdict === 'valid' && !elsewhere)
    .filter(({ document }) => {
      if (!isObject(document)) return false;
      const { proof: _, ...unsecured } = document;
      return credentialFromTemplate(unsecured) === undefined;
    });
}
