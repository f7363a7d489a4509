import { Injectable } from '@nestjs/common';
import { HttpProblem } from '@estafette/service-host';
import { bakePng, bakeSvg, type SignedCredential } from '@estafette/verifier';
import { Images, type Image } from '../image/images.js';
import { fileIn, IMAGE_HEADERS } from '../image/image-files.js';
import { html, raw } from '@estafette/service-host/html';
import { drawBadge } from './default-badge.js';
import { Rasteriser } from './rasteriser.js';

export const BADGE_FORMATS = ['png', 'svg'] as const;
export type BadgeFormat = (typeof BADGE_FORMATS)[number];

export const BADGE_TYPES = { png: 'image/png', svg: 'image/svg+xml' } as const;

/** Of a baked image: a file to be kept, never a page, since what is baked in is whatever somebody wrote. */
export const badgeHeaders = (format: BadgeFormat) => ({
  ...IMAGE_HEADERS,
  'content-type': BADGE_TYPES[format],
  'content-disposition': `attachment; filename="badge.${format}"`,
});

/** A badge as it looks: pixels, or a drawing. */
type Picture = Pick<Image, 'type' | 'bytes'>;

/** Credentials in images, as Open Badges has people carry them (3.0, section 5.3). */
@Injectable()
export class Badges {
  constructor(
    private readonly images: Images,
    private readonly rasteriser: Rasteriser,
  ) {}

  /**
   * Bakes a credential, byte for byte as it was signed, into the image of its achievement, as that version of it told it; where it told
   * none, into one that is drawn with its name.
   *
   * @param text a credential of this service as JSON
   */
  async bake(text: string, format: BadgeFormat): Promise<Uint8Array> {
    const credential = JSON.parse(text) as SignedCredential;
    const picture = await this.#pictureOf(credential);
    if (format === 'png') return bakePng(await this.#pixels(picture), text);
    const { achievement } = credential.credentialSubject;
    return Buffer.from(bakeSvg(drawingOf(picture, achievement.image?.caption ?? achievement.name), text));
  }

  async #pictureOf({ issuer, credentialSubject: { achievement } }: SignedCredential): Promise<Picture> {
    const file = achievement.image && fileIn(achievement.image.id);
    const found = file === undefined ? undefined : await this.images.find(file);
    if (found) return found;
    const drawn = drawBadge({ name: achievement.name, issuer: issuer.name ?? null });
    return { type: 'image/svg+xml', bytes: Buffer.from(drawn) };
  }

  async #pixels({ type, bytes }: Picture): Promise<Uint8Array> {
    if (type === 'image/png') return bytes;
    const png = await this.rasteriser.toPng(new TextDecoder().decode(bytes));
    if (png) return png;
    // It could be drawn when it was uploaded.
    const headers = { 'retry-after': '10' };
    throw new HttpProblem(503, 'image-not-drawn', 'The image could not be drawn now: try again, or take the SVG.', {
      headers,
    });
  }
}

/** What has pixels becomes a drawing that shows them. */
function drawingOf({ type, bytes }: Picture, caption: string): string {
  if (type === 'image/svg+xml') return new TextDecoder().decode(bytes);
  const pixels = Buffer.from(bytes);
  const [width, height] = [pixels.readUInt32BE(16), pixels.readUInt32BE(20)];
  // Base64 is long, and nothing in it is ever escaped.
  const href = raw(`data:image/png;base64,${pixels.toString('base64')}`);
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
  >
    <title>${caption}</title>
    <image href="${href}" width="${width}" height="${height}" />
  </svg> `.text;
}
