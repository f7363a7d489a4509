import { Injectable } from '@nestjs/common';
import { EventStore } from '@estafette/event-store';
import { LRUCache } from 'lru-cache';
import { Views } from '../views/views.js';
import type { ImageType } from './image.events.js';
import { image, imageIdOf } from './image.stream.js';

export interface Image {
  readonly file: string;
  readonly type: ImageType;
  readonly bytes: Uint8Array;
}

const KEPT_BYTES = 16 * 1024 * 1024;

/** The images of achievements. The log has their bytes, the view only what they are: so that no view is rebuilt with bytes in it. */
@Injectable()
export class Images {
  readonly #read = new LRUCache<string, Image>({ maxSize: KEPT_BYTES, sizeCalculation: ({ bytes }) => bytes.length });

  constructor(
    private readonly store: EventStore,
    private readonly views: Views,
  ) {}

  /** An image by its public name, whichever school uploaded it: by that name there is only one. */
  async find(file: string): Promise<Image | undefined> {
    const kept = this.#read.get(file);
    if (kept) return kept;
    const row = await this.views.images.findFirst({ where: { file }, select: { imageId: true } });
    const { state } = row ? await this.store.load(image, row.imageId) : { state: null };
    if (!state) return undefined;
    const found = { file, type: state.type, bytes: Buffer.from(state.content, 'base64') };
    this.#read.set(file, found);
    return found;
  }

  /** Whether a school uploaded it, as it stands in the log now. */
  async isOf(organisationId: string, file: string): Promise<boolean> {
    const { state } = await this.store.load(image, imageIdOf(organisationId, file));
    return state !== null;
  }
}
