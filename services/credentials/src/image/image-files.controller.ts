import { Controller, Header, Res } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import type { CallOf, Reply } from '@estafette/service-host';
import { bytes, get, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { IMAGE_HEADERS } from './image-files.js';
import { Images } from './images.js';

const file = get(':file', {
  summary: 'The image of an achievement, by the SHA-256 of its bytes: what lies here never changes',
  permission: open,
  params: z.strictObject({ file: z.string().describe('64 lower-case hex digits and `.png` or `.svg`') }),
  answer: bytes,
  gives: 'image/png',
  alsoGives: { 'image/svg+xml': bytes },
  headers: { 'Cache-Control': 'For good: under another content it would have another address.' },
});

/** As others show badges: without a version in the address, and readable from any page. */
@Controller('images')
export class ImageFilesController {
  constructor(private readonly images: Images) {}

  @Route(file)
  @Header('access-control-allow-origin', '*')
  @Header('cross-origin-resource-policy', 'cross-origin')
  async read(@Input() { params }: CallOf<typeof file>, @Res({ passthrough: true }) reply: Reply): Promise<Uint8Array> {
    const found = await this.images.find(params.file);
    if (!found) unknown('image-unknown', 'There is no image with this name here.');
    reply.headers({
      ...IMAGE_HEADERS,
      'content-type': found.type,
      'cache-control': 'public, max-age=31536000, immutable',
    });
    return found.bytes;
  }
}
