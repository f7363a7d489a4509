import type { Decider } from '@estafette/decider';
import type { ImageEvent } from './image.events.js';

type Uploaded = Extract<ImageEvent, { type: 'ImageUploaded' }>['data'];

/** That it may be shown and baked into was looked at before: what is wrong with its bytes is wrong with the request. */
export interface UploadImage {
  readonly type: 'UploadImage';
  readonly by: { readonly person: string; readonly for: string };
  readonly image: Omit<Uploaded, 'organisationId' | 'by'>;
}

/** The rules of an image: the same bytes of the same school are one image, which never changes and never goes. */
export const imageDecider: Decider<Uploaded | null, UploadImage, ImageEvent> = {
  initialState: null,
  evolve: (_before, { data }) => data,
  decide: ({ by, image }, uploaded) =>
    uploaded === null ? [{ type: 'ImageUploaded', data: { ...image, organisationId: by.for, by: by.person } }] : [],
};
