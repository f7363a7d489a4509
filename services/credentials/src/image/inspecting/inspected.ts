/** One thing that is wrong with an image. Codes are stable. */
export interface ImageFault {
  readonly code: string;
  readonly detail: string;
}

export interface Inspected {
  readonly faults: readonly ImageFault[];
  /** In pixels; null of a drawing, which is drawn in any size, and where nothing can be told. */
  readonly width: number | null;
  readonly height: number | null;
}

export const unreadable = (code: string, detail: string): Inspected => ({
  faults: [{ code, detail }],
  width: null,
  height: null,
});
