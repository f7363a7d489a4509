import { crc32, deflateSync } from 'node:zlib';

// Small images for specs, and a reader of PNG that shares nothing with the one under test.

export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export function pngChunk(type: string, data: Uint8Array | string): Buffer {
  const typeAndData = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
  const whole = Buffer.alloc(typeAndData.length + 8);
  whole.writeUInt32BE(typeAndData.length - 4);
  typeAndData.copy(whole, 4);
  whole.writeUInt32BE(crc32(typeAndData), typeAndData.length + 4);
  return whole;
}

/** Two by two grey pixels, with other chunks behind the header. */
export function png(...chunks: readonly Uint8Array[]): Buffer {
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
  const pixels = deflateSync(Buffer.from([0, 10, 20, 0, 30, 40]));
  return Buffer.concat([
    SIGNATURE,
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Throws when the signature, a length or a CRC is wrong. */
export function readPng(image: Uint8Array): PngChunk[] {
  const bytes = Buffer.from(image);
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('signature');
  const chunks: PngChunk[] = [];
  let at = 8;
  while (at < bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (bytes.readUInt32BE(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) throw new Error('CRC');
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end - 4) });
    at = end;
  }
  return chunks;
}

export const CREDENTIAL = JSON.stringify({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  name: 'Broodje "retour" ]]> & <b> 🥖 é',
});
export const JWS = 'eyJhbGciOiJFZERTQSJ9.eyJuYW1lIjoiQnJlYWQifQ.c2lnbmF0dXJl-_';

export const DRAWING = `<?xml version="1.0" encoding="UTF-8"?>
<!-- A loaf -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 8">
  <style><![CDATA[ path > a { fill: red } ]]></style>
  <path d='M0 0h8v8z' xlink:href="#x"/><text>Bread &amp; more &#x1F956;</text>
</svg>
`;
