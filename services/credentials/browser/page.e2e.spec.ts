import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import {
  axeFaults,
  axeFaultsInAllMedia,
  keyboardFaults,
  printFaults,
  startBrowser,
  visit,
  widthFaults,
  widthFaultsInAllWindows,
  type Visit,
} from '@estafette/test-kit/browser';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from '../src/credentials.service.js';
import { issuingSchool } from '../src/issuing-school.set-up.js';
import { ANSWERS, linksTo, type Answer, type Links } from './answers.set-up.js';
import { differenceOf, pictureOf, scannedIn, screenshotFaults } from './screenshots.set-up.js';

// The page of a shared credential in a real browser, with each answer that it can give, and that of several under one link.

let service: TestService<RunningService>;
let browser: Browser;
let links: Links;

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  [links, browser] = await Promise.all([
    issuingSchool(service).then((school) => linksTo(school, service)),
    startBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

function visitTo<Result>(
  answer: Answer,
  language: Language,
  look: (visit: Visit) => Promise<Result>,
  options: BrowserContextOptions = {},
): Promise<Result> {
  const { url } = service.running;
  const address = `${url}${links.paths[answer]}?lang=${language}`;
  return visit(address, look, { browser, within: [`${url}/`], locale: language, ...options });
}

const LANGUAGES = ['nl', 'en'] as const;
type Language = (typeof LANGUAGES)[number];
const each = ANSWERS.flatMap((answer) => LANGUAGES.map((language) => [answer, language] as const));

const HEADLINES: Readonly<Record<Answer, readonly [nl: RegExp, en: RegExp]>> = {
  valid: [/^Dit klopt en geldt nu/, /^This is right, and it holds now/],
  revoked: [/ingetrokken/, /was revoked/],
  suspended: [/opgeschort/, /is suspended/],
  declined: [/wie het kreeg, heeft het geweigerd/, /its holder declined it/],
  expired: [/verlopen/, /has expired/],
  'not-begun': [/geldt nog niet/, /does not hold yet/],
  undecided: [/is nu niet vast te stellen/, /cannot be told now/],
  'not-genuine': [/^Dit is niet echt/, /^This is not genuine/],
  'issuer-unknown': [/kennen de uitgever niet/, /do not know the issuer/],
  'from-elsewhere': [/kennen de uitgever niet/, /do not know the issuer/],
  together: [/^What I can do with bread$/, /^What I can do with bread$/],
  'link-ended': [/werkt niet meer/, /werkt niet meer/],
  'link-unknown': [/kennen we niet/, /kennen we niet/],
};

describe.each(each)('the page that says %s, in %s,', (answer, language) => {
  it('says so, keeps to itself, and has nothing that axe finds, in the light, in the dark and in print', async () => {
    await visitTo(answer, language, async ({ page, complaints }) => {
      expect(await page.locator('h1').innerText()).toMatch(HEADLINES[answer][language === 'nl' ? 0 : 1]);
      expect(await axeFaultsInAllMedia(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });

  it('fits windows of any width, with letters twice as large too', async () => {
    await visitTo(answer, language, async ({ page }) => {
      expect(await widthFaultsInAllWindows(page)).toEqual([]);
    });
  });

  it('can be used by keyboard, and prints whole', async () => {
    await visitTo(answer, language, async ({ page }) => {
      expect(await keyboardFaults(page)).toEqual([]);
      expect(await printFaults(page)).toEqual([]);
    });
  });

  it('looks as it did, without scripts', async () => {
    const faults = await visitTo(answer, language, ({ page }) => screenshotFaults(page, `${answer}.${language}`), {
      javaScriptEnabled: false,
    });
    expect(faults).toEqual([]);
  });
});

describe.each(LANGUAGES)('whose it is, asked in %s,', (language) => {
  it.each([
    ['matches', /Komt overeen|It matches/],
    ['matches-not', /Komt niet overeen|It does not match/],
  ])('%s', async (name, said) => {
    const asked = async ({ page, complaints }: Visit): Promise<Page> => {
      await page.getByRole('textbox').fill(name === 'matches' ? links.holderId : randomUUID());
      await page.keyboard.press('Enter');
      await page.waitForURL(/#whose$/);
      expect(await page.getByRole('status').innerText()).toMatch(said);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect(complaints).toEqual([]);
      return page;
    };
    const shown = async (one: Visit): Promise<string[]> => screenshotFaults(await asked(one), `${name}.${language}`);
    expect(await visitTo('valid', language, shown, { javaScriptEnabled: false })).toEqual([]);
    expect(await visitTo('valid', language, async (one) => axeFaults(await asked(one)))).toEqual([]);
  });
});

describe('the QR code', () => {
  it('is there for whoever asks for it, without scripts, and leads to the page', async () => {
    await visitTo(
      'valid',
      'nl',
      async ({ page }) => {
        const code = page.getByRole('img', { name: /^QR-code die leidt naar / });
        expect(await code.isVisible()).toBe(false);
        await page.getByRole('link', { name: 'QR-code van deze pagina' }).click();
        await code.waitFor();
        const said = scannedIn(await code.screenshot({ scale: 'css' }));
        expect(said).toBe(`http://localhost:0${links.paths.valid}`);
        expect(await code.getAttribute('aria-label')).toBe(`QR-code die leidt naar ${said}`);
      },
      { javaScriptEnabled: false },
    );
  });
});

describe('the page of several', () => {
  it('leads to that of each, and back, without scripts', async () => {
    const looking = async ({ page, complaints }: Visit): Promise<void> => {
      const links = await page.getByRole('listitem').getByRole('link').all();
      expect(links).toHaveLength(4);
      await page.getByRole('link', { name: 'Sourdough abroad' }).click();
      expect(await page.locator('h1').innerText()).toMatch(/do not know the issuer/);
      expect(await page.locator('main').innerText()).toContain('This was issued elsewhere, not here.');
      await page.getByRole('link', { name: 'All that this link shows' }).click();
      expect(await page.locator('h1').innerText()).toBe('What I can do with bread');
      expect(complaints).toEqual([]);
    };
    await visitTo('together', 'en', looking, { javaScriptEnabled: false });
  });

  it('has a page of each in which axe finds nothing, and which fits a narrow window', async () => {
    await visitTo('together', 'nl', async ({ page }) => {
      for (const place of [0, 2, 3]) {
        await page.getByRole('listitem').getByRole('link').nth(place).click();
        expect(await axeFaults(page)).toEqual([]);
        await page.setViewportSize({ width: 320, height: 640 });
        expect(await widthFaults(page)).toEqual([]);
        await page.getByRole('link', { name: 'Alles wat deze link laat zien' }).click();
      }
    });
  });
});

describe('a fault', () => {
  const fault = (plant: () => void, look: (page: Page) => Promise<string[]>): Promise<string[]> =>
    visitTo('valid', 'nl', async ({ page }) => {
      await page.evaluate(plant);
      return look(page);
    });

  it('in what assistive technology reads is found', async () => {
    const unlabelled = await fault(() => document.querySelector('label')?.remove(), axeFaults);
    expect(unlabelled).toContainEqual(expect.stringMatching(/^label: <input/));
    const pale = await fault(() => {
      document.documentElement.style.setProperty('--soft', '#a0a0a0');
    }, axeFaults);
    expect(pale.length).toBeGreaterThan(0);
    expect(pale.every((one) => one.startsWith('color-contrast'))).toBe(true);
  });

  it('in what fits the window is found', async () => {
    const wide = await fault(() => {
      document.querySelector('dl')?.style.setProperty('width', '500px');
    }, widthFaults);
    expect(wide[0]).toMatch(/^scrolls to 5\d\d of 360/);
  });

  it('in what the keyboard shows and reaches is found', async () => {
    const unseen = await fault(() => {
      document.querySelector('button')?.style.setProperty('outline', 'none');
    }, keyboardFaults);
    expect(unseen).toEqual([expect.stringMatching(/^focus is not to be seen: <button/)]);
    const unreached = await fault(
      () => document.querySelector('button')?.setAttribute('tabindex', '-1'),
      keyboardFaults,
    );
    expect(unreached.at(-1)).toMatch(/^1 of \d+ cannot be reached/);
    const outOfOrder = await fault(
      () => document.querySelector('button')?.setAttribute('tabindex', '1'),
      keyboardFaults,
    );
    expect(outOfOrder).toEqual([expect.stringMatching(/^focus goes back: /)]);
  });

  it('in what is printed is found', async () => {
    const unprinted = await fault(() => {
      const rules = new CSSStyleSheet();
      rules.replaceSync('@media print { h3 { display: none } }');
      document.adoptedStyleSheets = [rules];
    }, printFaults);
    expect(unprinted[0]).toMatch(/^not printed: /);
  });

  it('in how it looks is found', async () => {
    await visitTo('valid', 'nl', async ({ page }) => {
      const before = await pictureOf(page);
      expect(differenceOf(await pictureOf(page), before)).toBeNull();
      await page.evaluate(() => document.querySelector('h1')?.style.setProperty('padding-left', '1rem'));
      expect(differenceOf(await pictureOf(page), before)?.pixels).toBeGreaterThan(100);
    });
  });

  it('in what it asks of others is found', async () => {
    const complaints = await visitTo('valid', 'nl', async ({ page, complaints: heard }) => {
      await page.evaluate(() => {
        document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/pixel.png' }));
      });
      await expect.poll(() => heard.length).toBeGreaterThan(0);
      return heard;
    });
    expect(complaints.join()).toMatch(/elsewhere\.example/);
  });
});
