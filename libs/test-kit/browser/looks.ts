import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

// What a page is held against. Each gives the faults that it finds, in words; none is right.

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, by all rules of WCAG 2.2 A and AA and its best practices. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations, incomplete } = await page.evaluate(() => {
    const { axe: rules } = globalThis as unknown as { axe: typeof axe };
    return rules.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
      rules: { 'target-size': { enabled: true } },
    });
  });
  return [...violations, ...incomplete].flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html}: ${failureSummary}`),
  );
}

/** The same in the light, in the dark and in print. */
export async function axeFaultsInAllMedia(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const media of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { media: 'print' }] as const) {
    await page.emulateMedia({ media: 'screen', ...media });
    faults.push(...(await axeFaults(page)).map((fault) => `${Object.values(media).join()}: ${fault}`));
  }
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  return faults;
}

/** What is wider than the window. */
export function widthFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) => element.checkVisibility() && element.getBoundingClientRect().right > clientWidth + 0.5,
    );
    const faults = wide.map((element) => `wider than ${clientWidth}: ${element.outerHTML.slice(0, 100)}`);
    return scrollWidth > clientWidth ? [`scrolls to ${scrollWidth} of ${clientWidth}`, ...faults] : faults;
  });
}

/** The same in windows of any width, with letters twice as large too. */
export async function widthFaultsInAllWindows(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const [width, percentage] of [
    [320, 100],
    [320, 200],
    [640, 200],
    [1280, 100],
  ] as const) {
    await page.setViewportSize({ width, height: 640 });
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), `${percentage}%`);
    faults.push(...(await widthFaults(page)).map((fault) => `${width} pixels, ${percentage} %: ${fault}`));
  }
  return faults;
}

/** What is not reached by the key Tab, not in the order in which it is read, or without showing that it is. */
export async function keyboardFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const wanted = await page.evaluate(
    () =>
      [...document.querySelectorAll('a[href], input:not([type=hidden]), button')]
        .filter((element) => element.checkVisibility())
        .map((element, index) => element.setAttribute('data-at', String(index))).length,
  );
  const reached: number[] = [];
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
  });
  for (let presses = 0; presses < wanted; presses += 1) {
    await page.keyboard.press('Tab');
    const { at, outline, html } = await page.evaluate(() => {
      const element = document.activeElement ?? document.body;
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
      const outline = outlineStyle === 'none' || outlineColor === 'rgba(0, 0, 0, 0)' ? 0 : parseFloat(outlineWidth);
      return { at: element.getAttribute('data-at'), outline, html: element.outerHTML.slice(0, 100) };
    });
    if (at !== null) {
      if (Number(at) < (reached.at(-1) ?? 0)) faults.push(`focus goes back: ${html}`);
      reached.push(Number(at));
    }
    if (outline < 2) faults.push(`focus is not to be seen: ${html}`);
  }
  const unreached = wanted - new Set(reached).size;
  if (unreached > 0) faults.push(`${unreached} of ${wanted} cannot be reached by keyboard`);
  return faults;
}

/** What is on the screen but not on paper, beside what nobody can use there. */
export async function printFaults(page: Page): Promise<string[]> {
  const texts = (): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((element) => !element.closest('form, nav, .screen') && element.checkVisibility())
        .flatMap((element) => [...element.childNodes])
        .flatMap((node) => (node.nodeType === Node.TEXT_NODE ? [(node.textContent ?? '').trim()] : []))
        .filter((text) => text !== ''),
    );
  const screen = await texts();
  await page.emulateMedia({ media: 'print' });
  const paper = new Set(await texts());
  const faults = screen.filter((text) => !paper.has(text)).map((text) => `not printed: ${text}`);
  const useless = await page.evaluate(
    () => [...document.querySelectorAll('form, nav, .screen')].filter((element) => element.checkVisibility()).length,
  );
  if (useless > 0) faults.push(`${useless} forms or links to languages are printed`);
  faults.push(...(await widthFaults(page)));
  await page.emulateMedia({ media: 'screen' });
  return faults;
}
