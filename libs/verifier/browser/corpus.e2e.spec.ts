import { openVisit, startBrowser, type OpenVisit } from '@estafette/test-kit/browser';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAsStated } from '../src/corpus-verdict.set-up.js';
import { inputsOf, readCorpus } from '../src/corpus.example.js';
import type { Verification } from '../src/index.js';
import type { InBrowser } from './in-browser.set-up.js';
import { bundled, servePage, type ServedPage } from './page.set-up.js';

// The library as a bundler hands it to a browser, in a real one, with the whole corpus.

let bundle: Awaited<ReturnType<typeof bundled>>;
let served: ServedPage;
let browser: Browser;
let opened: OpenVisit;

beforeAll(async () => {
  [bundle, browser] = await Promise.all([bundled(), startBrowser()]);
  served = await servePage(bundle.code);
  opened = await openVisit(`${served.url}/`, { browser, within: [`${served.url}/`] });
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

type Window = typeof globalThis & { readonly inBrowser: InBrowser };

describe('the library in a browser', () => {
  it('is bundled with what browsers have, and with nothing of Node', () => {
    const modules = bundle.moduleIds.map((id) => id.replaceAll('\\', '/'));
    expect(modules.filter((id) => id.includes('/src/platform/'))).toEqual([
      expect.stringMatching(/\/verifier\/src\/platform\/web\.ts$/),
    ]);
    expect(bundle.imports).toEqual([]);
    expect(bundle.code.match(/__vite-browser-external|\bfrom ?["']node:|\brequire\(["']/g)).toBeNull();
  });

  it('finds there all the cryptography that it asks for', async () => {
    expect(await opened.page.evaluate(() => (globalThis as Window).inBrowser.missing())).toEqual([]);
  });

  it.each(readCorpus().map(({ file, one }) => [one.name, file, one] as const))(
    'says of %s what the corpus states',
    async (_, file, one) => {
      const said = await opened.page.evaluate((name) => (globalThis as Window).inBrowser.judge(name), file);
      const verifications = JSON.parse(said) as Verification[];
      expect(verifications).toHaveLength(inputsOf(one).length);
      for (const verification of verifications) expectAsStated(verification, one);
    },
  );

  it('asked nothing of others, and nothing went wrong beside it', () => {
    expect(opened.complaints).toEqual([]);
  });
});
