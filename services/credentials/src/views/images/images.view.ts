import type { View } from '@estafette/event-store';
import type { ImageEvent, ImageType } from '../../image/image.events.js';

/** An image that a school uploaded, without its bytes. */
export interface ImagesRow {
  readonly imageId: string;
  readonly organisationId: string;
  readonly file: string;
  readonly type: ImageType;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly uploadedAt: string;
  readonly revision: number;
}

/** Which images there are for achievements, and whose. */
export const images: View<ImagesRow, ImageEvent> = {
  name: 'images',
  version: 1,
  key: 'imageId',
  keys: (event) => (event.streamId.startsWith('image-') ? [event.data.imageId] : []),
  evolve: (_row, { data, metadata: { at }, revision }) => {
    const { content: _content, by: _by, ...uploaded } = data;
    return { ...uploaded, uploadedAt: at, revision };
  },
};
