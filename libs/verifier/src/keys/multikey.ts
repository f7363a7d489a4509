import { base58 } from '@scure/base';
import { verifyEd25519 } from '#platform';
import { VerifierError } from '../verifier-error.js';

/** Ed25519 public keys are 32 bytes, signatures 64 (RFC 8032, section 5.1). */
export const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * L, below which S of a signature must be (RFC 8032, sections 5.1.7 and 8.4): with S + L it fits the equation as well, so anybody could
 * make a second signature out of a first.
 */
const ORDER_OF_THE_GROUP = 2n ** 252n + 27742317777372353535851937790883648493n;

export type Ed25519Fault = 'signature-malleable' | 'signature-wrong';

/** Multicodec `ed25519-pub`, as a varint, before the raw public key. */
const ED25519_PUBLIC = Uint8Array.of(0xed, 0x01);

const DID_KEY = 'did:key:';
/** A multikey of an Ed25519 key has 48 characters; longer text is refused before the costly decoding. */
const MAX_BASE58_TEXT = 96;

/**
 * Writes a raw Ed25519 public key as a multikey, `z6Mk…` (W3C Controlled Identifiers 1.0, section 2.2.2).
 *
 * @throws VerifierError `key-malformed` when the key is not 32 bytes.
 */
export function multikeyOf(publicKey: Uint8Array): string {
  if (publicKey.length !== KEY_BYTES) {
    throw new VerifierError('key-malformed', `An Ed25519 public key has ${KEY_BYTES} bytes, not ${publicKey.length}.`);
  }
  return encodeMultibase(Uint8Array.of(...ED25519_PUBLIC, ...publicKey));
}

/** @returns the 32 raw bytes of an Ed25519 multikey; undefined for every other kind of key or spelling. */
export function keyOfMultikey(multikey: string): Uint8Array | undefined {
  const bytes = decodeMultibase(multikey);
  const isEd25519 =
    bytes?.length === ED25519_PUBLIC.length + KEY_BYTES &&
    bytes[0] === ED25519_PUBLIC[0] &&
    bytes[1] === ED25519_PUBLIC[1];
  return isEd25519 ? bytes.subarray(ED25519_PUBLIC.length) : undefined;
}

/** Writes a raw Ed25519 public key as a `did:key`. @throws VerifierError `key-malformed` */
export function didKeyOf(publicKey: Uint8Array): string {
  return DID_KEY + multikeyOf(publicKey);
}

/**
 * Reads the 32-byte Ed25519 public key out of a `did:key`.
 *
 * @throws VerifierError `did-key-malformed` for every other kind of key, method or spelling.
 */
export function publicKeyOf(did: string): Uint8Array {
  const key = did.startsWith(DID_KEY) ? keyOfMultikey(did.slice(DID_KEY.length)) : undefined;
  if (key === undefined) {
    throw new VerifierError('did-key-malformed', 'Only a did:key of an Ed25519 key (did:key:z6Mk…) can be read.');
  }
  return key;
}

/** The one verification method that a `did:key` has: itself, with its multikey as the fragment. */
export function verificationMethodOf(did: string): string {
  return `${did}#${did.slice(DID_KEY.length)}`;
}

/** What is wrong with an Ed25519 signature, if anything; a key or signature of another size never fits. */
export function faultOfEd25519(
  publicKey: Uint8Array,
  data: Uint8Array,
  signature: Uint8Array,
): Ed25519Fault | undefined {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return 'signature-wrong';
  // Every platform refuses it too, without saying why.
  if (!isBelowOrder(signature.subarray(KEY_BYTES))) return 'signature-malleable';
  return verifyEd25519(publicKey, data, signature) ? undefined : 'signature-wrong';
}

/** Of a number that is written with its least byte first. */
function isBelowOrder(littleEndian: Uint8Array): boolean {
  return littleEndian.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n) < ORDER_OF_THE_GROUP;
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
