import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnBrowser } from '@estafette/test-kit/browser';
import jsQR from 'jsqr';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

// How pages look, held against pictures. Those of the browser that npm installs stand beside this; UPDATE_SCREENSHOTS=1 takes them
// anew. Another browser (CHROMIUM_PATH) has other letters: its pictures are taken the first time, and kept out of the repository.

const OUT = join(import.meta.dirname, '../src/../../../out/screenshots');
const KEPT = isOwnBrowser ? join(import.meta.dirname, 'screenshots') : OUT;
/** So many of a million pixels may differ: edges of letters. */
const TOLERATED = 1_000;

/** What differs from the picture of that name; nothing where it looks the same. */
export async function screenshotFaults(page: Page, name: string): Promise<string[]> {
  const taken = await pictureOf(page);
  const file = join(KEPT, `${name}.png`);
  const kept = read(file);
  if (process.env['UPDATE_SCREENSHOTS'] === '1' || (kept === undefined && !isOwnBrowser)) {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(file, taken);
    return [];
  }
  if (kept === undefined) return [`there is no ${name}.png: take it with UPDATE_SCREENSHOTS=1, and look at it`];
  const difference = differenceOf(taken, kept);
  if (difference === null) return [];
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, `${name}.now.png`), taken);
  writeFileSync(join(OUT, `${name}.difference.png`), difference.shown);
  return [`${name} differs in ${difference.pixels} pixels: see out/screenshots/${name}.*`];
}

/** A picture of what the window shows, with the same in the place of what is another each time. */
export async function pictureOf(page: Page): Promise<Buffer> {
  await steady(page);
  return page.screenshot({ animations: 'disabled', caret: 'hide' });
}

/** In what two pictures differ, and a picture of that; null where nobody would see it. */
export function differenceOf(now: Buffer, before: Buffer): { readonly pixels: number; readonly shown: Buffer } | null {
  const [one, other] = [PNG.sync.read(now), PNG.sync.read(before)];
  const { width, height } = one;
  if (width !== other.width || height !== other.height) return { pixels: width * height, shown: now };
  const shown = new PNG({ width, height });
  const pixels = pixelmatch(one.data, other.data, shown.data, width, height, { threshold: 0.1 });
  return pixels * 1_000_000 <= TOLERATED * width * height ? null : { pixels, shown: PNG.sync.write(shown) };
}

/** What the QR code in a picture says; null where none is found. */
export function scannedIn(picture: Buffer): string | null {
  const { data, width, height } = PNG.sync.read(picture);
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? null;
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Puts the same in the place of what is another each time: ids, links, moments. */
async function steady(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const time of document.querySelectorAll('time')) time.textContent = '1-1-2026';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      node.textContent = (node.textContent ?? '')
        .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '00000000-0000-4000-8000-000000000000')
        .replaceAll(/(?<=\/c\/)[\w-]{22}/g, 'AAAAAAAAAAAAAAAAAAAAAA')
        .replaceAll(/did:key:z\w+/g, 'did:key:z6Mk')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-01-01T00:00:00Z');
    }
  });
}
