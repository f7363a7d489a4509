import { createHash } from 'node:crypto';
import type { ImageType } from './image.events.js';

/** Where images lie, below the public address of this service. */
export const IMAGE_PATH = 'images/:file';

/** The name of an image in public: its SHA-256 and what it is. */
export const IMAGE_FILE = /^[0-9a-f]{64}\.(?:png|svg)$/;

/** A drawing that is opened by itself shows itself, and runs, loads and sends nothing: were it unsafe after all, it would be here. */
export const IMAGE_HEADERS = {
  'content-security-policy': "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox",
  'x-content-type-options': 'nosniff',
};

export function fileOf(bytes: Uint8Array, type: ImageType): string {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return `${digest}.${type === 'image/png' ? 'png' : 'svg'}`;
}

/** The address of an image, as credentials tell it. */
export function imageUrl(publicUrl: string, file: string): string {
  return `${publicUrl}/images/${file}`;
}

/** Which image a credential tells of; undefined where it is none of ours. */
export function fileIn(url: string): string | undefined {
  const file = url.slice(url.lastIndexOf('/') + 1);
  return url.endsWith(`/images/${file}`) && IMAGE_FILE.test(file) ? file : undefined;
}
