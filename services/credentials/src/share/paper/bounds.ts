import type { Block, Run } from './flow.js';

/** So many characters are set at most, some forty pages: what is ours needs fewer, and what is not cannot take all of our time. */
const MOST_CHARACTERS = 120_000;
const MOST_AT_ONCE = 20_000;
const MOST_LINE_ENDS = 2_000;
/** What a text of its own takes at least, however short it is. */
const LEAST_AT_ONCE = 40;

/**
 * The same blocks within bounds: a text that is longer is cut, and of what comes past all bounds only that is said that there is more.
 *
 * @param rest what stands where something was cut
 */
export function bounded(blocks: readonly Block[], rest: string): Block[] {
  let left = MOST_CHARACTERS;
  let ends = MOST_LINE_ENDS;
  const within = (runs: readonly Run[]): Run[] => {
    const kept: Run[] = [];
    let here = MOST_AT_ONCE;
    left -= LEAST_AT_ONCE;
    for (const run of runs) {
      const most = Math.max(0, Math.min(here, left));
      const text = withLineEnds(run.text.slice(0, most), ends).toWellFormed();
      kept.push({ ...run, text });
      here -= text.length;
      left -= text.length;
      ends -= text.split('\n').length - 1;
      if (text.length < run.text.length) return [...kept, { text: rest, strong: false, lang: null }];
    }
    return kept;
  };
  const bounded: Block[] = [];
  for (const block of blocks) {
    if (left <= 0) break;
    bounded.push(inBlock(block, within, () => left > 0));
  }
  return bounded;
}

function inBlock(block: Block, within: (runs: readonly Run[]) => Run[], goesOn: () => boolean): Block {
  switch (block.kind) {
    case 'list':
      return { ...block, items: whileSo(block.items, goesOn, within) };
    case 'table':
      return {
        ...block,
        rows: whileSo(block.rows, goesOn, ({ header, said }) => ({
          header: within(header),
          said: whileSo(said, goesOn, within),
        })),
      };
    case 'qr-code':
      return block;
    default:
      return { ...block, runs: within(block.runs) };
  }
}

function whileSo<One, Other>(all: readonly One[], goesOn: () => boolean, map: (one: One) => Other): Other[] {
  const mapped: Other[] = [];
  for (const one of all) {
    if (!goesOn()) break;
    mapped.push(map(one));
  }
  return mapped;
}

/** Line ends take room that no character shows. */
function withLineEnds(text: string, most: number): string {
  let seen = 0;
  return text.replaceAll('\n', () => ((seen += 1) > most ? ' ' : '\n'));
}
