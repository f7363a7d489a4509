// What specs use of libraries that come without types.

declare module 'png-chunks-extract' {
  /** @throws Error where a CRC is wrong */
  export default function extractChunks(image: Uint8Array): { readonly name: string; readonly data: Uint8Array }[];
}

declare module 'png-itxt' {
  import type { Writable } from 'node:stream';

  export function get(
    keyword: string,
    done: (
      error: Error | null,
      found: {
        readonly type: string;
        readonly keyword: string;
        readonly value: string;
        readonly compressed?: boolean;
      } | null,
    ) => void,
  ): Writable;
}
