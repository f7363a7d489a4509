import type { StreamType } from '@estafette/event-store';
import { v5 as uuidv5 } from 'uuid';
import type { UploadImage } from './image.decider.js';
import { imageDecider } from './image.decider.js';
import type { ImageEvent } from './image.events.js';
import { imageEvents } from './image.events.js';

export type Uploaded = ImageEvent['data'];

export const image: StreamType<Uploaded | null, UploadImage, ImageEvent> = {
  name: 'image',
  decider: imageDecider,
  events: imageEvents,
};

/** Names images among all that is derived by name; made once at random, it must never change. */
const IMAGES_NAMESPACE = '8f3c1d1e-7b1a-4c67-9a57-2f6f0c5be93d';

/** The id of an image of a school (UUID version 5): the same one however often the same bytes are uploaded. */
export function imageIdOf(organisationId: string, file: string): string {
  return uuidv5(`${organisationId} ${file}`, IMAGES_NAMESPACE);
}
