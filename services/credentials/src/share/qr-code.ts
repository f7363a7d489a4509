import { create } from 'qrcode';

/** A QR code as it is drawn, on a page and on paper alike. */
export interface QrCode {
  /** Modules on each side, the quiet zone of four around it included (ISO/IEC 18004, section 6.3.8). */
  readonly side: number;
  /** The dark modules as an SVG path, each of one unit. */
  readonly path: string;
}

const QUIET = 4;

/** The QR code of an address, at error correction level M: read too where a fold or a stain hides a seventh of it. */
export function qrCodeOf(address: string): QrCode {
  const { size, data } = create(address, { errorCorrectionLevel: 'M' }).modules;
  const runs: string[] = [];
  for (let row = 0; row < size; row += 1) {
    const line = Array.from(data.subarray(row * size, (row + 1) * size), (dark) => (dark ? '1' : '0')).join('');
    for (const { 0: run, index } of line.matchAll(/1+/g)) {
      runs.push(`M${index + QUIET} ${row + QUIET}h${run.length}v1h-${run.length}z`);
    }
  }
  return { side: size + 2 * QUIET, path: runs.join('') };
}
