import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Whether the browser is the one that npm installs, with fonts of its own: then every machine draws the same. */
export const isOwnBrowser = process.env['CHROMIUM_PATH'] === undefined;

// Those of the package switch security off; letters are drawn the same on any screen.
const ARGUMENTS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-lcd-text',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** Starts a browser: that of CHROMIUM_PATH, else the one in the package `@sparticuz/chromium`. */
export async function startBrowser(): Promise<Browser> {
  const path = process.env['CHROMIUM_PATH'];
  if (path !== undefined) return chromium.launch({ executablePath: path, args: ARGUMENTS });
  const folder = await unpacked();
  const env = { ...process.env, FONTCONFIG_PATH: join(folder, 'config'), FONTCONFIG_FILE: undefined };
  return chromium.launch({ executablePath: join(folder, 'chromium'), args: ARGUMENTS, env: defined(env) });
}

const PACKAGE = join(createRequire(import.meta.url).resolve('@sparticuz/chromium'), '../../package.json');

/** The folder with the browser of the package and its fonts. Each version has its own: the package takes what it finds. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { version: string };
  const folder = join(tmpdir(), `estafette-chromium-${version}`);
  if (existsSync(folder)) return folder;
  // Whole or not at all, also where two begin at once.
  const own = await mkdtemp(`${folder}-`);
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = own;
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
  await mkdir(join(own, 'config'));
  await writeFile(join(own, 'config', 'fonts.conf'), fontsIn(folder));
  await rename(own, folder).catch(() => rm(own, { recursive: true }));
  return folder;
}

/** No fonts but these, whatever the machine has. */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
