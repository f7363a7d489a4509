// Credentials that are baked into PNG and SVG (Open Badges 3.0, section 5.3); made by hand, since no library bakes version 3.0.

import { crc32 } from 'node:zlib';
import { zlibSync } from 'fflate';
import { forged, valid } from './cases.mjs';
import { change, small } from './documents.mjs';
import { compactJws, school, sign } from './sign.mjs';

const PNG = 'Open Badges 3.0, section 5.3.1: ';
const SVG = 'Open Badges 3.0, section 5.3.2: ';
const KEYWORD = 'openbadgecredential\0';

const uint32 = (number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};

function chunk(type, ...parts) {
  const data = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const typed = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([uint32(data.length), typed, uint32(crc32(typed))]);
}

/** One grey pixel, with other chunks behind the header. */
const png = (...chunks) =>
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', uint32(1), uint32(1), [8, 0, 0, 0, 0]),
    ...chunks,
    chunk('IDAT', zlibSync(Buffer.of(0, 128))),
    chunk('IEND'),
  ]);
const iTXt = (text) => chunk('iTXt', KEYWORD, [0, 0, 0, 0], text);
const compressed = (text) => chunk('iTXt', KEYWORD, [1, 0, 0, 0], zlibSync(Buffer.from(text)));

const svg = (...within) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 8 8">${within.join('')}<path d="M0 0h8v8z"/></svg>\n`,
  );
const cdata = (text) => `<openbadges:credential><![CDATA[${text}]]></openbadges:credential>`;
const verify = (text, content = '') => `<openbadges:credential verify="${text}">${content}</openbadges:credential>`;

export async function images() {
  const genuine = await sign(small(), school);
  const text = JSON.stringify(genuine);
  const altered = JSON.stringify(change(genuine, 'credentialSubject.achievement.name', 'Diploma'));
  const jwt = await compactJws(small(), school, { typ: 'vc+jwt' });
  const badWith = iTXt(text);
  badWith[badWith.length - 1] ^= 1;
  const good = (name, why, image) => valid(`images/${name}`, why, image);
  const bad = (name, why, image, code) => forged(`images/${name}`, why, image, [code]);
  return [
    good('png-json', `${PNG}JSON in an iTXt chunk.`, png(iTXt(text))),
    good('png-jwt', `${PNG}a JWT in an iTXt chunk.`, png(iTXt(jwt))),
    good('png-compressed', `${PNG}others compress it, though it should not be.`, png(compressed(text))),
    good(
      'png-beside-version-2',
      `${PNG}a badge of Open Badges 2.0 stands beside it.`,
      png(chunk('iTXt', 'openbadges\0', [0, 0, 0, 0], '{}'), iTXt(text)),
    ),
    good('svg-cdata', `${SVG}JSON in a CDATA section.`, svg(cdata(text))),
    good('svg-verify', `${SVG}a JWT in the attribute verify.`, svg(verify(jwt))),
    bad('png-altered', `${PNG}the image vouches for nothing in it.`, png(iTXt(altered)), 'signature-wrong'),
    bad('svg-altered', `${SVG}the image vouches for nothing in it.`, svg(cdata(altered)), 'signature-wrong'),
    bad(
      'svg-jwt-altered',
      `${SVG}a JWT with another signature.`,
      svg(verify(`${jwt.slice(0, jwt.lastIndexOf('.'))}.${'A'.repeat(86)}`)),
      'signature-wrong',
    ),
    bad(
      'png-cut-off',
      'PNG, section 5: an image that ends too early.',
      png(iTXt(text)).subarray(0, 60),
      'image-unreadable',
    ),
    bad(
      'svg-cut-off',
      'XML 1.0, section 2.1: an image that ends too early.',
      svg(cdata(text)).subarray(0, -9),
      'image-unreadable',
    ),
    bad(
      'png-grows',
      'RFC 1951: a few bytes that would unpack to more than anybody signs.',
      png(compressed(`{"a":"${'x'.repeat(257 * 1024)}"}`)),
      'image-too-large',
    ),
    bad(
      'svg-doctype',
      'XML 1.0, section 2.8: a document type, which may say something else to each reader.',
      Buffer.concat([Buffer.from('<!DOCTYPE svg [<!ENTITY a "b">]>'), svg(cdata(text))]),
      'image-has-doctype',
    ),
    bad(
      'png-of-version-2',
      `${PNG}a badge of Open Badges 2.0 only.`,
      png(chunk('iTXt', 'openbadges\0', [0, 0, 0, 0], '{}')),
      'image-without-credential',
    ),
    bad('svg-plain', `${SVG}a drawing and nothing else.`, svg(), 'image-without-credential'),
    bad(
      'png-twice',
      `${PNG}another credential behind the first.`,
      png(iTXt(text), iTXt(altered)),
      'image-with-several-credentials',
    ),
    bad(
      'svg-twice',
      `${SVG}another credential behind the first.`,
      svg(cdata(text), verify(jwt)),
      'image-with-several-credentials',
    ),
    bad('png-damaged', 'PNG, section 5.3: the CRC of the chunk is wrong.', png(badWith), 'image-credential-malformed'),
    bad(
      'png-in-text',
      `${PNG}in a tEXt chunk, which has no UTF-8.`,
      png(chunk('tEXt', KEYWORD, text)),
      'image-credential-malformed',
    ),
    bad(
      'svg-in-both',
      `${SVG}one credential in verify, another in the element.`,
      svg(verify(jwt, `<![CDATA[${text}]]>`)),
      'image-credential-malformed',
    ),
  ];
}
