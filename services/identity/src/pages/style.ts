import { hash } from 'node:crypto';

/**
 * What stands in the element `style` of every page, to the letter: the look of the pages of shared credentials. Colours hold a contrast
 * of 4.5 to 1 at least (WCAG 2.2, 1.4.3), in the light and in the dark.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --soft: #4d4d4d; --line: #767676; --link: #0b4f9e; --no: #9b1111; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f2; --paper: #161616; --soft: #c4c4c4; --line: #8f8f8f; --link: #9cc7ff;
  --no: #ffaaaa; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 36rem; color: var(--ink); background: var(--paper);
  font: 1.0625rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0; } h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
a { color: var(--link); } ul { padding-left: 1.25rem; } li { margin: 0.25rem 0; }
dl { margin: 0; } dt { margin-top: 0.75rem; color: var(--soft); } dd { margin: 0; }
.notice { border: 2px solid; padding: 0.5rem 0.75rem; } .fault { color: var(--no); font-weight: bold; } .soft { color: var(--soft); }
form { margin: 1rem 0; } label { display: block; font-weight: bold; }
input, button { font: inherit; width: 100%; min-height: 2.75rem; padding: 0.25rem 0.5rem; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: 0.25rem; }
button { margin-top: 0.5rem; font-weight: bold; cursor: pointer; } button.main { color: var(--paper); background: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media (min-width: 36rem) { input, button { width: auto; min-width: 16rem; } }
`;

const STYLE_SOURCE = `'sha256-${hash('sha256', PAGE_STYLE, 'base64')}'`;

/**
 * What every page is sent with. A browser may show it with its own style and send its form to us, and follow from there to the
 * application: browsers hold a redirect after a form against `form-action` too.
 *
 * @param onwards where an application has people sent back to, when the page is on the way there
 */
export function pageHeaders(onwards?: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      `style-src ${STYLE_SOURCE}`,
      `form-action 'self'${onwards === undefined ? '' : ` ${sourceOf(onwards)}`}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    // Not `no-referrer`: with that a browser says `Origin: null` with our own forms.
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
    'cross-origin-opener-policy': 'same-origin',
    vary: 'Accept-Language, Cookie',
  };
}

/** An address as a source of CSP, which has no notation for IPv6 (CSP Level 3, section 2.3.1). */
function sourceOf(address: string): string {
  const { protocol, origin, hostname } = new URL(address);
  return hostname.startsWith('[') ? protocol : origin;
}
