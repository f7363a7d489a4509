import { html, type Html } from '@estafette/service-host/html';

/** What a badge shows that nobody drew. */
export interface BadgeWords {
  readonly name: string;
  /** Null where the issuer tells none. */
  readonly issuer: string | null;
}

/** Across how much of the badge words may go, in its units of 512. */
const NAME = { across: 384, down: 210, most: 60, lines: 5 };
const ISSUER = { across: 330, down: 60, most: 26, lines: 2 };

/** What letters take at most: of their size in width, on average, and of a line in height. */
const WIDTH_OF_LETTER = 0.58;
const HEIGHT_OF_LINE = 1.18;

/**
 * The badge of an achievement that has no image of its own: its name and issuer, as SVG of 512 by 512. Pure: the same words give the
 * same badge. White on blue at a contrast of 8 to 1.
 */
export function drawBadge({ name, issuer }: BadgeWords): string {
  const title = issuer === null ? name : `${name} (${issuer})`;
  const drawing = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 512 512"
    width="512"
    height="512"
    role="img"
  >
    <title>${title}</title>
    <rect x="6" y="6" width="500" height="500" rx="88" fill="#0b4f9e" />
    <rect x="22" y="22" width="468" height="468" rx="74" fill="none" stroke="#ffffff" stroke-width="4" />
    <path d="M256 52l13 27 30 4-22 21 6 29-27-14-27 14 6-29-22-21 30-4z" fill="#ffd166" />
    <g fill="#ffffff" text-anchor="middle" font-family="'Atkinson Hyperlegible', system-ui, sans-serif">
      <g font-weight="700">${textAround(262, name, NAME)}</g>
      <path d="M176 384h160" stroke="#ffd166" stroke-width="4" />
      ${issuer !== null && textAround(432, issuer, ISSUER)}
    </g>
  </svg> `;
  return drawing.text;
}

/** Words in lines around a middle, as large as there is room for. */
function textAround(middle: number, words: string, room: typeof NAME): Html[] {
  const lines = wrap(words, room);
  const longest = Math.max(...lines.map((line) => lettersOf(line).length));
  const size = Math.floor(
    Math.min(room.most, room.across / (longest * WIDTH_OF_LETTER), room.down / (lines.length * HEIGHT_OF_LINE)),
  );
  const down = size * HEIGHT_OF_LINE;
  // Letters stand on their line: their middle lies a third of their size above it.
  const first = middle - ((lines.length - 1) * down) / 2 + size / 3;
  return lines.map(
    (line, index) => html`<text x="256" y="${(first + index * down).toFixed(1)}" font-size="${size}">${line}</text>`,
  );
}

/** In how many letters a line is tried; the first with which all fits is taken. */
const TRIES = [10, 13, 16, 20, 25, 30];

function wrap(words: string, { lines: most }: { readonly lines: number }): string[] {
  const said = words.replaceAll(/\s+/g, ' ').trim() || '–';
  const wrapped = TRIES.map((letters) => linesOf(said, letters));
  const fitting = wrapped.find((lines) => lines.length <= most);
  if (fitting) return fitting;
  const [first = [], last = TRIES.at(-1) ?? 0] = [wrapped.at(-1)];
  const end = lettersOf(first[most - 1] ?? '').slice(0, last - 1);
  return [...first.slice(0, most - 1), `${end.join('')}…`];
}

/** Greedy; a word that is longer than a line is parted. */
function linesOf(said: string, most: number): string[] {
  const pieces = said.split(' ').flatMap((word) => {
    const letters = lettersOf(word);
    return Array.from({ length: Math.ceil(letters.length / most) }, (_, at) =>
      letters.slice(at * most, (at + 1) * most).join(''),
    );
  });
  return pieces.reduce<string[]>((lines, piece) => {
    const line = lines.at(-1);
    const longer = `${line ?? ''} ${piece}`;
    if (line === undefined || lettersOf(longer).length > most) return [...lines, piece];
    return [...lines.slice(0, -1), longer];
  }, []);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a reader takes for letters, each perhaps of several characters. */
function lettersOf(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}
