import fc from 'fast-check';
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeMultibase, didKeyOf, encodeMultibase, faultOfEd25519, publicKeyOf } from './multikey.js';
import { exampleSigner } from './signer.example.js';

const ORDER_OF_THE_GROUP = 2n ** 252n + 27742317777372353535851937790883648493n;

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

const toLittleEndian = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();

describe('a did:key', () => {
  it('carries any public key there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (publicKey) => {
        const did = didKeyOf(publicKey);
        expect(did).toMatch(/^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/);
        expect(Uint8Array.from(publicKeyOf(did))).toEqual(publicKey);
      }),
    );
  });

  it('is written as in the did:key method', () => {
    const publicKey = publicKeyOf('did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK');
    expect(Buffer.from(publicKey).toString('hex')).toBe(
      '2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6',
    );
  });

  it.each([
    ['another method', 'did:web:example.org'],
    ['an X25519 key', 'did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc'],
    ['a character that base58 does not have', 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do0'],
    ['a character too few', 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do'],
    ['a fragment', 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#key'],
    ['base64url', 'did:key:u7QEub8zjZwHceRSI4NCxdFzB4zpMHJ_MQcY700PbvglwA'],
    ['endless text', `did:key:z${'2'.repeat(100_000)}`],
    ['nothing', 'did:key:'],
  ])('is refused with %s', (_, did) => {
    expect(() => publicKeyOf(did)).toThrow(expect.objectContaining({ code: 'did-key-malformed' }));
  });

  it('refuses to write a key of the wrong length', () => {
    expect(() => didKeyOf(new Uint8Array(31))).toThrow(expect.objectContaining({ code: 'key-malformed' }));
  });
});

describe('a signature', () => {
  const key = exampleSigner(1);
  const data = Buffer.from('bread');
  const signature = key.sign(data);

  it('is accepted from its key over its data only', () => {
    expect(faultOfEd25519(key.publicKey, data, signature)).toBeUndefined();
    expect(faultOfEd25519(key.publicKey, Buffer.from('breads'), signature)).toBe('signature-wrong');
    expect(faultOfEd25519(exampleSigner(2).publicKey, data, signature)).toBe('signature-wrong');
  });

  it('is refused with any of its bits turned', () => {
    for (let bit = 0; bit < 512; bit++) {
      const broken = Uint8Array.from(signature, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(faultOfEd25519(key.publicKey, data, broken)).toMatch(/^signature-(?:wrong|malleable)$/);
    }
  });

  it('is refused in its second form, with S + L for S, and told to be that', () => {
    const s = littleEndian(signature.subarray(32));
    expect(s < ORDER_OF_THE_GROUP).toBe(true);
    const second = Buffer.concat([signature.subarray(0, 32), toLittleEndian(s + ORDER_OF_THE_GROUP)]);
    expect((littleEndian(second.subarray(32)) - s) % ORDER_OF_THE_GROUP).toBe(0n);
    expect(faultOfEd25519(key.publicKey, data, second)).toBe('signature-malleable');
  });

  it.each([0, 63, 65])('is refused with %i bytes', (length) => {
    expect(faultOfEd25519(key.publicKey, data, new Uint8Array(length))).toBe('signature-wrong');
  });

  it('is what anybody’s Ed25519 accepts', () => {
    const x = Buffer.from(publicKeyOf(key.did)).toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, data, publicKey, signature)).toBe(true);
  });
});

describe('multibase', () => {
  it('is read back, leading zeros too', () => {
    const bytes = Uint8Array.of(0, 0, 1, 2);
    expect(Uint8Array.from(decodeMultibase(encodeMultibase(bytes)) ?? [])).toEqual(bytes);
  });
});
