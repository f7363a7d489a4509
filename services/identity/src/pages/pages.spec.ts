import { describe, expect, it } from 'vitest';
import { APPLICATION_SCOPES } from '../authorization/scopes.js';
import { html } from '@estafette/service-host/html';
import { grantsPage } from './grants-page.js';
import { languageOf } from './language.js';
import { WORDS } from './words.js';

describe('html', () => {
  it('escapes what is put into it, in texts and attributes, but what is HTML already', () => {
    const evil = `"><script>alert('&')</script>`;
    expect(html`<a title="${evil}">${html`<b>${evil}</b>`}</a>${[evil, 7]}${undefined}${false}`.text).toBe(
      [
        '<a title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">',
        '<b>&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</b></a>',
        '&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;7',
      ].join(''),
    );
  });

  it('leaves out what HTML cannot hold, and what turns the direction of the text', () => {
    expect(html`${'a\u0000b\u202Ec\u2066d\u0085e\nf\uD800'}`.text).toBe('abcde\nf\uFFFD');
  });
});

describe('the language', () => {
  it('is the one chosen, else of the application, else of the browser, else Dutch', () => {
    expect(languageOf({ chosen: 'en', uiLocales: 'nl', acceptLanguage: 'nl' })).toBe('en');
    expect(languageOf({ chosen: 'de', uiLocales: 'fr-FR EN-us nl', acceptLanguage: 'nl' })).toBe('en');
    expect(languageOf({ acceptLanguage: 'en-GB,en;q=0.9,nl;q=0.8' })).toBe('en');
    expect(languageOf({ acceptLanguage: 'fr, nl;q=0.4, en;q=0.3' })).toBe('nl');
    expect(languageOf({ acceptLanguage: 'en;q=all, english, e' })).toBe('nl');
    expect(languageOf({ acceptLanguage: `${'de,'.repeat(100_000)}en`, uiLocales: 'x '.repeat(100_000) })).toBe('nl');
    expect(languageOf({})).toBe('nl');
  });
});

describe('the day since when an application is allowed something', () => {
  it.each([
    ['nl', '1 november 2026'],
    ['en', '1 November 2026'],
  ] as const)('is told in %s as people in Europe write it, by their clock', (language, day) => {
    const application = { clientId: 'x', name: 'Wallet', scopes: [], since: new Date('2026-10-31T23:30:00Z') };
    expect(grantsPage({ language, at: '/grants', applications: [application] })).toContain(`>${day}</time>`);
  });
});

describe('the words', () => {
  it.each(['nl', 'en'] as const)('tell in %s what each scope lets an application do', (language) => {
    const { scopes } = WORDS[language];
    expect(Object.keys(scopes).sort()).toEqual([...APPLICATION_SCOPES, 'person'].sort());
    for (const text of Object.values(scopes)) expect(text).not.toMatch(/scope|token|https?:/);
  });
});
