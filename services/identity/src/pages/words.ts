import type { Language } from './language.js';
import { en } from './words.en.js';
import { nl } from './words.nl.js';

export type Words = typeof nl;

/** All that the pages say. */
export const WORDS: Readonly<Record<Language, Words>> = { nl, en };
