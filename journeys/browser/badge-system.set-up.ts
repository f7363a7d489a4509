import { createHash, randomBytes } from 'node:crypto';
import { startBrowser, visit } from '@estafette/test-kit/browser';

// A badge system of somebody else, which knows the address of the region's Open Badges API and nothing more.

/** Of the service description: where an application registers, and where people let it in (Open Badges 3.0, section 6.4). */
interface Described {
  readonly servers: readonly { readonly url: string }[];
  readonly components: {
    readonly securitySchemes: {
      readonly OAuth2ACG: {
        readonly 'x-imssf-registrationUrl': string;
        readonly flows: {
          readonly authorizationCode: {
            readonly authorizationUrl: string;
            readonly tokenUrl: string;
            readonly scopes: Readonly<Record<string, string>>;
          };
        };
      };
    };
  };
}

export interface Badges {
  readonly status: number;
  /** As `X-Total-Count` tells it. */
  readonly total: number;
  readonly ids: readonly string[];
}

const CALLBACK = 'http://127.0.0.1:9/callback';

/**
 * Registers itself, has somebody log in and allow it to read their badges, in a real browser that runs no scripts, and reads them.
 *
 * @param url of the region @param person who logs in, to a demo
 */
export async function badgesOf({ url, person }: { readonly url: string; readonly person: string }): Promise<Badges> {
  const { servers, components } = await json<Described>(await fetch(`${url}/ims/ob/v3p0/discovery`));
  const { flows, 'x-imssf-registrationUrl': registrationUrl } = components.securitySchemes.OAuth2ACG;
  const { authorizationUrl, tokenUrl, scopes } = flows.authorizationCode;
  const [scope = ''] = Object.keys(scopes).filter((one) => one.endsWith('/credential.readonly'));
  const client = await json<{ client_id: string; client_secret: string }>(
    await fetch(registrationUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Badges of Elsewhere',
        redirect_uris: [CALLBACK],
        application_type: 'native',
      }),
    }),
  );
  const [verifier, state] = [randomBytes(32).toString('base64url'), randomBytes(16).toString('base64url')];
  const asked = new URL(authorizationUrl);
  asked.search = new URLSearchParams({
    ...{ response_type: 'code', client_id: client.client_id, redirect_uri: CALLBACK, scope, state },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const back = await letIn(asked, url, person);
  if (back.searchParams.get('state') !== state) throw new Error(`somebody came back with another state: ${back.href}`);
  const tokens = await json<{ access_token: string }>(
    await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}` },
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', redirect_uri: CALLBACK, code_verifier: verifier },
        code: back.searchParams.get('code') ?? '',
      }),
    }),
  );
  const answer = await fetch(`${servers[0]?.url ?? ''}/credentials`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  const { credential } = await json<{ credential: readonly { readonly id: string }[] }>(answer);
  const total = Number(answer.headers.get('x-total-count'));
  return { status: answer.status, total, ids: credential.map(({ id }) => id) };
}

/** @returns where they were sent back to */
async function letIn(asked: URL, url: string, person: string): Promise<URL> {
  const browser = await startBrowser();
  try {
    return await visit(
      asked.href,
      async ({ page }) => {
        await page.getByRole('textbox').fill(person);
        await page.keyboard.press('Enter');
        // Nothing answers there: what counts is where they are sent.
        const back = page.waitForRequest((request) => request.url().startsWith(CALLBACK));
        await page.getByRole('button', { name: 'Allow', exact: true }).click({ noWaitAfter: true });
        return new URL((await back).url());
      },
      { browser, within: [`${url}/`, CALLBACK], locale: 'en', javaScriptEnabled: false },
    );
  } finally {
    await browser.close();
  }
}

async function json<Body>(answer: Response): Promise<Body> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Body;
}
