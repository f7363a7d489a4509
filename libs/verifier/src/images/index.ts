import { type ImageFault } from './baked-image.js';
import { isPng, unbakePng } from './png.js';
import { unbakeSvg } from './svg.js';

export { BakingError, MAX_BAKED_BYTES, MAX_IMAGE_BYTES, type ImageFault, type Unbaked } from './baked-image.js';
export { bakePng, isPng, readPngChunks, unbakePng, type PngChunk } from './png.js';
export { bakeSvg, unbakeSvg } from './svg.js';
export { XmlError } from './xml-error.js';
export { readXml, type XmlPart, type XmlStart } from './xml.js';

/** The bytes of what is rather an image than a credential as text; undefined for all else. */
export function imageIn(input: unknown): Uint8Array | undefined {
  if (typeof input === 'string') return SVG_BEGINS.test(input) ? new TextEncoder().encode(input) : undefined;
  if (!(input instanceof Uint8Array)) return undefined;
  return isPng(input) || SVG_BEGINS.test(new TextDecoder().decode(input.subarray(0, 64))) ? input : undefined;
}

/** XML begins so, which neither JSON nor a JWT does. */
const SVG_BEGINS = /^\s*</;

export type BakedImage = { readonly text: string; readonly kind: 'png' | 'svg' } | { readonly fault: ImageFault };

/**
 * Takes the credential out of a PNG, told by its signature, or else an SVG. The text is what somebody wrote into an image:
 * nothing is said yet about whether it is a credential, let alone a genuine one. Never throws.
 */
export function readBakedImage(image: Uint8Array): BakedImage {
  const kind = isPng(image) ? 'png' : 'svg';
  const unbaked = kind === 'png' ? unbakePng(image) : unbakeSvg(image);
  return 'fault' in unbaked ? unbaked : { ...unbaked, kind };
}
