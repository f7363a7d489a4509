import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { ImageEvent } from '../../image/image.events.js';
import { images } from './images.view.js';

const what = {
  imageId: 'image',
  organisationId: 'school',
  file: `${'a'.repeat(64)}.png`,
  type: 'image/png',
  size: 3,
  width: 90,
  height: 120,
} as const;
const uploaded: Recorded & ImageEvent = {
  id: 'event',
  streamId: 'image-image',
  revision: 1,
  cursor: START,
  type: 'ImageUploaded',
  data: { ...what, content: 'AAAA', by: 'clerk' },
  metadata: { at: '2026-11-21T14:00:00.000Z', by: 'clerk', for: 'school' },
};

describe('the view images', () => {
  it('says what there is, and holds neither its bytes nor who uploaded it', () => {
    expect(images.keys(uploaded)).toEqual(['image']);
    const row = { ...what, uploadedAt: '2026-11-21T14:00:00.000Z', revision: 1 };
    expect(images.evolve(null, uploaded, 'image')).toEqual(row);
  });

  it('takes no notice of other streams', () => {
    expect(images.keys({ ...uploaded, streamId: 'achievement-image' })).toEqual([]);
  });
});
