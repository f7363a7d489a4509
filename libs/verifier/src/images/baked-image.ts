import { MAX_DOCUMENT_BYTES } from '../document/plain-json.js';

/** A drawing with a photograph inside is some 2 MB; the most laborious one of this size takes under a second. */
export const MAX_IMAGE_BYTES = 4 * 1024 * 1024;
export const MAX_BAKED_BYTES = MAX_DOCUMENT_BYTES;

/** Why no credential was taken out of an image. The codes are stable. */
export type ImageFault =
  | 'image-unreadable'
  /** The image is, or what is baked into it. */
  | 'image-too-large'
  | 'image-has-doctype'
  | 'image-without-credential'
  | 'image-with-several-credentials'
  | 'image-credential-malformed';

export type Unbaked = { readonly text: string } | { readonly fault: ImageFault };

/** A refusal to bake: the image is none that can be baked into, or the text none that could be taken out again. */
export class BakingError extends Error {
  override readonly name = 'BakingError';

  constructor(readonly code: ImageFault) {
    super(`Nothing was baked: ${code}`);
  }
}

/** To be sure that what was baked can be taken out again, it is. If not, that is because of the text. */
export function expectBaked(unbaked: Unbaked, text: string): void {
  if ('text' in unbaked && unbaked.text === text) return;
  const isTooLarge = 'fault' in unbaked && unbaked.fault === 'image-too-large';
  throw new BakingError(isTooLarge ? 'image-too-large' : 'image-credential-malformed');
}

export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
