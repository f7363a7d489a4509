import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Words } from '../src/pages/words.js';
import { begin, FLOODED, type World } from './world.set-up.js';

// Every page that people meet, by name: what only it says, and how a browser gets there.

type Reach = (page: Page, world: World) => Promise<void>;

interface Met {
  /** Whether it says that something was filled in wrongly. */
  readonly isFault?: boolean;
  readonly says: (words: Words) => string;
  readonly reach: Reach;
}

/** Does what leads to another page, and waits until that is there. */
export async function leading(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}

const opening =
  (addressOf: (world: World) => string | Promise<string>): Reach =>
  async (page, world) => {
    await page.goto(await addressOf(world));
  };
const pressing =
  (reach: Reach, selector: string): Reach =>
  async (page, world) => {
    await reach(page, world);
    await leading(page, () => page.locator(selector).first().click());
  };
/** Fills in one text after the other, each in the page that came of the one before. */
const filling =
  (reach: Reach, ...texts: readonly string[]): Reach =>
  async (page, world) => {
    await reach(page, world);
    for (const text of texts) {
      await page.getByRole('textbox').fill(text);
      await leading(page, () => page.locator('button.main').click());
    }
  };

const demoLogin = opening(async ({ demo }) => (await begin(demo)).url.href);
const mailLogin = opening(async ({ mail }) => (await begin(mail)).url.href);
const code: Reach = (page, world) => filling(mailLogin, `${randomUUID()}@mail.example`)(page, world);
const consent: Reach = (page, world) => filling(demoLogin, randomUUID())(page, world);
const grantsOf = opening(({ demo }) => `${demo.identity.issuer}/grants`);
const grants: Reach = async (page, world) => {
  await pressing(consent, 'button.main')(page, world);
  await grantsOf(page, world);
};
const WRONG = '000000';

const PAGES = {
  'login in a demo': { says: ({ login }) => login.demo, reach: demoLogin },
  'a person who is none': { isFault: true, says: ({ faults }) => faults.person, reach: filling(demoLogin, 'jan') },
  'login by mail': { says: ({ login }) => login.addressHelp, reach: mailLogin },
  // A browser takes it for an address.
  'an address that is none': { isFault: true, says: ({ faults }) => faults.address, reach: filling(mailLogin, 'a@b') },
  'too many codes': { isFault: true, says: ({ faults }) => faults.tooOften, reach: filling(mailLogin, FLOODED) },
  'the mailed code': { says: ({ login }) => login.codeHelp, reach: code },
  'another address': { says: ({ login }) => login.addressHelp, reach: pressing(code, 'main a') },
  'a code that is none': { isFault: true, says: ({ faults }) => faults.code, reach: filling(code, '12') },
  'a wrong code': { isFault: true, says: ({ faults }) => faults.wrong, reach: filling(code, WRONG) },
  'a code that was tried too often': {
    isFault: true,
    says: ({ faults }) => faults.ended,
    reach: filling(code, ...Array.from({ length: 6 }, () => WRONG)),
  },
  consent: { says: ({ consent: { asks } }) => asks, reach: consent },
  'what was allowed': { says: ({ grants: { ending } }) => ending, reach: grants },
  'nothing allowed any more': { says: ({ grants: { none } }) => none, reach: pressing(grants, 'section button') },
  'what nobody allowed': { says: ({ grants: { loggedOut } }) => loggedOut, reach: grantsOf },
  'a request that is refused': {
    says: ({ errors }) => errors.back,
    reach: opening(({ demo }) => `${demo.identity.issuer}/auth?client_id=x`),
  },
  'a page that ended': {
    says: ({ errors }) => errors.expired,
    reach: opening(({ demo }) => `${demo.identity.issuer}/interactions/x`),
  },
  'a form of another site': {
    says: ({ errors }) => errors.elsewhere,
    reach: pressing(
      opening(({ demo }) => `${demo.walletUrl}/attack?to=${encodeURIComponent(demo.identity.issuer)}`),
      'button',
    ),
  },
} satisfies Readonly<Record<string, Met>>;

export type PageName = keyof typeof PAGES;
export const PAGES_BY_NAME: Readonly<Record<PageName, Met>> = PAGES;
export const PAGE_NAMES = Object.keys(PAGES) as PageName[];
