import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inWords } from '@estafette/region';

type Tell = ReturnType<typeof inWords>;

const BEGIN = '<!-- story: made by `npm run -w journeys readme` -->\n\n```text\n';
const END = '\n```\n\n<!-- end of story -->';

/** The README of the project. */
export const README = fileURLToPath(new URL('../../README.md', import.meta.url));

/** Tells as `npm start` does, with credentials in the folder that a newcomer has. */
export function asNewcomer(line: (text: string) => void): Tell {
  const tell = inWords(line);
  return (told) => {
    const near = (file: string) => join(process.cwd(), '.data', 'credentials', basename(file));
    tell(told.kind === 'credential' ? { ...told, earned: { ...told.earned, file: near(told.earned.file) } } : told);
  };
}

/** The README with the story as it went now, from the first step on. */
export function withStory(readme: string, lines: readonly string[]): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no place for the story: ${BEGIN}…${END}`);
  const firstStep = lines.findIndex((line) => line.startsWith('   1. '));
  const story = lines
    .slice(firstStep - 1)
    .join('\n')
    .trim();
  return readme.slice(0, begin + BEGIN.length) + story + readme.slice(end);
}
