/** How wide a line is before it is broken, and how many there are at most, of what a picture tells. */
const WIDTH = 34;
const LINES = 4;

/**
 * The picture that a European Digital Credential must have for each language that it is shown in: its name, who gave it, and when.
 *
 * @returns SVG without scripts or anything from elsewhere, in base64
 */
export function pictureOf(name: string, issuer: string, date: string): string {
  const title = linesOf(name).map((line, index) => `<tspan x="48" y="${150 + index * 52}">${escaped(line)}</tspan>`);
  const by = linesOf(issuer)[0] ?? '';
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 842 595" width="842" height="595" font-family="sans-serif">' +
    '<rect width="842" height="595" fill="#fff"/><rect width="842" height="16" fill="#154273"/>' +
    `<text font-size="40" font-weight="bold" fill="#154273">${title.join('')}</text>` +
    `<text x="48" y="480" font-size="26" fill="#222">${escaped(by)}</text>` +
    `<text x="48" y="520" font-size="20" fill="#222">${escaped(date)}</text></svg>`;
  return Buffer.from(svg).toString('base64');
}

function linesOf(words: string): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/u)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word));
  }
  return lines.length > LINES ? [...lines.slice(0, LINES - 1), `${lines[LINES - 1] ?? ''} …`] : lines;
}

/** Not within a character that is a surrogate pair. */
function cut(word: string): string {
  return word.length > WIDTH ? `${word.slice(0, WIDTH - 1).replace(/[\ud800-\udbff]$/, '')}…` : word;
}

/** XML 1.0 has no control characters, also not escaped ones. */
function escaped(words: string): string {
  return words
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll(/[&<>"']/g, (one) => `&#${one.codePointAt(0) ?? 0};`);
}
