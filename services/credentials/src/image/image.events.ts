import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** The media types of images that an achievement may have (Open Badges 3.0 asks for PNG or SVG). */
export type ImageType = 'image/png' | 'image/svg+xml';

export type ImageEvent = DomainEvent<
  'ImageUploaded',
  {
    imageId: string;
    /** The school whose achievements it is for. */
    organisationId: string;
    /** Its name in public: the SHA-256 of its bytes in lower-case hex, and `.png` or `.svg`. */
    file: string;
    type: ImageType;
    /** In bytes. */
    size: number;
    /** In pixels; null of a drawing, which is drawn in any size. */
    width: number | null;
    height: number | null;
    /** The bytes in base64 (RFC 4648, section 4). */
    content: string;
    by: string;
  }
>;

/** Nothing here is personal: it is made to be published. */
export const imageEvents: EventTypes<ImageEvent> = { ImageUploaded: { version: 1 } };
