import type { Check } from '@estafette/verifier';
import { bytesInAddress, fromDigestMultibase } from '@estafette/verifier';
import { html, type Html } from '@estafette/service-host/html';
import { commitmentsIn } from '../shown-path.js';
import { endorsementsOf, type Endorsed, type Judged, type Shown } from './shown.js';
import { definitions, list, section, type Telling } from './telling.js';

/** Who judged it, and who saw it: each endorsement on its own, and one that fails not counted. */
export function whoSection(telling: Telling, shown: Judged): Html {
  const { words, texts, credential, subject, said, named } = telling;
  const { issuer } = credential;
  const { addressRegion, addressCountryCode } = issuer.address ?? {};
  const known = shown.judgement.issuer?.known ?? null;
  const country = addressCountryCode === undefined ? undefined : named('region', addressCountryCode);
  const standing =
    known === null ? html`${texts.notInRegister}` : html`${texts.inRegister} <bdi>${known.registry}</bdi>`;
  const endorsements = endorsementsOf(shown);
  const counted = endorsements.filter(({ because }) => because === null);
  const others = endorsements.filter(({ because }) => because !== null);
  return section(words.headings.who, [
    ...definitions([
      [
        texts.issuer,
        [
          html`<strong>${said(known?.name ?? issuer.name ?? texts.nameless)}</strong>${
              addressRegion !== undefined && html`, ${said(addressRegion)}`
            }${country !== undefined && html`, <bdi>${country}</bdi>`} <span class="soft">(${standing})</span>`,
          html`<code>${issuer.id}</code>`,
        ],
      ],
      [texts.judgedBy, subject.source === undefined ? [] : [said(subject.source.name ?? texts.nameless)]],
      [texts.confirmedBy, counted.map((one) => confirmation(telling, one))],
    ]),
    ...(counted.length === 0 && shown.standing !== null ? [html`<p>${texts.nobodyConfirmed}</p>`] : []),
    ...list(others.map((one) => notCounted(telling, one))),
  ]);
}

function confirmation({ texts, said, time }: Telling, { name, known, comment, about, since }: Endorsed): Html {
  return html`<strong>${said(name ?? texts.nameless)}</strong>${since !== null && html`, ${time(since)}`}
    ${!known && html`<span class="soft">(${texts.notInRegister})</span> `}${comment !== null && said(comment)}
    ${about !== null && html`<span class="soft">${said(about)}</span>`}`;
}

function notCounted({ texts, said }: Telling, { name, because }: Endorsed): Html {
  const reasons = because === 'about-another' ? [texts.aboutAnother] : (because ?? []);
  return html`${texts.notCounted} ${said(name ?? texts.nameless)}.
  ${reasons.map((reason) => html`<bdi>${reason}</bdi> `)}`;
}

export function whenSection(telling: Telling): Html {
  const { words, texts, credential, subject, time } = telling;
  const { activityStartDate: start, activityEndDate: end, role } = subject;
  const period = [start, end].filter((one) => one !== undefined).map((one) => time(one));
  const [first, last] = period;
  return section(
    words.headings.when,
    definitions([
      [texts.period, first === undefined ? [] : [last === undefined ? first : html`${first} – ${last}`]],
      [texts.role, role === undefined ? [] : [roleOf(telling, role)]],
      [texts.validFrom, credential.validFrom === '' ? [] : [time(credential.validFrom)]],
      [texts.validUntil, [credential.validUntil === undefined ? html`${texts.noEnd}` : time(credential.validUntil)]],
    ]),
  );
}

/** One that is none of our codes is told as it was written. */
function roleOf({ words, said }: Telling, role: string): Html {
  const names: Readonly<Record<string, string>> = words.roles;
  return Object.hasOwn(names, role) ? html`${names[role]}` : said(role);
}

/** By what kinds of marks the person can be recognised; empty where there is none. */
export function marksOf({ words, subject }: Pick<Telling, 'words' | 'subject'>): string {
  const { emailAddress, other, 'ext:estafettePersonId': personId } = words.identities;
  const nameOf = (type: string): string =>
    type === 'emailAddress' ? emailAddress : type === 'ext:estafettePersonId' ? personId : other;
  return [...new Set((subject.identifier ?? []).map(({ identityType }) => nameOf(identityType)))].join(', ');
}

/** Whose it is, which no verifier can tell from the credential alone. */
export function whoseSection({ language, words, texts, subject }: Telling, { whose }: Shown): Html {
  const kinds = marksOf({ words, subject });
  const form = html`<form method="post" action="?#whose">
    <input type="hidden" name="lang" value="${language}" />
    <label for="identity">${texts.identityLabel}</label>
    <input id="identity" name="identity" required maxlength="320" autocomplete="off" aria-describedby="kept" />
    <button>${texts.identityButton}</button>
    <p id="kept" class="soft">${texts.identityKept}</p>
  </form>`;
  return section(
    words.headings.whose,
    [
      html`<p>${texts.nameNotInIt}</p>
        <p class="answer" role="status">${words.whose[whose]}</p>`,
      ...(kinds === ''
        ? []
        : [
            html`<p>${texts.knownBy} ${kinds}.</p>
              ${form}`,
          ]),
      subject.id === undefined
        ? html`<p>${texts.noChallenge}</p>`
        : html`<p>${texts.challenge} <code>${subject.id}</code></p>`,
    ],
    'whose',
  );
}

/** Every check with what came of it, and those of each endorsement. */
export function checksSection(telling: Telling, shown: Judged): Html {
  const { words, texts, said } = telling;
  const of = (checks: readonly Check[]): Html[] =>
    list(
      checks.map(
        ({ check, outcome, reason }) =>
          html`${words.checks[check]}: <strong>${words.outcomes[outcome]}</strong>${
              outcome !== 'passed' && html`. <bdi>${reason}</bdi>`
            }`,
      ),
    );
  const { standing, judgement } = shown;
  // What was issued before there were status lists is revoked here alone.
  return section(words.headings.checks, [
    ...of(judgement.checks),
    ...(standing === null
      ? membersWithin(telling, judgement)
      : [html`<p>${texts.ownRecord}: <strong>${words.standings[standing]}</strong>.</p>`]),
    ...endorsementsOf(shown).flatMap(({ name, verification }) => [
      html`<h3>${texts.endorsementOf} ${said(name ?? texts.nameless)}</h3>`,
      ...of(verification.checks),
    ]),
  ]);
}

/** What stands within a credential from elsewhere, by its place: each judged apart. */
function membersWithin({ words, texts }: Telling, { members }: Judged['judgement']): Html[] {
  const all = members.map(({ path, verification: { verdict } }) => {
    const answer = verdict === 'not-valid-any-more' ? words.endings.otherwise : words.verdicts[verdict];
    return html`<code>${path}</code>: ${answer}`;
  });
  return all.length === 0 ? [] : [html`<h3>${texts.within}</h3> `, ...list(all)];
}

export function evidenceSection({ words, texts, credential, said }: Telling): Html {
  const all = credential.evidence ?? [];
  const links = commitmentsIn(credential);
  const pieces = all
    .filter((one) => !links.includes(one))
    .map(({ id, name, description, digestMultibase }) => {
      const digest = digestMultibase === undefined ? undefined : fromDigestMultibase(digestMultibase);
      const isCarried = bytesInAddress(id) !== undefined;
      return html`${name !== undefined && html`${said(name)}. `}${description !== undefined && html`${said(description)} `}
      ${isCarried ? texts.carried : html`<code>${id}</code>`}${digest === undefined ? !isCarried && html`, ${texts.noFile}` : html`, ${texts.digest} <code>${Buffer.from(digest).toString('hex')}</code>`}`;
    });
  const fingerprints = links.length === 0 ? [] : [html`<p>${texts.pathLinks} ${links.length}.</p>`];
  return section(words.headings.evidence, [...list(pieces), ...fingerprints]);
}
