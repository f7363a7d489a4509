import { publicKeyOf } from '@estafette/verifier';
import { describe, expect, it } from 'vitest';
import { generateSigningKey, signingKeyFromSeed } from './keys.js';

describe('a signing key', () => {
  it('signs as RFC 8032, section 7.1, test 2', () => {
    const key = signingKeyFromSeed(
      Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex'),
    );
    expect(Buffer.from(publicKeyOf(key.did)).toString('hex')).toBe(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    );
    expect(Buffer.from(key.sign(Uint8Array.of(0x72))).toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
  });

  it('comes back from its seed, the same', () => {
    const key = generateSigningKey();
    const seed = key.exportSeed();
    expect(seed).toHaveLength(32);
    const again = signingKeyFromSeed(seed);
    expect(again.did).toBe(key.did);
    expect(again.verificationMethod).toBe(`${key.did}#${key.did.slice('did:key:'.length)}`);
    expect(again.sign(Buffer.from('bread'))).toEqual(key.sign(Buffer.from('bread')));
  });

  it('does not show its seed when it is logged', () => {
    const key = generateSigningKey();
    const seed = Buffer.from(key.exportSeed());
    expect(JSON.stringify(key)).not.toContain(seed.toString('hex'));
    expect(Object.values(key).filter((value) => typeof value === 'string')).toEqual([
      key.did,
      key.publicKey,
      key.verificationMethod,
    ]);
  });

  it.each([0, 31, 33, 64])('refuses a seed of %i bytes', (length) => {
    expect(() => signingKeyFromSeed(new Uint8Array(length))).toThrow(
      expect.objectContaining({ code: 'key-malformed' }),
    );
  });
});
