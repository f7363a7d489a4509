import { crc32, deflateSync } from 'node:zlib';
import { bakePng, bakeSvg } from '@estafette/verifier';

// Images for the specs: some that may be uploaded, and many that may not, each with the codes that it is refused with.

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export function chunk(type: string, data: Uint8Array | string = ''): Buffer {
  const typeAndData = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
  const whole = Buffer.alloc(typeAndData.length + 8);
  whole.writeUInt32BE(typeAndData.length - 4);
  typeAndData.copy(whole, 4);
  whole.writeUInt32BE(crc32(typeAndData), typeAndData.length + 4);
  return whole;
}

interface Parts {
  readonly width?: number;
  readonly height?: number;
  /** Bits, colour, compression, filter, interlace. */
  readonly kind?: readonly [number, number, number, number, number];
  readonly rows?: Uint8Array;
  /** Between header and pixels, and behind the pixels. */
  readonly before?: readonly Buffer[];
  readonly after?: readonly Buffer[];
}

/** Grey, growing darker from left to right. */
const greyRows = (width: number, height: number): Buffer =>
  Buffer.concat(Array.from({ length: height }, () => Buffer.from([0, ...Array.from({ length: width }, (_, x) => x)])));

export function png(parts: Parts = {}): Buffer {
  const { width = 96, height = 96, kind = [8, 0, 0, 0, 0], before = [], after = [] } = parts;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set(kind, 8);
  const pixels = deflateSync(parts.rows ?? greyRows(width, height));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...before, chunk('IDAT', pixels), ...after, chunk('IEND')]);
}

const SVG = 'http://www.w3.org/2000/svg';
export const svg = (inside: string, attributes = 'viewBox="0 0 64 64"'): string =>
  `<svg xmlns="${SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`;

const dot = png().toString('base64');

/** A drawing with much of what editors write. */
export const DRAWING = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Drawn by hand -->
<svg xmlns="${SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
  width="64" height="64" inkscape:export-filename="C:\\badges\\loaf.png">
  <title>A loaf</title>
  <metadata><?xpacket begin="x"?><rdf:RDF><rdf:li>Brood</rdf:li><dc:source rdf:resource="https://school.example/loaf"/></rdf:RDF></metadata>
  <defs>
    <style><![CDATA[ .crust > path { fill: url(#brown); scroll-behavior: smooth } ]]></style>
    <linearGradient id="brown"><stop stop-color="#a52"/><stop offset="1" stop-color="#d96"/></linearGradient>
    <symbol id="loaf"><path d="M8 40h48v12H8z"/></symbol>
  </defs>
  <g class="crust"><use xlink:href="#loaf"/><use href="#loaf" y="4"/></g>
  <image href="data:image/png;base64,${dot}" width="8" height="8"/>
  <text x="8" y="20" font-family="Georgia">Brood &amp; meer</text>
</svg>
`;

const TYPES = { png: 'image/png', svg: 'image/svg+xml' } as const;
interface Hostile {
  readonly what: string;
  readonly type: string;
  readonly bytes: Uint8Array | string;
  readonly codes: readonly string[];
}

const hostile = (what: string, type: string, bytes: Uint8Array | string, ...codes: string[]): Hostile => ({
  what,
  type,
  bytes,
  codes,
});

const broken = (image: Buffer, at: number): Buffer => {
  const copy = Buffer.from(image);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
};

const PNGS: readonly (readonly [string, Uint8Array, ...string[]])[] = [
  ['half a PNG', png().subarray(0, -20), 'png-unreadable'],
  ['a PNG too small to see', png({ width: 89 }), 'png-dimensions'],
  ['a PNG too large to open', png({ height: 2049 }), 'png-dimensions'],
  [
    'a PNG that says it is huge',
    png({ width: 0x7fffffff, height: 0x7fffffff, rows: Buffer.alloc(9) }),
    'png-dimensions',
  ],
  ['a header that no PNG has', png({ kind: [8, 5, 0, 0, 0] }), 'png-header'],
  ['a way of filtering that nobody knows', png({ kind: [8, 0, 0, 1, 0] }), 'png-header'],
  ['damaged pixels', broken(png(), 50), 'png-crc'],
  ['fewer pixels than it says', png({ rows: greyRows(96, 95) }), 'png-pixels'],
  ['more pixels than it says, by far', png({ rows: Buffer.alloc(2 ** 24) }), 'png-pixels'],
  ['a row that is filtered as none is', png({ rows: Buffer.alloc(97 * 96, 9) }), 'png-pixels'],
  ['colours without a palette', png({ kind: [8, 3, 0, 0, 0] }), 'png-chunk-order'],
  ['pixels in two places', png({ after: [chunk('tIME', Buffer.alloc(7)), chunk('IDAT')] }), 'png-chunk-order'],
  ['a chunk that nobody knows', png({ before: [chunk('EVIL', 'x')] }), 'png-chunk-unknown'],
  ['something behind the end', Buffer.concat([png(), Buffer.from('<script>')]), 'png-more-behind'],
  ['a baked PNG', bakePng(png(), '{"a":1}'), 'image-baked'],
  ['a PNG baked for Open Badges 2.0', png({ after: [chunk('iTXt', 'openbadges\0\0\0\0\0{}')] }), 'image-baked'],
  [
    'several of these at once',
    Buffer.concat([bakePng(png({ width: 4000, before: [chunk('EVIL')] }), '{}'), Buffer.from('x')]),
    ...['png-chunk-unknown', 'png-more-behind', 'image-baked', 'png-dimensions'],
  ],
];

const inside = (what: string, content: string, ...codes: string[]) => [what, svg(content), ...codes] as const;

const SVGS: readonly (readonly [string, string, ...string[]])[] = [
  inside('a script', '<script>alert(1)</script>', 'svg-script'),
  inside('a script under another prefix', `<s:script xmlns:s="${SVG}">alert(1)</s:script>`, 'svg-script'),
  inside('a script of another namespace', '<script xmlns="urn:x">alert(1)</script>', 'svg-script'),
  inside('a script in capitals', '<SCRIPT>alert(1)</SCRIPT>', 'svg-script'),
  inside('a script in CDATA', '<script><![CDATA[alert(1)]]></script>', 'svg-script'),
  ['an event handler', svg('', 'viewBox="0 0 9 9" onload="alert(1)"'), 'svg-event-handler'],
  inside('an event handler in capitals', '<g ONCLICK="alert(1)"/>', 'svg-event-handler'),
  inside(
    'HTML',
    '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>',
    ...['svg-foreign-content', 'svg-foreign-content'],
  ),
  inside('HTML by itself', '<img xmlns="http://www.w3.org/1999/xhtml" alt=""/>', 'svg-foreign-content'),
  inside('a frame', '<iframe src="https://x.example"/>', 'svg-foreign-content', 'svg-reaches-out'),
  inside('a link', '<a href="https://x.example"><path d="M0 0"/></a>', 'svg-reaches-out'),
  inside('a link that runs', '<a xlink:href="java&#x0a;script:alert(1)"/>', 'svg-reaches-out'),
  inside('an image from elsewhere', '<image href="https://x.example/a.png"/>', 'svg-reaches-out'),
  inside('an image from anywhere', '<image xlink:href="//x.example/a.png"/>', 'svg-reaches-out'),
  inside('a drawing within', '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', 'svg-reaches-out'),
  inside('a part of another drawing', '<use href="https://x.example/a.svg#b"/>', 'svg-reaches-out'),
  inside('pixels where a part is meant', `<use href="data:image/png;base64,${dot}"/>`, 'svg-reaches-out'),
  inside('a filter from elsewhere', '<filter id="f"><feImage href="a.png"/></filter>', 'svg-reaches-out'),
  inside('a fill from elsewhere', '<path fill="url(https://x.example/#a)"/>', 'svg-reaches-out'),
  inside('a fill in quotes', `<path style="fill:URL( 'a.svg#a' )"/>`, 'svg-reaches-out'),
  inside('a style sheet from elsewhere', '<style>@import "https://x.example/a.css";</style>', 'svg-reaches-out'),
  inside('a font from elsewhere', '<style>@font-face{src:url(//x.example/a)}</style>', 'svg-reaches-out'),
  inside('style in CDATA', '<style><![CDATA[a{b:url(x)}]]></style>', 'svg-reaches-out'),
  inside('style in two parts', '<style>a{b:u<![CDATA[rl(x)]]>}</style>', 'svg-reaches-out'),
  inside('a set of images', '<style>svg{background:image-set("https://x.example/a" 1x)}</style>', 'svg-reaches-out'),
  inside('an escape in style', '<path fill="\\75rl(https://x.example/#a)"/>', 'svg-style-escape'),
  inside('style that runs', '<path style="width: expression(alert(1))"/>', 'svg-script'),
  ['a base elsewhere', svg('', 'viewBox="0 0 9 9" xml:base="https://x.example/"'), 'svg-reaches-out'],
  [
    'a style sheet before it',
    `<?xml version="1.0"?><?xml-stylesheet href="https://x.example/a.xsl" type="text/xsl"?>${svg('')}`,
    'svg-reaches-out',
  ],
  inside('an animated link', '<a><animate attributeName="href" to="#x"/></a>', 'svg-animates-reference'),
  inside('a set link', '<a><set attributeName="xlink:href" to="#x"/></a>', 'svg-animates-reference'),
  inside(
    'an animated handler',
    '<g><animate attributeName="onclick" values="javascript:alert(1)"/></g>',
    ...['svg-animates-reference', 'svg-script'],
  ),
  inside('a value that runs', '<set attributeName="x" to="java script:alert(1)"/>', 'svg-script'),
  inside('a comment that HTML ends at once', '<!--><b onclick=""/>-->', 'svg-misread'),
  inside('the same, longer', '<!---><b onclick=""/>-->', 'svg-misread'),
  inside('an instruction with a tag', '<?x ><img src="x" onerror="alert(1)"/>?>', 'svg-misread'),
  inside('a section with a tag', '<text><![CDATA[><img src="x" onerror="alert(1)"/>]]></text>', 'svg-misread'),
  inside('what HTML leaves a drawing at', '<p xmlns="urn:x"/>', 'svg-foreign-content'),
  inside('the same as SVG', '<text><span>x</span></text>', 'svg-foreign-content'),
  inside(
    'an element in a description',
    '<desc><style><!--</style><img onerror=""/>--></style></desc>',
    'svg-foreign-content',
  ),
  ['a document type', `<!DOCTYPE svg>${svg('')}`, 'svg-doctype'],
  ['entities', `<!DOCTYPE svg [<!ENTITY a "&b;&b;"><!ENTITY b "ha">]>${svg('<text>&a;</text>')}`, 'svg-doctype'],
  inside('an entity without one', '<text>&a;</text>', 'svg-malformed'),
  inside('half an element', '<g>', 'svg-malformed'),
  ['no SVG', '<html xmlns="http://www.w3.org/1999/xhtml"/>', 'svg-foreign-content', 'svg-not-svg'],
  ['no drawing at all', 'GIF89a', 'svg-malformed'],
  ['no size', svg('', 'width="100%"'), 'svg-without-size'],
  ['a baked SVG', bakeSvg(svg(''), '{"a":1}'), 'image-baked'],
  ['an SVG baked for Open Badges 2.0', svg('<o:assertion xmlns:o="http://openbadges.org" verify="x"/>'), 'image-baked'],
  inside('too many elements', '<g/>'.repeat(5_000), 'svg-too-complex'),
  inside(
    'several of these at once, and then half',
    '<script/>\n<g onclick="x"/><path fill="url(a)"/><g>',
    ...['svg-script', 'svg-event-handler', 'svg-reaches-out', 'svg-malformed'],
  ),
];

/** Each refused with these codes, in this order. */
export const HOSTILE: readonly Hostile[] = [
  ...PNGS.map(([what, bytes, ...codes]) => hostile(what, TYPES.png, bytes, ...codes)),
  ...SVGS.map(([what, text, ...codes]) => hostile(what, TYPES.svg, text, ...codes)),
  hostile('text in no UTF-8', TYPES.svg, Buffer.from([0x3c, 0xff]), 'svg-not-text'),
  hostile('too much', TYPES.png, Buffer.concat([png(), Buffer.alloc(512 * 1024)]), 'image-too-large'),
  hostile('a PNG that is called SVG', TYPES.svg, png(), 'image-of-another-type'),
  hostile('an SVG that is called PNG', TYPES.png, svg(''), 'image-of-another-type'),
];
