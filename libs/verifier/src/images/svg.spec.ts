import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BakingError, MAX_BAKED_BYTES, MAX_IMAGE_BYTES } from './baked-image.js';
import { CREDENTIAL, DRAWING, JWS } from './images.example.js';
import { bakeSvg, unbakeSvg } from './svg.js';

const OB = 'https://purl.imsglobal.org/ob/v3p0';
const SVG = 'http://www.w3.org/2000/svg';

const drawing = (inside: string, attributes = `xmlns:o="${OB}"`): string =>
  `<svg xmlns="${SVG}" ${attributes}><g>${inside}</g></svg>`;

const isXml = (text: string): boolean => !/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/.test(text) && text.trim() !== '';
/** With much of what XML has a meaning for. */
const texts = fc
  .array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(']]>', ']]', ']', '>', '&', '&amp;', '<', '"', '\r', '\n')),
    { minLength: 1, maxLength: 20 },
  )
  .map((parts) => parts.join(''))
  .filter(isXml);

describe('bakeSvg', () => {
  it('takes out again what was baked, in whichever drawing', () => {
    const drawings = [DRAWING, drawing(''), `<svg xmlns='${SVG}'/>`, bakeSvg(DRAWING, JWS)];
    fc.assert(
      fc.property(texts, fc.constantFrom(...drawings), (text, svg) => {
        const baked = bakeSvg(svg, text);
        expect(unbakeSvg(baked)).toEqual({ text });
        expect(unbakeSvg(new TextEncoder().encode(baked))).toEqual({ text });
      }),
      { numRuns: 1000 },
    );
  });

  it('writes JSON as the specification shows it', () => {
    expect(bakeSvg(`<svg xmlns="${SVG}"><g/></svg>`, '{"a":"]]>"}')).toBe(
      `<svg xmlns:openbadges="${OB}" xmlns="${SVG}">` +
        '<openbadges:credential><![CDATA[{"a":"]]]]><![CDATA[>"}]]></openbadges:credential><g/></svg>',
    );
  });

  it('writes a compact JWS as the specification shows it', () => {
    expect(bakeSvg(`<s:svg xmlns:s="${SVG}" />\n`, JWS)).toBe(
      `<s:svg xmlns:openbadges="${OB}" xmlns:s="${SVG}" >` +
        `<openbadges:credential verify="${JWS}"></openbadges:credential></s:svg>\n`,
    );
  });

  it('replaces every credential that is there, and leaves the rest', () => {
    const baked = bakeSvg(DRAWING, CREDENTIAL);
    expect(bakeSvg(bakeSvg(DRAWING, JWS), CREDENTIAL)).toBe(baked);
    const old = `<credential xmlns="${OB}" verify="a.b.c"/>`;
    const odd = `<o:credential xmlns:o="${OB}"><g>a</g>b<o:credential/>c</o:credential>`;
    const several = baked.replace('<path', `${old}<path`).replace('</svg>', `<g>${odd}</g></svg>`);
    expect(bakeSvg(several, CREDENTIAL)).toBe(baked.replace('</svg>', '<g></g></svg>'));
  });

  it('leaves a badge of Open Badges 2.0, whose prefix is the same', () => {
    const assertion = '<openbadges:assertion verify="a.b.c"/>';
    const svg = `<svg xmlns="${SVG}" xmlns:openbadges="http://openbadges.org">${assertion}</svg>`;
    const baked = bakeSvg(svg, JWS);
    expect(baked).toBe(
      svg.replace(
        assertion,
        `<openbadges:credential xmlns:openbadges="${OB}" verify="${JWS}"></openbadges:credential>${assertion}`,
      ),
    );
  });

  it.each([
    ['what is no drawing', '<html/>', CREDENTIAL, 'image-unreadable'],
    ['a drawing with a document type', `<!DOCTYPE svg>${DRAWING}`, CREDENTIAL, 'image-has-doctype'],
    ['nothing', DRAWING, ' \n', 'image-credential-malformed'],
    ['half a character', DRAWING, '{"a":"\ud83e"}', 'image-credential-malformed'],
    ['a character that XML has none of', DRAWING, '{"a":"\uffff"}', 'image-credential-malformed'],
    ['too much', DRAWING, 'é'.repeat(MAX_BAKED_BYTES / 2 + 1), 'image-too-large'],
  ])('refuses %s', (_, svg, text, code) => {
    expect(() => bakeSvg(svg, text)).toThrow(expect.objectContaining({ name: BakingError.name, code }));
  });
});

describe('unbakeSvg', () => {
  it.each([
    ['the example of the specification', `<o:credential>\n <![CDATA[\n {"a":1}\n ]]>\n</o:credential>`, '{"a":1}'],
    ['plain text', '<o:credential>{"a":"&lt;&amp;&#233;&#xE9;&quot;&apos;&gt;"}</o:credential>', '{"a":"<&éé"\'>"}'],
    ['text and CDATA', '<o:credential>{"a":<![CDATA["<"]]>}</o:credential>', '{"a":"<"}'],
    ['text around a comment', '<o:credential>{<!-- "b":2 --><?b 3?>"a":1}</o:credential>', '{"a":1}'],
    ['a signature', `<o:credential verify='${JWS}'></o:credential>`, JWS],
    ['a signature and space', `<o:credential verify = "${JWS}" >\n</o:credential >`, JWS],
    ['an empty verify', '<o:credential verify="">{}</o:credential>', '{}'],
    ['another prefix', `<x-1.é:credential xmlns:x-1.é="${OB}">{}</x-1.é:credential>`, '{}'],
    ['the default namespace', `<credential xmlns="${OB}">{}</credential>`, '{}'],
    [
      'a namespace with references',
      `<credential xmlns="&#104;ttps:&#x2f;/purl.imsglobal.org/ob/v3p0">{}</credential>`,
      '{}',
    ],
    ['line ends of Windows', '<o:credential>{\r\n}\r</o:credential>', '{\n}'],
  ])('reads %s', (_, inside, text) => {
    const unbaked = unbakeSvg(drawing(inside));
    expect(unbaked).toEqual({ text: expect.any(String) });
    expect('text' in unbaked && unbaked.text.trim()).toBe(text);
  });

  it('reads the drawing in other forms of UTF-8', () => {
    const text = CREDENTIAL;
    const bare = bakeSvg(drawing(''), CREDENTIAL);
    for (const before of [
      '\ufeff',
      '\n',
      "<?xml version='1.0'?>",
      '<?xml version="1.0" encoding="utf-8"?><?x?><!---->',
    ]) {
      expect(unbakeSvg(before + bare)).toEqual({ text });
      expect(unbakeSvg(new TextEncoder().encode(before + bare))).toEqual({ text });
    }
  });

  it('finds no credential in what only looks like one', () => {
    const without = [
      '<credential>{}</credential>',
      '<openbadges:credential xmlns:openbadges="http://openbadges.org">{}</openbadges:credential>',
      `<o:Credential>{}</o:Credential>`,
      '<o:assertion verify="a.b.c"/>',
      '<!-- <o:credential>{}</o:credential> -->',
      '<![CDATA[<o:credential>{}</o:credential>]]>',
      '<?o <o:credential>{}</o:credential> ?>',
      '&lt;o:credential>{}&lt;/o:credential>',
      `<g o:credential="{}"/>`,
      `<g xmlns:o="urn:other"><o:credential>{}</o:credential></g>`,
    ];
    for (const inside of without) {
      expect(unbakeSvg(drawing(inside)), inside).toEqual({ fault: 'image-without-credential' });
      expect(unbakeSvg(drawing(`${inside}<o:credential>{}</o:credential>`)), inside).toEqual({ text: '{}' });
    }
  });

  const baked = bakeSvg(DRAWING, CREDENTIAL);
  const one = '<o:credential>{}</o:credential>';
  it.each([
    ['two', drawing(one + one), 'image-with-several-credentials'],
    [
      'two in different forms',
      drawing(`${one}<credential xmlns="${OB}" verify="a.b.c"/>`),
      'image-with-several-credentials',
    ],
    ['one in the other', drawing(`<o:credential>${one}</o:credential>`), 'image-credential-malformed'],
    ['elements inside', drawing('<o:credential>{}<g/></o:credential>'), 'image-credential-malformed'],
    ['nothing inside', drawing('<o:credential/>'), 'image-credential-malformed'],
    [
      'only space inside',
      drawing('<o:credential verify=" "> <![CDATA[ ]]></o:credential>'),
      'image-credential-malformed',
    ],
    ['both forms', drawing(`<o:credential verify="${JWS}">{}</o:credential>`), 'image-credential-malformed'],
    [
      'too large a credential',
      drawing(`<o:credential>${'é'.repeat(MAX_BAKED_BYTES / 2)}x</o:credential>`),
      'image-too-large',
    ],
    ['too large an image', drawing(one) + ' '.repeat(MAX_IMAGE_BYTES), 'image-too-large'],
    ['a document type', `<!DOCTYPE svg>${baked.slice(baked.indexOf('<svg'))}`, 'image-has-doctype'],
    [
      'entities',
      `<!DOCTYPE svg [<!ENTITY a "{}">]>${drawing('<o:credential>&a;</o:credential>')}`,
      'image-has-doctype',
    ],
    ['an entity that nobody declared', drawing('<o:credential>&a;</o:credential>'), 'image-unreadable'],
    ['another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?>${drawing(one)}`, 'image-unreadable'],
    ['another root', `<html xmlns="${SVG}" xmlns:o="${OB}">${one}</html>`, 'image-unreadable'],
    ['a root in no namespace', `<svg xmlns:o="${OB}">${one}</svg>`, 'image-unreadable'],
    ['half a drawing', baked.slice(0, -10), 'image-unreadable'],
    ['half a character', drawing('<o:credential>\ud83e</o:credential>'), 'image-unreadable'],
  ])('refuses %s', (_, svg, fault) => {
    expect(unbakeSvg(svg)).toEqual({ fault });
  });

  it('refuses what is no UTF-8', () => {
    expect(unbakeSvg(Buffer.from(drawing('<o:credential>é</o:credential>'), 'latin1'))).toEqual({
      fault: 'image-unreadable',
    });
    expect(unbakeSvg(Buffer.from(drawing(one), 'utf16le'))).toEqual({ fault: 'image-unreadable' });
  });
});
