import type { PageLanguage } from '../share.events.js';
import { en } from './words.en.js';
import { nl } from './words.nl.js';

export type Words = typeof nl;

/** All that the page says in words of its own. */
export const WORDS: Readonly<Record<PageLanguage, Words>> = { nl, en };
