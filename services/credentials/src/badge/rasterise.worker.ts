import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

// A thread of its own, which draws one SVG and ends. It imports no file of ours, so that Node runs it as source too.

/** Texts that name no font, or one that is not here, are drawn in this; Latin letters with all their accents. */
const FONT = 'Atkinson Hyperlegible';
const WIDTH = 512;

const fileOf = (name: string): Uint8Array => readFileSync(new URL(import.meta.resolve(name)));

await initWasm(fileOf('@resvg/resvg-wasm/index_bg.wasm'));
const fontBuffers = ['latin', 'latin-ext'].flatMap((letters) =>
  [400, 700].map((weight) =>
    fileOf(`@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-${letters}-${weight}-normal.woff2`),
  ),
);
const font = { fontBuffers, loadSystemFonts: false, defaultFontFamily: FONT, sansSerifFamily: FONT, serifFamily: FONT };
const drawing = new Resvg(workerData as string, { fitTo: { mode: 'width', value: WIDTH }, font });
// Within so many pixels, whichever proportions it has.
if (drawing.height <= 4 * drawing.width) parentPort?.postMessage(drawing.render().asPng());
