import {
  axeFaultsInAllMedia,
  keyboardFaults,
  visit,
  widthFaultsInAllWindows,
  type Visit,
} from '@estafette/test-kit/browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORDS } from '../src/pages/words.js';
import { PAGE_NAMES, PAGES_BY_NAME } from './pages.set-up.js';
import { startWorld, type World } from './world.set-up.js';

// How each page that people meet looks in a real browser. How they go from one to the next without scripts: walking.e2e.spec.ts.

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const each = PAGE_NAMES.flatMap((name) => (['nl', 'en'] as const).map((language) => [name, language] as const));

describe.each(each)('%s, in %s,', (name, language) => {
  const { says, reach, isFault = false } = PAGES_BY_NAME[name];

  it('says so, keeps to itself, and can be read and used by everybody', async () => {
    const look = async ({ page, complaints }: Visit): Promise<void> => {
      await reach(page, world);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect(/^(?:Fout|Error): /.test(await page.title())).toBe(isFault);
      expect(await page.locator('main').innerText()).toContain(says(WORDS[language]));
      expect(await axeFaultsInAllMedia(page)).toEqual([]);
      expect(await keyboardFaults(page)).toEqual([]);
      expect(await widthFaultsInAllWindows(page)).toEqual([]);
      expect(complaints).toEqual([]);
    };
    await visit('about:blank', look, { browser: world.browser, within: world.within, locale: language });
  });
});
