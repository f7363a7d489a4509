import { hash } from 'node:crypto';

/**
 * What stands in the element `style` of every page, to the letter. Colours hold a contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3), in
 * the light and in the dark.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --soft: #4d4d4d; --line: #8a8a8a; --link: #0b4f9e;
  --yes: #0b5d2a; --but: #6b4500; --no: #9b1111; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f2; --paper: #161616; --soft: #c4c4c4; --line: #8f8f8f;
  --link: #9cc7ff; --yes: #8fe0ab; --but: #ffcf7a; --no: #ffaaaa; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 44rem; color: var(--ink); background: var(--paper);
  font: 1.0625rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0; padding-left: 0.75rem; border-left: 0.5rem solid; }
.valid { color: var(--yes); } .not-genuine { color: var(--no); }
.valid-issuer-unknown, .not-valid-any-more, .undecided { color: var(--but); }
h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; } h3 { font-size: 1.125rem; margin: 1rem 0 0.25rem; }
a { color: var(--link); } ul, ol { padding-left: 1.25rem; } li { margin: 0.25rem 0; }
dl { margin: 0; } dt { margin-top: 0.75rem; color: var(--soft); } dd { margin: 0; }
.answer { font-weight: bold; border: 2px solid; padding: 0.5rem 0.75rem; } .soft { color: var(--soft); }
code { font-size: 0.875rem; } .lines { white-space: pre-line; }
label { display: block; } input, button { font: inherit; width: 100%; min-height: 2.75rem; padding: 0.25rem 0.5rem;
  color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 0.25rem; }
button { margin-top: 0.5rem; font-weight: bold; cursor: pointer; }
#qr-code { display: none; width: 10rem; height: 10rem; } #qr-code:target { display: block; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media (min-width: 36rem) { input, button { width: auto; min-width: 16rem; } }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #333; --line: #000; --link: #000;
  --yes: #000; --but: #000; --no: #000; }
  body { max-width: none; padding: 0.5rem 0; font-size: 11pt; } nav, form, .screen { display: none; }
  #qr-code { display: block; width: 35mm; height: 35mm; break-inside: avoid; }
  h2, h3 { break-after: avoid; } li, dd { break-inside: avoid; } }
`;

/** What a browser may do with a page: show it with its own style, send its form back, and nothing else. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', PAGE_STYLE, 'base64')}'`,
  "img-src 'self' data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
