import { describe, expect, it } from 'vitest';
import { toldElsewhere } from '../told-elsewhere.js';
import { renderPage } from './page.js';
import { credentialOf, judged, shownOf } from './shown.example.js';
import type { Listed, ShownTogether } from './shown.js';
import { renderTogether } from './together.js';

const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,:;)])|(?<=\() /g, '');
const listed = (more: Partial<Listed> = {}): Listed => ({ ...shownOf(), token: 'token.1', ...more });
const together = (more: Partial<ShownTogether> = {}): ShownTogether => ({
  title: 'For the bakery',
  listed: [listed(), listed({ token: 'token.2', standing: 'revoked' })],
  link: 'https://school.example/c/token',
  token: 'token',
  fitsOneFile: true,
  verifier: 'https://school.example/v1/verifications',
  at: new Date('2026-11-22T09:00:00.000Z'),
  ...more,
});
const unknown = judged({ verdict: 'valid-issuer-unknown', issuer: { id: 'did:key:z6Mk', known: null } });

describe('the page of several', () => {
  it('tells of each what it is, whether it holds, who issued it and when, and leads to its page', () => {
    const page = renderTogether('nl', together());
    expect(textOf(page)).toContain('Aantal: 2. Klopt en geldt nu: 1.');
    expect(textOf(page)).toMatch(
      /Working with return bread Dit klopt en geldt nu\. Uitgegeven door School for Food Geldig vanaf 21 november 2026.*het is ingetrokken/,
    );
    expect(page).toContain('href="token.2?lang=nl"');
    expect(page).toMatch(/<strong class="not-valid-any-more">/);
    expect(textOf(renderTogether('en', together()))).not.toMatch(/Uitgegeven|Geldig|Klopt|link laat/);
  });

  it('counts what is of an issuer whom nobody knows apart, and says what is from elsewhere', () => {
    const elsewhere = listed({ standing: null, judgement: unknown });
    const text = textOf(renderTogether('en', together({ listed: [listed(), elsewhere] })));
    expect(text).toContain('Right, and holding now: 1. Genuine, but of an issuer whom we do not know: 1.');
    expect(text).toContain('Issued by School for Food (issued elsewhere)');
  });

  it('offers all as one file where that can be had', () => {
    expect(renderTogether('nl', together())).toContain('href="token/credential"');
    expect(renderTogether('nl', together({ fitsOneFile: false }))).not.toContain('href="token/credential"');
  });

  it('is no word of its holder or of a credential: no markup, no script, one heading of the first rank', () => {
    const evil = `"'><script>alert(1)</script>\u202Eevil`;
    const { credentialSubject: subject, ...credential } = credentialOf();
    const named = { ...credential, issuer: { ...credential.issuer, name: evil }, validFrom: evil };
    const achievement = { ...subject.achievement, name: evil };
    const one = listed({
      credential: { ...named, credentialSubject: { ...subject, achievement } },
      judgement: unknown,
    });
    const page = renderTogether('nl', together({ title: evil, listed: [one] }));
    expect(page).not.toMatch(/<script|\u202E/);
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(3);
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page).toMatch(/<meta name="robots" content="noindex, nofollow" \/>.*content="no-referrer"/s);
  });
});

describe('the page of one from elsewhere', () => {
  const shown = (document: object): string => {
    const credential = toldElsewhere(JSON.stringify(document));
    return textOf(renderPage('nl', shownOf({ credential, standing: null, judgement: unknown })));
  };

  it.each([
    ['nothing at all', {}, 'VerifiableCredential'],
    ['a name in several languages', { name: { en: 'Bread', nl: 'Brood' } }, 'Bread'],
    ['its kind alone', { type: ['VerifiableCredential', 'DegreeCredential'] }, 'DegreeCredential'],
    ['a list of subjects', { credentialSubject: [{ achievement: [{ name: 'Bread' }] }, 7] }, 'Bread'],
    ['members of other shapes', { issuer: 7, validFrom: 'soon', credentialSubject: 'x', name: ['Bread'] }, 'Bread'],
  ])('tells what it can of one that says %s', (_what, document, said) => {
    expect(shown(document)).toContain(said);
    expect(shown(document)).toContain('Dit is elders uitgegeven, niet hier.');
  });

  it('says nothing of the records of the issuer, and of what stands within each by itself', () => {
    const members = [{ path: 'endorsement.0', verification: judged({ verdict: 'not-genuine' }) }];
    const page = renderPage('nl', shownOf({ standing: null, judgement: judged({ members }) }));
    expect(textOf(page)).toMatch(/elk apart nagegaan endorsement\.0: Dit is niet echt/);
    expect(textOf(page)).not.toContain('In de administratie van de uitgever');
  });

  it('leads back to all where it stands among others', () => {
    expect(renderPage('en', shownOf({ token: 'token.2', among: 'token' }))).toContain('href="token?lang=en"');
  });
});
