import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startBrowser } from '@estafette/test-kit/browser';
import type { Browser as RealBrowser } from 'playwright-core';
import { Browser } from '../src/browser.set-up.js';
import { Application, READ, startIdentity, UPSERT, type TestIdentity } from '../src/people.set-up.js';

// What the specs of the pages work with: both ways to log in, a browser, and an application that has an address of its own.

export interface Way {
  readonly identity: TestIdentity;
  readonly wallet: Application;
  /** Where the application is. */
  readonly walletUrl: string;
}

export interface World {
  readonly demo: Way;
  readonly mail: Way;
  readonly browser: RealBrowser;
  /** All that a page may ask. */
  readonly within: readonly string[];
  close(): Promise<void>;
}

/** To this address so many codes were sent that it gets no more. */
export const FLOODED = 'flooded@mail.example';

export async function startWorld(): Promise<World> {
  const site = await startWallet();
  const [demo, mail, browser] = await Promise.all([
    startWay({ DEMO_MODE: 'true' }, site.url),
    startWay({ SMTP_URL: 'test' }, site.url),
    startBrowser(),
  ]);
  for (let codes = 0; codes < 5; codes += 1) {
    const someone = new Browser();
    const { url } = await begin(mail);
    await someone.submit(await someone.open(url), 'address', { address: FLOODED });
  }
  return {
    demo,
    mail,
    browser,
    within: [`${demo.identity.issuer}/`, `${mail.identity.issuer}/`, `${site.url}/`],
    close: async () => {
      await browser.close();
      await Promise.all([demo.identity.close(), mail.identity.close(), site.close()]);
    },
  };
}

async function startWay(settings: Readonly<Record<string, string>>, walletUrl: string): Promise<Way> {
  const identity = await startIdentity(settings);
  const wallet = await Application.register(identity.issuer, {
    redirect_uris: [`${walletUrl}/callback`],
    client_uri: `${walletUrl}/about`,
    policy_uri: `${walletUrl}/privacy`,
    tos_uri: `${walletUrl}/terms`,
  });
  return { identity, wallet, walletUrl };
}

/** Begins a login as the application would have it. */
export const begin = ({ wallet, walletUrl }: Way): ReturnType<Application['begin']> =>
  wallet.begin(`${READ} ${UPSERT} offline_access`, { redirect_uri: `${walletUrl}/callback` });

/** The site of the application: where people come back to, and a page that would log them out at another address. */
async function startWallet() {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://wallet');
    const form = `<form method="post" action="${searchParams.get('to') ?? ''}/grants/log-out"><button>Win</button></form>`;
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Wallet</title><h1>Wallet</h1>${pathname === '/attack' ? form : ''}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
