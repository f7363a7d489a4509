import { describe } from 'vitest';
import { DRAWING, png, pngChunk } from '../images/images.example.js';
import { bakePng, bakeSvg } from '../images/index.js';
import { exampleSigner } from '../keys/signer.example.js';
import { signDocument } from '../proof/sign.js';
import { returnBread } from '../return-bread.example.js';
import { verify } from '../verify.js';
import { bytesFrom } from './bytes.arbitrary.js';
import { fuzz, isGenuine } from './fuzz.set-up.js';
import { meaningOf } from './meaning.example.js';

// Images that a genuine credential is baked into, damaged or altered: nothing else than what was baked may come out as genuine.

const key = exampleSigner(7);
const now = new Date('2026-12-01T00:00:00Z');
const text = JSON.stringify(await signDocument(returnBread(key.did), key, new Date('2026-11-21T14:40:00Z')));
const meaning = meaningOf(JSON.parse(text));
const pngs = [bakePng(png(), text)];
const svgs = [bakeSvg(DRAWING, text), bakeSvg(DRAWING, JSON.stringify(JSON.parse(text), null, 2))];

/** The very chunk, written by other code than ours; damage to other chunks is nothing to what was baked. */
const baked = pngChunk('iTXt', `openbadgecredential\0\0\0\0\0${text}`);

/** What an SVG holds, by the least that a reader of XML does. */
function textInSvg(image: Buffer): string | undefined {
  const found = /<openbadges:credential[^>]*>(.*)<\/openbadges:credential\s*>/s.exec(image.toString('utf8'))?.[1];
  const withoutComments = found?.replace(/<!--.*?-->|<\?.*?\?>/gs, '');
  return withoutComments?.replace(/<!\[CDATA\[(.*?)\]\]>|&(amp|lt|gt|quot|apos);|&#(x?)([0-9a-f]+);/gis, decoded);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(_: string, cdata?: string, entity?: string, hex?: string, code?: string): string {
  if (cdata !== undefined) return cdata;
  if (entity !== undefined) return ENTITIES[entity] ?? '';
  return String.fromCodePoint(Number.parseInt(code ?? '', hex === '' ? 10 : 16));
}

const means = (read: string | undefined): boolean => read !== undefined && meaningOf(JSON.parse(read)) === meaning;

describe('an image that was altered', () => {
  fuzz('PNG', {
    share: 0.06,
    input: bytesFrom(pngs, (file) => file, [
      'iTXt',
      'tEXt',
      'IEND',
      'IDAT',
      '\0\0\0\0',
      'openbadgecredential\0',
      '\x89PNG',
    ]),
    ask: ([, image]) => verify(image, { now }),
    holds: ([, image], said) => !isGenuine(said) || image.includes(baked),
  });

  const pieces = [
    '<',
    '>',
    '"',
    '&',
    '<!--',
    '-->',
    ']]>',
    '<![CDATA[',
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '&a;',
    '&#10;',
    ' ',
    '\n',
    '<?x ?>',
    '<g/>',
    '</svg>',
    'xmlns:openbadges="x"',
  ];
  fuzz('SVG', {
    share: 0.06,
    input: bytesFrom(svgs, (file) => Buffer.from(file), pieces),
    ask: ([, image]) => verify(image, { now }),
    holds: ([, image], said) => !isGenuine(said) || means(textInSvg(image)),
  });
});
