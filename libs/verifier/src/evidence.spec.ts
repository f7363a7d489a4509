import { describe, expect, it } from 'vitest';
import { sha256 } from '#platform';
import { alteredEvidence, toDigestMultibase } from './evidence.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const piece = (id: string, text: string): object => ({ id, digestMultibase: toDigestMultibase(sha256(bytesOf(text))) });
const [film, photo] = [piece('https://school.example/film', 'film'), piece('https://school.example/photo', 'photo')];
const carried = piece('data:,record', 'record');
const had = (url: string): Promise<Uint8Array | undefined> =>
  Promise.resolve(url.endsWith('/film') ? bytesOf('film') : undefined);

describe('evidence with a digest', () => {
  it('is unaltered where all of it was had, and is what it was', async () => {
    expect(await alteredEvidence([film, carried, { id: 'urn:uuid:1' }], had)).toEqual([]);
    expect(await alteredEvidence(carried, had)).toEqual([]);
  });

  it('is not said to be unaltered where some of it was not had, whatever is carried beside it', async () => {
    expect(await alteredEvidence([photo, carried], had)).toBeUndefined();
    expect(await alteredEvidence([film, photo], had)).toBeUndefined();
    expect(await alteredEvidence(carried, undefined)).toBeUndefined();
  });

  it('is altered where one piece of it is, whatever could not be had', async () => {
    const other = piece('data:,other', 'record');
    expect(await alteredEvidence([photo, other], had)).toEqual(['data:,other']);
    expect(await alteredEvidence([film, other], undefined)).toEqual(['data:,other']);
  });
});
