import { base58 } from '@scure/base';
import {
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign as edSign,
  verify as edVerify,
  type KeyObject,
} from 'node:crypto';
import { SigningError } from './signing-error.js';

/** Ed25519 seeds and public keys are 32 bytes, signatures 64 (RFC 8032, section 5.1). */
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** Multicodec `ed25519-pub`, as a varint, before the raw public key. */
const ED25519_PUBLIC = Uint8Array.of(0xed, 0x01);

// RFC 8410: what stands before the 32 raw bytes in the DER form of a private (PKCS #8) and a public key (SPKI).
const PRIVATE_KEY_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_DER = Buffer.from('302a300506032b6570032100', 'hex');

const DID_KEY = 'did:key:';
/** A multikey of an Ed25519 key has 48 characters; longer text is refused before the costly decoding. */
const MAX_BASE58_TEXT = 96;

/** A key that can sign. Its `did` and `verificationMethod` are public; the private half stays inside. */
export interface SigningKey {
  /** `did:key:z6Mk…` */
  readonly did: string;
  /** `did:key:z6Mk…#z6Mk…` */
  readonly verificationMethod: string;
  /** @returns the 64 bytes of the Ed25519 signature over `data`. */
  sign(data: Uint8Array): Uint8Array;
  /** @returns the 32-byte seed, for sealing in a vault. Whoever has it can sign: overwrite it after use. */
  exportSeed(): Uint8Array;
}

/** Makes a new Ed25519 key from the system's randomness. */
export function generateSigningKey(): SigningKey {
  return signingKeyFromSeed(randomBytes(KEY_BYTES));
}

/**
 * Makes the key that belongs to a seed (RFC 8032, section 5.1.5: the private key).
 *
 * @throws SigningError `key-malformed` when the seed is not 32 bytes.
 */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  if (seed.length !== KEY_BYTES) {
    throw new SigningError('key-malformed', `An Ed25519 seed has ${KEY_BYTES} bytes, not ${seed.length}.`);
  }
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_DER, seed]), format: 'der', type: 'pkcs8' });
  const did = didKeyOf(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES));
  return {
    did,
    verificationMethod: verificationMethodOf(did),
    sign: (data) => new Uint8Array(edSign(null, data, privateKey)),
    exportSeed: () =>
      Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PRIVATE_KEY_DER.length)),
  };
}

/**
 * Writes a raw Ed25519 public key as a `did:key` (multikey `z6Mk…`; W3C Controlled Identifiers 1.0, section 2.2.2).
 *
 * @throws SigningError `key-malformed` when the key is not 32 bytes.
 */
export function didKeyOf(publicKey: Uint8Array): string {
  if (publicKey.length !== KEY_BYTES) {
    throw new SigningError('key-malformed', `An Ed25519 public key has ${KEY_BYTES} bytes, not ${publicKey.length}.`);
  }
  return `${DID_KEY}${encodeMultibase(Buffer.concat([ED25519_PUBLIC, publicKey]))}`;
}

/**
 * Reads the 32-byte Ed25519 public key out of a `did:key`.
 *
 * @throws SigningError `did-key-malformed` for every other kind of key, method or spelling.
 */
export function publicKeyOf(did: string): Uint8Array {
  const bytes = did.startsWith(DID_KEY) ? decodeMultibase(did.slice(DID_KEY.length)) : undefined;
  if (
    bytes?.length !== ED25519_PUBLIC.length + KEY_BYTES ||
    bytes[0] !== ED25519_PUBLIC[0] ||
    bytes[1] !== ED25519_PUBLIC[1]
  ) {
    throw new SigningError('did-key-malformed', 'Only a did:key of an Ed25519 key (did:key:z6Mk…) can be read.');
  }
  return bytes.subarray(ED25519_PUBLIC.length);
}

/** The one verification method that a `did:key` has: itself, with its multikey as the fragment. */
export function verificationMethodOf(did: string): string {
  return `${did}#${did.slice(DID_KEY.length)}`;
}

/**
 * Checks an Ed25519 signature (RFC 8032, section 5.1.7). OpenSSL refuses S ≥ L, so that nobody can make a second
 * signature out of a first.
 *
 * @throws SigningError `did-key-malformed` when `did` is not an Ed25519 `did:key`.
 */
export function verifySignature(did: string, data: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && edVerify(null, data, publicKeyObject(publicKeyOf(did)), signature);
}

/** Base58btc with its multibase prefix `z`. */
export function encodeMultibase(bytes: Uint8Array): string {
  return `z${base58.encode(bytes)}`;
}

/** @returns the bytes, or undefined when the text is not multibase base58btc of the size of a key or signature. */
export function decodeMultibase(text: string): Uint8Array | undefined {
  if (!/^z[1-9A-HJ-NP-Za-km-z]+$/.test(text) || text.length > MAX_BASE58_TEXT) return undefined;
  return base58.decode(text.slice(1));
}

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_KEY_DER, publicKey]), format: 'der', type: 'spki' });
}
