import { isPng } from '@estafette/verifier';
import type { ImageType } from '../image.events.js';
import type { Inspected } from './inspected.js';
import { unreadable } from './inspected.js';
import { inspectPng } from './inspect-png.js';
import { inspectSvg } from './inspect-svg.js';

/** Every baked copy of a credential holds its image too. */
export const MAX_UPLOAD_BYTES = 512 * 1024;

/** What tries whether a drawing can be drawn, and soon enough. */
export interface Draws {
  isDrawable(svg: string): Promise<boolean>;
}

/**
 * Says what an image is and all that is wrong with it as the image of an achievement: everybody's browser will show it, and
 * credentials are baked into it.
 *
 * @param said as what it was sent: a media type, perhaps with parameters
 */
export async function inspect(
  bytes: Uint8Array,
  said: string | undefined,
  draws: Draws,
): Promise<Inspected & { readonly type: ImageType }> {
  const type = isPng(bytes) ? 'image/png' : 'image/svg+xml';
  if (bytes.length > MAX_UPLOAD_BYTES) {
    const detail = `It has ${bytes.length} bytes: save it smaller, up to ${MAX_UPLOAD_BYTES / 1024} KiB.`;
    return { ...unreadable('image-too-large', detail), type };
  }
  const [saidType = ''] = (said ?? '').toLowerCase().split(';');
  if (saidType.trim() !== type) {
    const detail = `It was sent as ${saidType.trim()}, but ${type === 'image/png' ? 'is a PNG' : 'is no PNG'}.`;
    return { ...unreadable('image-of-another-type', detail), type };
  }
  const inspected = type === 'image/png' ? await inspectPng(bytes) : inspectSvg(bytes);
  if (type === 'image/png' || inspected.faults.length > 0) return { ...inspected, type };
  if (await draws.isDrawable(new TextDecoder().decode(bytes))) return { ...inspected, type };
  const detail = 'It cannot be drawn, or takes too long: leave out filters and what is repeated very often.';
  return { ...unreadable('svg-not-drawable', detail), type };
}
