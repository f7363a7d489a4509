import { aboutSection, achievementSection, factsSection } from '../page/achievement.js';
import { html, type Html } from '@estafette/service-host/html';
import { pathSection } from '../page/path.js';
import type { Judged } from '../page/shown.js';
import { Telling } from '../page/telling.js';
import { checksSection, evidenceSection, marksOf, whenSection, whoSection } from '../page/trust.js';
import { inShort, reasoned, saidOf } from '../page/verdict.js';
import type { PageLanguage } from '../share.events.js';
import { bounded } from './bounds.js';
import { flowOf } from './flow.js';
import { Typesetter } from './typesetter.js';

/** All that a paper about a credential says. */
export interface Printed extends Judged {
  /** The credential as it was signed, which goes along in the file. */
  readonly text: string;
  /** Where whoever has the paper can check it; null: the holder prints no link. */
  readonly link: string | null;
}

/**
 * A credential as a PDF: what its page tells, what the check said when it was made and where to check again, and the credential itself as
 * an attached file. The same comes of the same.
 */
export async function renderPaper(language: PageLanguage, printed: Printed): Promise<Buffer> {
  const telling = new Telling(language, printed.credential);
  const { paper, texts } = telling.words;
  const title = `${paper.title}: ${telling.achievement.name}`;
  const pageOf = (page: number, pages: number): string => `${paper.page} ${page} ${paper.ofPages} ${pages}`;
  const setter = new Typesetter({ language, title, at: printed.at, pageOf });
  const { link } = printed;
  const blocks = [
    ...flowOf(headPart(telling, printed)),
    ...(link === null ? [] : [{ kind: 'qr-code' as const, address: link, alt: `${texts.qrCodeLeadsTo} ${link}` }]),
    ...flowOf(restPart(telling, printed)),
  ];
  for (const block of bounded(blocks, paper.restElsewhere)) setter.add(block);
  setter.attach(printed.text, { name: 'credential.json', type: 'application/vc', description: paper.attachment });
  return setter.finish();
}

/** What it is, what was found when the paper was made, and where to check whether that is still so. */
function headPart(telling: Telling, printed: Printed): Html {
  const { words, said, time, achievement } = telling;
  const { paper } = words;
  const where = printed.link === null ? html`${paper.noLink}` : html`${paper.scan} <code>${printed.link}</code>`;
  return html`<h1>${paper.title}: ${said(achievement.name)}</h1>
    ${inShort(telling, printed)}
    <p>
      ${paper.madeAt} ${time(printed.at.toISOString(), 'minute')}. ${paper.answerThen}
      <strong>${saidOf(telling, printed)}</strong>
    </p>
    ${reasoned(telling, printed)}
    <p><strong>${paper.outdated}</strong></p>
    <p>${where}</p>`;
}

function restPart(telling: Telling, printed: Printed): Html {
  const { words, texts } = telling;
  const { paper } = words;
  const marks = marksOf(telling);
  return html`${achievementSection(telling)} ${factsSection(telling)} ${whoSection(telling, printed)}
    ${pathSection(telling, printed)} ${whenSection(telling)} ${aboutSection(telling)}
    <h2>${words.headings.whose}</h2>
    <p>
      ${paper.noName} ${marks !== '' && html`${texts.knownBy} ${marks}.`} ${printed.link !== null && paper.whoseByLink}
    </p>
    ${checksSection(telling, printed)} ${evidenceSection(telling)}
    <h2>${words.headings.self}</h2>
    <p>${paper.attached}</p>
    <p><code>${printed.verifier}</code></p>`;
}
