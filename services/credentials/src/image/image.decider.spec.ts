import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { imageDecider } from './image.decider.js';

const image = {
  imageId: 'image',
  file: `${'a'.repeat(64)}.png`,
  type: 'image/png',
  size: 3,
  width: 90,
  height: 90,
  content: 'AAAA',
} as const;
const upload = { type: 'UploadImage', by: { person: 'clerk', for: 'school' }, image } as const;
const uploaded = { type: 'ImageUploaded', data: { ...image, organisationId: 'school', by: 'clerk' } } as const;

describe('an image', () => {
  it('is uploaded once, whoever of the school does it again', () => {
    given(imageDecider)().when(upload).then(uploaded);
    given(imageDecider)(uploaded)
      .when({ ...upload, by: { person: 'another', for: 'school' } })
      .thenNothing();
  });
});
