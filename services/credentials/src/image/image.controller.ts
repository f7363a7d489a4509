import { Controller, Headers } from '@nestjs/common';
import { part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, bytes, Commands, HttpProblem, Input, post, roles, Route } from '@estafette/service-host';
import { Rasteriser } from '../badge/rasteriser.js';
import { fileOf } from './image-files.js';
import { image, imageIdOf } from './image.stream.js';
import { inspect } from './inspecting/inspect.js';

const uploadImage = post('', {
  summary:
    'Upload an image for achievements of the school that you act for: PNG or SVG, nearly square, which everybody will see',
  permission: roles('issuer-admin'),
  body: bytes,
  takes: { 'image/png': bytes, 'image/svg+xml': bytes },
  refuses: ['drawing-busy'],
});

@Controller('images')
export class ImageController {
  constructor(
    private readonly commands: Commands,
    private readonly rasteriser: Rasteriser,
  ) {}

  @Route(uploadImage)
  async upload(
    @Input() call: CallOf<typeof uploadImage>,
    @Headers('content-type') said: string | undefined,
  ): Promise<CommandReply> {
    const { faults, type, width, height } = await inspect(call.body, said, this.rasteriser);
    if (faults.length > 0) {
      const errors = faults.map((fault) => ({ in: 'body' as const, at: '', ...fault }));
      throw new HttpProblem(400, 'image-not-fit', 'Mend what `errors` names and upload it again.', { faults: errors });
    }
    const file = fileOf(call.body, type);
    const imageId = imageIdOf(call.actor.for, file);
    const content = Buffer.from(call.body).toString('base64');
    const { by } = asked(call);
    const uploaded = { imageId, file, type, size: call.body.length, width, height, content };
    const command = part(image, imageId, { type: 'UploadImage' as const, by, image: uploaded });
    // By its digest its bytes are known to be the same, if it is sent again.
    return this.commands.run({ ...call, body: file }, command, { location: `/images/${file}` });
  }
}
