import { describe, expect, it, vi } from 'vitest';
import { inputsOf, optionsOf, readCorpus } from '../corpus.example.js';
import { verify } from '../verify.js';

// The whole corpus with what a browser gives instead of Node: the same verdict, the same checks, the same words.

const place = vi.hoisted<{ on: 'node' | 'web'; readonly asked: Set<string> }>(() => ({ on: 'node', asked: new Set() }));

vi.mock('#platform', async () => {
  const platforms = { node: await import('./node.js'), web: await import('./web.js') };
  type Names = keyof typeof platforms.node;
  const asked =
    (name: Names) =>
    (...given: unknown[]): unknown => {
      place.asked.add(`${place.on} ${name}`);
      return (platforms[place.on][name] as (...all: unknown[]) => unknown)(...given);
    };
  return Object.fromEntries((Object.keys(platforms.node) as Names[]).map((name) => [name, asked(name)]));
});

const cases = readCorpus().map(({ one }) => [one.name, one] as const);

describe('in a browser', () => {
  it.each(cases)('the verifier says of %s what it says on Node', async (_, one) => {
    for (const input of inputsOf(one)) {
      place.on = 'node';
      const onNode = await verify(input, optionsOf(one));
      place.on = 'web';
      const inBrowser = await verify(input, optionsOf(one));
      expect(inBrowser).toEqual(onNode);
      expect(inBrowser.verdict).toBe(one.verdict);
    }
  });

  it('asks the browser for everything that it asks Node for', () => {
    const names = ['gunzip', 'rest', 'sha256', 'sha256Hex', 'verifyEd25519'];
    expect([...place.asked].toSorted()).toEqual([
      ...names.map((name) => `node ${name}`),
      ...names.map((name) => `web ${name}`),
    ]);
  });
});
