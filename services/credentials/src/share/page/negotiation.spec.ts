import { describe, expect, it } from 'vitest';
import { languageOf, wantedOf } from './negotiation.js';

const prefersCredential = (accept: string | undefined): boolean => wantedOf(accept, 'one') === 'credential';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

describe('what is wanted of a shared credential', () => {
  it.each(['application/vc', 'application/vc+ld+json', 'application/ld+json', 'application/json', 'Application/VC'])(
    'is the credential for %s',
    (accept) => {
      expect(prefersCredential(accept)).toBe(true);
    },
  );

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['a browser', BROWSER],
    ['anything', '*/*'],
    ['both alike', 'application/vc, text/html'],
    ['the page more', 'application/json;q=0.4, text/html;q=0.5'],
    ['no credential', 'application/vc;q=0'],
    ['a weight that is none', 'application/vc;q=all'],
    ['another thing', 'image/png'],
  ])('is the page for %s', (_what, accept) => {
    expect(prefersCredential(accept)).toBe(false);
  });

  it('goes by weight, and by the range that comes closest', () => {
    expect(prefersCredential('text/html;q=0.5, application/vc')).toBe(true);
    expect(prefersCredential('application/*, text/html;q=0.9')).toBe(true);
    expect(prefersCredential('application/vc, */*;q=0.1')).toBe(true);
    expect(prefersCredential('*/*, text/html;q=0.2')).toBe(true);
    expect(prefersCredential('application/*;q=0, */*')).toBe(false);
  });

  it.each([
    ['application/vp', 'presentation', 'presentation'],
    ['application/vp+ld+json', 'presentation', 'presentation'],
    ['application/ld+json', 'credential', 'presentation'],
    ['application/json', 'credential', 'overview'],
    ['application/vc', 'credential', 'page'],
    ['application/*', 'credential', 'presentation'],
    ['application/json, application/vp;q=0.5', 'credential', 'overview'],
    ['text/html, application/vp', 'page', 'page'],
    [BROWSER, 'page', 'page'],
  ])('of one and of several may differ: %s', (accept, one, several) => {
    expect([wantedOf(accept, 'one'), wantedOf(accept, 'several')]).toEqual([one, several]);
  });

  it('is in the language asked for, else in that which is wanted most, else in Dutch', () => {
    expect(languageOf('en', 'nl')).toBe('en');
    expect(languageOf(undefined, 'en-GB,en;q=0.9,nl;q=0.8')).toBe('en');
    expect(languageOf(undefined, 'fr, nl;q=0.4, en;q=0.3')).toBe('nl');
    expect(languageOf(undefined, 'de, *;q=0.5')).toBe('nl');
    expect(languageOf(undefined, undefined)).toBe('nl');
  });

  it('reads a header without an end no further than it needs', () => {
    expect(prefersCredential(`${'image/png,'.repeat(100_000)}application/vc`)).toBe(false);
  });
});
