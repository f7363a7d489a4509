import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFrom } from '../fuzz/bytes.arbitrary.js';
import { exampleSigner } from '../keys/signer.example.js';
import * as node from './node.js';
import * as web from './web.js';

// Whatever a browser answers is what Node answers, whose cryptography is by others.

const ORDER_OF_THE_GROUP = 2n ** 252n + 27742317777372353535851937790883648493n;

describe('what a browser gives', () => {
  it('is the same hash, of texts and of bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array()), (data) => {
        fc.pre(typeof data !== 'string' || data.isWellFormed());
        expect(web.sha256Hex(data)).toBe(node.sha256Hex(data));
        expect(Uint8Array.from(web.sha256(data))).toEqual(Uint8Array.from(node.sha256(data)));
      }),
    );
  });

  it('is the same judgement on a signature, with any bit of it, of the key or of the data turned', () => {
    const signer = exampleSigner(5);
    const { publicKey } = signer;
    const data = new TextEncoder().encode('bread');
    const signature = signer.sign(data);
    expect(web.verifyEd25519(publicKey, data, signature)).toBe(true);
    const turned = (bytes: Uint8Array, bit: number): Uint8Array =>
      bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
    for (let bit = 0; bit < 512; bit += 5) {
      expect(web.verifyEd25519(publicKey, data, turned(signature, bit))).toBe(false);
      const [key, altered] = [turned(publicKey, bit % 256), turned(data, bit % 40)];
      expect(web.verifyEd25519(key, data, signature)).toBe(node.verifyEd25519(key, data, signature));
      expect(web.verifyEd25519(publicKey, altered, signature)).toBe(false);
    }
  });

  it('refuses a signature in its second form, with S + L for S', () => {
    const signer = exampleSigner(5);
    const { publicKey } = signer;
    const data = new TextEncoder().encode('bread');
    const signature = Buffer.from(signer.sign(data));
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + ORDER_OF_THE_GROUP;
    const second = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    const forged = Buffer.concat([signature.subarray(0, 32), second]);
    expect([web, node].map((one) => one.verifyEd25519(publicKey, data, forged))).toEqual([false, false]);
  });

  it('packs what Node unpacks, and unpacks what Node packs, within bounds', () => {
    const bits = new Uint8Array(16_384).fill(7, 100, 200);
    expect(Uint8Array.from(node.gunzip(web.gzip(bits), 16_384))).toEqual(bits);
    expect(web.gunzip(node.gzip(bits), 16_384)).toEqual(bits);
    for (const { gunzip } of [web, node]) {
      expect(() => gunzip(gzipSync(new Uint8Array(16_385)), 16_384)).toThrow();
      expect(() => gunzip(gzipSync(new Uint8Array(200_000_000)), 16_384)).toThrow();
      expect(() => gunzip(gzipSync(bits).subarray(0, 30), 16_384)).toThrow();
      expect(() => gunzip(Uint8Array.of(1, 2, 3), 16_384)).toThrow();
    }
  });

  it('unpacks what Node unpacks, and nothing else, whatever was done to it', () => {
    const bits = new Uint8Array(16_384).fill(7, 100, 200);
    const files = [node.gzip(bits), Buffer.concat([node.gzip(bits), node.gzip(bits)])];
    const unpacked = ({ gunzip }: typeof web | typeof node, file: Uint8Array): string | undefined => {
      try {
        return Buffer.from(gunzip(file, 65_536)).toString('base64');
      } catch {
        return undefined;
      }
    };
    const [file = new Uint8Array()] = files;
    const tail = file.subarray(-8);
    for (const put of [[0], [0, 0], [1], [0x1f, 0x8b], tail, file.subarray(0, 12), file]) {
      expect(
        unpacked(node, Buffer.concat([file, Uint8Array.from(put)])),
        `${put.length} after its end`,
      ).toBeUndefined();
    }
    const [head, content] = [file.subarray(0, 10), file.subarray(10)];
    const wronglyStored = Buffer.concat([head, Uint8Array.of(0, 0, 0, 0, 3), content]);
    for (const one of [web, node]) expect(unpacked(one, wronglyStored), 'a stored block of no length').toBeUndefined();
    fc.assert(
      fc.property(
        bytesFrom(files, (one) => one, ['\x1f\x8b\x08', '\0\0\0\0', '\0\x40\0\0']),
        ([, changed]) => {
          expect(unpacked(web, changed)).toBe(unpacked(node, changed));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
