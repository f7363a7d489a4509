import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  CONTEXT_LOADERS,
  createContextLoader,
  CREDENTIALS_CONTEXT,
  GROWN_CONTEXTS,
  loadContext,
  OPEN_BADGES_CONTEXT,
  PINNED_CONTEXTS,
} from './contexts.js';

describe('the context loader', () => {
  it.each([...PINNED_CONTEXTS.keys()])('gives %s from its npm package, as pinned', async (url) => {
    const { document, documentUrl } = await loadContext(url);
    expect(documentUrl).toBe(url);
    expect(document).toHaveProperty('@context');
  });

  it('gives the credentials context that the W3C published', async () => {
    // VC Data Model 2.0, appendix B.1, prints this SHA-256 of the published bytes. The package has them inside a module.
    const file = fileURLToPath(import.meta.resolve('@digitalbazaar/credentials-context'));
    const module = readFileSync(file.replace(/index\.js$/, 'v2.js'), 'utf8');
    const published = module.slice(module.indexOf('{'), module.lastIndexOf('}') + 1);
    expect(hash('sha256', published, 'hex')).toBe('59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734');
    expect((await loadContext(CREDENTIALS_CONTEXT)).document).toEqual(JSON.parse(published));
  });

  it('refuses a context that is not pinned, wherever it lies', async () => {
    await expect(loadContext('https://www.w3.org/ns/credentials/undefined-terms/v2')).rejects.toMatchObject({
      code: 'context-unknown',
    });
    const url = 'https://example.org/context.json';
    const loader = createContextLoader(new Map([[url, { '@context': {} }]]));
    await expect(loader(url)).rejects.toMatchObject({ code: 'context-unknown' });
  });

  it('refuses a pinned context that it does not have', async () => {
    await expect(createContextLoader(new Map())(OPEN_BADGES_CONTEXT)).rejects.toMatchObject({
      code: 'context-unknown',
    });
  });

  it('refuses a pinned context of which one term was altered', async () => {
    const { document } = await loadContext(OPEN_BADGES_CONTEXT);
    const altered: unknown = JSON.parse(JSON.stringify(document).replace('#achievedLevel', '#status'));
    const loader = createContextLoader(new Map([[OPEN_BADGES_CONTEXT, altered]]));
    await expect(loader(OPEN_BADGES_CONTEXT)).rejects.toMatchObject({ code: 'context-altered' });
  });

  it('keeps what it checked, when the document is altered afterwards', async () => {
    const document = structuredClone((await loadContext(OPEN_BADGES_CONTEXT)).document) as Record<string, unknown>;
    const loader = createContextLoader(new Map([[OPEN_BADGES_CONTEXT, document]]));
    await loader(OPEN_BADGES_CONTEXT);
    document['@context'] = {};
    expect((await loader(OPEN_BADGES_CONTEXT)).document).not.toEqual(document);
  });

  it.each([...PINNED_CONTEXTS.keys()])('gives %s, which has nothing that RDF silently leaves out', async (url) => {
    // Members of an index map, of what is nested, or of a language map would reach a reader and no signature.
    const text = JSON.stringify((await loadContext(url)).document);
    const containers = Array.from(text.matchAll(/"@container":(\[[^\]]*\]|"[^"]*")/g), ([, container]) => container);
    expect(['"@graph"', '"@list"', '"@set"']).toEqual(expect.arrayContaining(containers));
    expect(text).not.toMatch(/"@(?:nest|index|none|vocab|base)"\s*:/);
    expect(text.replaceAll('"@context":null', '')).not.toContain('null');
  });

  it('gives every revision of a context that changed in place', async () => {
    const terms = async (url: string): Promise<string[]> => {
      const documents = await Promise.all(CONTEXT_LOADERS.map((load) => load(url)));
      return documents.map(({ document }) => JSON.stringify(document));
    };
    expect(new Set(await terms(OPEN_BADGES_CONTEXT)).size).toBe(3);
    expect(new Set(await terms('https://purl.imsglobal.org/spec/ob/v3p0/context.json')).size).toBe(2);
    expect(new Set(await terms(CREDENTIALS_CONTEXT)).size).toBe(1);
  });

  it.each([...GROWN_CONTEXTS])(
    'gives %s as it grew: no revision lacks or changes a term of the one before',
    async (url) => {
      const loaded = await Promise.all(CONTEXT_LOADERS.map((load) => load(url)));
      const [latest, ...before] = loaded.map(({ document }) => document as Record<string, unknown>);
      expect(before.length).toBeGreaterThan(0);
      for (const revision of before) expect(latest).toMatchObject(revision);
      // What we issue may use no term that the oldest lacks (ADR 0017).
      const oldest = JSON.stringify(before.at(-1));
      for (const later of ['inLanguage', 'awardedDate', 'endorsementJwt']) expect(oldest).not.toContain(later);
    },
  );
});
