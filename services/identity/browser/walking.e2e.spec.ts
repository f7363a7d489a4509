import { visit, type Visit } from '@estafette/test-kit/browser';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, mailedCode } from '../src/accounts.set-up.js';
import { PERSON, READ, UPSERT } from '../src/people.set-up.js';
import { WORDS } from '../src/pages/words.js';
import { leading } from './pages.set-up.js';
import { begin, startWorld, type Way, type World } from './world.set-up.js';

// People go from page to page in a real browser that runs no scripts, by keyboard alone.

let world: World;
const { login, consent, grants, otherLanguage } = WORDS.nl;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Begins a login, as a wallet would, and walks on from its first page. */
async function walk(way: Way, on: (visit: Visit) => Promise<void>): Promise<Awaited<ReturnType<typeof begin>>> {
  const begun = await begin(way);
  const walking = async (one: Visit): Promise<void> => {
    await on(one);
    expect(one.complaints).toEqual([]);
  };
  const { browser, within } = world;
  await visit(begun.url.href, walking, { browser, within, locale: 'nl', javaScriptEnabled: false });
  return begun;
}

/** Goes on by the key Tab to a control, which must show that it was reached. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  const most = await page.locator('a[href], button, input:not([type=hidden])').count();
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await control.and(page.locator(':focus-visible')).count()) === 1) return;
  }
  throw new Error(`the key Tab leads to no ${String(control)} at ${page.url()}`);
}

const enter = (page: Page): Promise<void> => leading(page, () => page.keyboard.press('Enter'));
const press = async (page: Page, name: string): Promise<void> => {
  await tabTo(page, page.getByRole('button', { name, exact: true }));
  await enter(page);
};
const follow = async (page: Page, name: string): Promise<void> => {
  await tabTo(page, page.getByRole('link', { name, exact: true }));
  await enter(page);
};
const type = async (page: Page, label: string, text: string): Promise<void> => {
  await tabTo(page, page.getByLabel(label));
  await page.keyboard.type(text);
};
const titleOf = (page: Page): Promise<string> => page.locator('h1').innerText();

async function logInAsDemo(page: Page): Promise<void> {
  await type(page, login.person, PERSON);
  await press(page, login.button);
  expect(await titleOf(page)).toBe(consent.title);
}

describe('by keyboard, without scripts,', () => {
  it('somebody logs in to a demo, allows what is asked, and arrives at the application with a code that works', async () => {
    const { demo } = world;
    let back = '';
    const begun = await walk(demo, async ({ page }) => {
      await logInAsDemo(page);
      await press(page, consent.allow);
      back = page.url();
    });
    expect(back.startsWith(`${demo.walletUrl}/callback?`)).toBe(true);
    expect(await demo.wallet.tokens(new URL(back), begun)).toMatchObject({
      scope: `${READ} ${UPSERT}`,
      refresh_token: expect.any(String),
    });
  });

  it('somebody logs in by a mailed code, after a mistake in each step', async () => {
    const { mail } = world;
    const email = 'walker@mail.example';
    expect((await account(mail.identity, PERSON, { email })).status).toBe(201);
    let back = '';
    const begun = await walk(mail, async ({ page }) => {
      await type(page, login.address, 'a@b');
      await enter(page);
      // It still stands there, to be mended; a field that the key Tab leads to is selected.
      expect(await page.getByLabel(login.address).inputValue()).toBe('a@b');
      await type(page, login.address, email);
      await enter(page);
      await type(page, login.code, '12');
      await enter(page);
      await follow(page, login.again);
      await type(page, login.address, email);
      await press(page, login.send);
      await type(page, login.code, await mailedCode(mail.identity, email, 2));
      await press(page, login.button);
      await press(page, consent.allow);
      back = page.url();
    });
    expect(back.startsWith(`${mail.walletUrl}/callback?`)).toBe(true);
    expect(await mail.wallet.tokens(new URL(back), begun)).toHaveProperty('access_token');
  });

  it('somebody allows nothing, and the application is told', async () => {
    await walk(world.demo, async ({ page }) => {
      await logInAsDemo(page);
      await press(page, consent.refuse);
      const { pathname, searchParams } = new URL(page.url());
      expect([pathname, searchParams.get('error')]).toEqual(['/callback', 'access_denied']);
    });
  });

  it('somebody ends what they allowed, and logs out', async () => {
    const { demo } = world;
    await walk(demo, async ({ page }) => {
      await logInAsDemo(page);
      await follow(page, grants.title);
      await page.goBack();
      await press(page, consent.allow);
      await page.goto(`${demo.identity.issuer}/grants`);
      await press(page, `${grants.end}: Wallet of Others`);
      expect(await page.locator('main').innerText()).toContain(grants.none);
      await press(page, grants.logOut);
      expect(await page.locator('main').innerText()).toContain(grants.loggedOut);
    });
  });

  it('somebody changes the language on any page of a login, and stays where they are', async () => {
    await walk(world.mail, async ({ page }) => {
      const changes = async (says: string): Promise<void> => {
        await follow(page, otherLanguage);
        expect(await page.locator('main').innerText()).toContain(says);
        await follow(page, WORDS.en.otherLanguage);
      };
      await changes(WORDS.en.login.address);
      await type(page, login.address, 'changing@mail.example');
      await enter(page);
      await changes(WORDS.en.login.codeHelp);
      await follow(page, login.again);
      await changes(WORDS.en.login.addressHelp);
      await type(page, login.address, 'changing@mail.example');
    });
    await walk(world.demo, async ({ page }) => {
      await follow(page, otherLanguage);
      await follow(page, WORDS.en.otherLanguage);
      await logInAsDemo(page);
      await follow(page, otherLanguage);
      expect(await titleOf(page)).toBe(WORDS.en.consent.title);
    });
  });
});
