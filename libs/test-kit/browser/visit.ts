import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface Visit {
  readonly page: Page;
  /** What was asked of others, and what the browser complained of. */
  readonly complaints: readonly string[];
}

export interface VisitOptions extends BrowserContextOptions {
  readonly browser: Browser;
  /** Whom the page may ask: how their addresses begin. Nobody else is asked. */
  readonly within: readonly string[];
}

const PHONE = { width: 360, height: 480 };

export interface OpenVisit extends Visit {
  close(): Promise<void>;
}

/** Opens an address on a small screen, as somebody whom it does not know yet. */
export async function openVisit(address: string, { browser, within, ...options }: VisitOptions): Promise<OpenVisit> {
  const context = await browser.newContext({ viewport: PHONE, ...options });
  const complaints: string[] = [];
  await context.route('**/*', (route) => {
    const asked = route.request().url();
    if (within.some((one) => asked.startsWith(one))) return route.continue();
    complaints.push(`asks ${asked}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    // Of a page that says what cannot be done, the browser says its status.
    if (!/^Failed to load resource: .* status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** The same for one look. */
export async function visit<Result>(
  address: string,
  look: (visit: Visit) => Promise<Result>,
  options: VisitOptions,
): Promise<Result> {
  const opened = await openVisit(address, options);
  try {
    return await look(opened);
  } finally {
    await opened.close();
  }
}
