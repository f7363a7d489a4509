import { html, type Html } from '@estafette/service-host/html';
import { qrCodeOf } from '../qr-code.js';
import type { PageLanguage } from '../share.events.js';
import type { Shown, ShownTogether } from './shown.js';
import { section, type Telling } from './telling.js';
import type { Words } from './words.js';

// What whoever looks can take along, to check for themselves. Addresses are relative: the page may lie behind a front that puts
// something before its path.

export function selfSection({ language, words }: Telling, shown: Shown): Html {
  const { headings, texts } = words;
  const { token, standing, among } = shown;
  const file = html`<p><a href="${token}/credential" type="application/vc" download>${texts.file}</a></p> `;
  const whole =
    among !== null && html`<p class="screen"><a href="${among}?lang=${language}">${words.together.back}</a></p> `;
  if (standing === null) {
    return section(headings.self, [
      html`<p>${words.elsewhere.self}</p> `,
      file,
      whereElse(words, shown),
      html`${whole}`,
    ]);
  }
  const paper = `${token}/credential.pdf?lang=${language}`;
  return section(headings.self, [
    html`<p>${texts.selfText}</p>
      ${file}
      <p><a href="${paper}" type="application/pdf" download>${texts.onPaper}</a></p>
      <p>
        ${texts.badge} <a href="${token}/badge.png" type="image/png" download>PNG</a>,
        <a href="${token}/badge.svg" type="image/svg+xml" download>SVG</a>
      </p>
      ${whereElse(words, shown)} ${whole}`,
  ]);
}

/** The same of several: all of them as one presentation. */
export function selfTogether(words: Words, language: PageLanguage, shown: ShownTogether): Html {
  const { headings, together } = words;
  const file = html`<p><a href="${shown.token}/credential" type="application/vp" download>${together.file}</a></p> `;
  return section(headings.self, [
    html`<p>${together.self}</p> `,
    html`${shown.fitsOneFile && file}`,
    whereElse(words, shown),
  ]);
}

/** Where anybody has it verified, and where this page lies. */
function whereElse({ texts }: Words, { verifier, link }: Pick<Shown, 'verifier' | 'link'>): Html {
  const { side, path } = qrCodeOf(link);
  return html`<p><code>${verifier}</code></p>
    <p>${texts.page}: <code>${link}</code></p>
    <p class="screen"><a href="#qr-code">${texts.qrCode}</a></p>
    <svg id="qr-code" role="img" aria-label="${texts.qrCodeLeadsTo} ${link}" viewBox="0 0 ${side} ${side}">
      <path fill="#fff" d="M0 0h${side}v${side}H0z" />
      <path d="${path}" />
    </svg>`;
}
