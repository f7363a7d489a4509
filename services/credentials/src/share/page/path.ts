import type { PathLink } from '../../credential/path.js';
import { html, type Html } from '@estafette/service-host/html';
import { commitmentsIn } from '../shown-path.js';
import type { Judged } from './shown.js';
import { list, section, type Telling } from './telling.js';

/** Why one can believe it: what led to it, each link held against what was signed. Empty where the holder opens nothing. */
export function pathSection(telling: Telling, { path }: Pick<Judged, 'path'>): Html {
  if (path === null || path.length === 0) return html``;
  const { words, texts } = telling;
  const { isSigned: signed, isNotSigned: notSigned, whole, part, checked } = words.path;
  const all = commitmentsIn(telling.credential).length;
  const about = path.length < all ? html`${part} ${path.length} ${texts.levelOf} ${all}.` : html`${whole}`;
  const links = path.map(
    ({ link, organisation, isSigned }) =>
      html`${saidOf(telling, link, organisation)}
        <span class="soft">(${isSigned ? signed : notSigned})</span
        >${!isSigned && html` <strong>${words.path.doNotBelieve}</strong>`}`,
  );
  return section(words.headings.path, [html`<p>${about} ${checked}</p>`, ...list(links)]);
}

/** What a code means; one that is not known is told as it stands. */
const nameIn = (names: Readonly<Record<string, string>>, code: string): string => names[code] ?? code;

function saidOf({ words: all, said, texts }: Telling, link: PathLink, organisation: string | null): Html {
  const { path: words } = all;
  const by = said(organisation ?? texts.nameless);
  switch (link.kind) {
    case 'challenge':
      return html`${words.challenge} ${link.title === null ? words.withoutTitle : html`“${said(link.title)}”`}, ${by}`;
    case 'leg':
      return html`${words.leg} ${nameIn(all.frames, link.frame)}`;
    case 'baton':
      return html`${words.baton} <code>${link.digest}</code>`;
    case 'statement':
      return html`${words.statement} ${nameIn(all.bases, link.basis)}${link.organisationId !== null && html`, ${by}`}`;
    case 'judgement':
      return html`${words.judgement} ${by} (${words.assessors} ${link.assessors})`;
  }
}
