import { createCipheriv, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cursor, Recorded } from './index.js';
import { anyView, compareCursors, EventRegistry, formatCursor, parseCursor, START } from './index.js';
import type { CountEvent } from './fixtures/count.js';
import { countTally, whoCounts } from './fixtures/count.js';
import { foldRows, touchedBy } from './fold-rows.js';
import { LogWentBackwards, Rising } from './rising.js';
import { isSealed, memberAt, replaceSealed, seal, sealedIn, unseal, withMember } from './sealed.js';
import { Signal } from './signal.js';
import type { AnyView } from './view.js';
import type { Row } from './view-table.js';

const cursors = fc.record({
  incarnation: fc.nat(3),
  transactionId: fc.oneof(fc.bigInt(0n, 1_200n), fc.bigInt(0n, 2n ** 63n)),
  position: fc.nat(1_200),
});

describe('cursors', () => {
  it('are in one order: by incarnation, then transaction id, then position, as numbers', () => {
    fc.assert(
      fc.property(cursors, cursors, cursors, (a, b, c) => {
        const ab = Math.sign(compareCursors(a, b));
        expect(Math.sign(compareCursors(b, a)) + ab).toBe(0);
        if (ab <= 0 && compareCursors(b, c) <= 0) expect(compareCursors(a, c)).toBeLessThanOrEqual(0);
        expect(ab === 0).toBe(formatCursor(a) === formatCursor(b));
        // One number that holds all three says the same.
        const flat = ({ incarnation, transactionId, position }: Cursor) =>
          (BigInt(incarnation) << 128n) + (transactionId << 64n) + BigInt(position);
        expect(ab).toBe(flat(a) < flat(b) ? -1 : flat(a) > flat(b) ? 1 : 0);
        expect(compareCursors(START, a)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('travel as text', () => {
    fc.assert(
      fc.property(cursors, (cursor) => {
        expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cursor = parseCursor(text);
        if (cursor) expect(formatCursor(cursor).length).toBeLessThanOrEqual(text.length);
      }),
    );
    for (const none of ['', '1.2', '1.2.3.4', '-1.2.3', '1.2.x', ' 1.2.3', '1.2.3\n'])
      expect(parseCursor(none), none).toBeNull();
  });
});

const json = fc.jsonValue({ maxDepth: 4 });
const longText = fc.string({ unit: 'binary', minLength: 900, maxLength: 1_200, size: 'max' });
const key = createSecretKey(Buffer.alloc(32, 1));

/** Some path to a member of this value. */
function paths(value: unknown, before = ''): string[] {
  if (typeof value !== 'object' || value === null) return before === '' ? [] : [before];
  return Object.entries(value).flatMap(([name, item]) =>
    name === '' || name.includes('.') || name === '__proto__'
      ? []
      : paths(item, before === '' ? name : `${before}.${name}`),
  );
}

describe('members', () => {
  it('are found and replaced at their path, and nothing else changes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), json), fc.array(json)), fc.nat(), (value, nth) => {
        const all = paths(value);
        const path = all[nth % Math.max(1, all.length)];
        if (path === undefined) return;
        const before = structuredClone(value);
        const changed = withMember(value, path, 'another');
        expect(value).toEqual(before);
        expect(memberAt(changed, path)).toBe('another');
        for (const other of all) if (other !== path) expect(memberAt(changed, other)).toEqual(memberAt(value, other));
        expect(withMember(changed, path, memberAt(value, path))).toEqual(value);
      }),
    );
    expect(memberAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1);
    for (const none of ['b', 'a.1', 'a.0.b.c', 'a.0.c']) expect(memberAt({ a: [{ b: 1 }] }, none)).toBeUndefined();
  });

  it('are sealed and opened whatever they are; a changed box or place does not open', () => {
    fc.assert(
      fc.property(fc.oneof(json, longText), fc.string(), fc.nat(), (value, at, nth) => {
        const sealed = seal(value, key, 'person', at);
        expect(isSealed(sealed)).toBe(true);
        expect(JSON.stringify(unseal(sealed, key))).toBe(JSON.stringify(value));
        const bytes = Buffer.from(sealed.box, 'base64');
        bytes[nth % bytes.length] = (bytes[nth % bytes.length] ?? 0) ^ 1;
        for (const broken of [
          { ...sealed, box: bytes.toString('base64') },
          { ...sealed, at: `${at}.` },
          { ...sealed, sealed: 'another' },
        ])
          expect(() => unseal(broken, key)).toThrow();
        expect(() => unseal(sealed, createSecretKey(Buffer.alloc(32, 2)))).toThrow();
      }),
    );
  });

  it('take less room where they are long, and open as well where they were sealed without', () => {
    const text = JSON.stringify(Array.from({ length: 100 }, (_, nth) => ({ name: 'Bakes bread', level: nth % 4 })));
    expect(seal(text, key, 'p', 'x').box.length).toBeLessThan(text.length / 4);
    const nonce = Buffer.alloc(12, 7);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('p/x'));
    const parts = [nonce, cipher.update(JSON.stringify(text)), cipher.final(), cipher.getAuthTag()];
    expect(unseal({ sealed: 'p', at: 'x', box: Buffer.concat(parts).toString('base64') }, key)).toBe(text);
  });

  it('are all found, each with its path', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), json), (value) => {
        let hidden: object = value;
        for (const path of paths(value)) hidden = withMember(hidden, path, seal(memberAt(value, path), key, 'p', path));
        expect(sealedIn(hidden).map((one) => one.at)).toEqual(paths(value));
        const opened = replaceSealed(hidden, (one, path) => {
          expect(path).toBe(one.at);
          return unseal(one, key);
        });
        expect(JSON.stringify(opened)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('that only look sealed are not', () => {
    for (const value of [
      null,
      'sealed',
      { sealed: 'p', box: 'b' },
      { sealed: 'p', at: 'x', box: 1 },
      { sealed: 'p', at: 'x', box: 'b', more: 1 },
    ])
      expect(isSealed(value)).toBe(false);
  });
});

const countIds = fc.constantFrom('a', 'b', 'c', '__proto__');
const names = fc.constantFrom('an', 'bo', 'zoë', '10', '9', 'constructor');
const happened: fc.Arbitrary<CountEvent> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({ countId: countIds, by: names, mark: fc.string() })
      .map((data) => ({ type: 'Counted' as const, data })),
  },
  fc.record({ countId: countIds }).map((data) => ({ type: 'Closed' as const, data })),
  fc.record({ countId: countIds }).map((data) => ({ type: 'Forgotten' as const, data })),
);

function recorded(events: readonly CountEvent[]): Recorded[] {
  const revisions = new Map<string, number>();
  return events.map(({ type, data }, index) => {
    const streamId = `count-${data.countId}`;
    const revision = (revisions.get(streamId) ?? 0) + 1;
    revisions.set(streamId, revision);
    const metadata = { at: '2026-11-02T08:00:00.000Z', by: 'x', for: null };
    const cursor = { incarnation: 1, transactionId: BigInt(index), position: index };
    return { id: String(index), streamId, revision, cursor, type, data, metadata };
  });
}

/** A table in memory: keeps rows as text, as a database keeps them apart from the program. */
function foldedInBatches(view: AnyView, events: readonly Recorded[], sizes: readonly number[]): [string, string][] {
  const table = new Map<string, string>();
  const stored = (row: object): Row =>
    JSON.parse(JSON.stringify(row), (_name, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ) as Row;
  for (let from = 0, nth = 0; from < events.length; nth += 1) {
    const batch = events.slice(from, from + (sizes[nth % sizes.length] ?? 1));
    from += batch.length;
    const rows = new Map<string, Row | null>([...table].map(([name, row]) => [name, JSON.parse(row) as Row]));
    foldRows(view, rows, touchedBy(view, batch), stored);
    for (const [name, row] of rows)
      if (row === null) table.delete(name);
      else table.set(name, JSON.stringify(row));
  }
  return [...table].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('a view', () => {
  it('has the same rows whatever batches its events come in', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 60 }), sizes, (events, batches) => {
        for (const view of [anyView(countTally), anyView(whoCounts)])
          expect(foldedInBatches(view, recorded(events), batches)).toEqual(
            foldedInBatches(view, recorded(events), [1_000]),
          );
      }),
    );
  });

  it('meets an event once for a row, also when it names the row twice', () => {
    const twice: AnyView = { ...anyView(whoCounts), keys: () => ['an', 'an'] };
    const events = recorded([{ type: 'Counted', data: { countId: 'a', by: 'an', mark: '' } }]);
    expect(foldedInBatches(twice, events, [1])).toEqual([['an', '{"counts":["a"],"times":1,"who":"an"}']]);
  });
});

describe('revisions', () => {
  it('must follow each other from batch to batch, each stream for itself', () => {
    const events = recorded(
      Array.from({ length: 12 }, (_, nth) => ({ type: 'Closed', data: { countId: nth % 2 === 0 ? 'a' : 'b' } })),
    );
    const rising = new Rising();
    for (const event of events) {
      rising.check([event]);
      rising.passed([event]);
    }
    expect(() => rising.check(events.slice(-1))).toThrow(LogWentBackwards);
    rising.forget();
    expect(() => rising.check(events.slice(3))).not.toThrow();
    for (const wrong of [
      events.toReversed(),
      events.filter((event) => event.revision !== 3),
      [events[0], events[0]].flatMap((event) => event ?? []),
    ])
      expect(() => new Rising().check(wrong)).toThrow(LogWentBackwards);
  });

  it('are checked again when a batch that failed is repeated', () => {
    const [first, second] = [recorded([closed('a')]), recorded([closed('a'), closed('a')]).slice(1)];
    const rising = new Rising();
    rising.check(first);
    rising.check(first);
    rising.passed(first);
    rising.check(second);
    rising.check(second);
  });
});

function closed(countId: string): CountEvent {
  return { type: 'Closed', data: { countId } };
}

describe('stored events of older versions', () => {
  interface Named {
    readonly name: string;
  }
  const registry = new EventRegistry([
    {
      name: 'thing',
      events: {
        Made: {
          version: 3,
          upcast: {
            1: (data) => ({ title: (data as Named).name }),
            2: (data) => ({ ...(data as object), colour: null }),
          },
        },
        Torn: { version: 2, upcast: {} },
      },
    },
  ]);

  it('are brought up step by step', () => {
    expect(registry.upcast('Made', 1, { name: 'x' })).toEqual({ title: 'x', colour: null });
    expect(registry.upcast('Made', 2, { title: 'x' })).toEqual({ title: 'x', colour: null });
    expect(registry.upcast('Made', 3, { title: 'x', colour: 'red' })).toEqual({ title: 'x', colour: 'red' });
  });

  it('are refused when the code is older, lacks a step, or does not know them', () => {
    expect(() => registry.upcast('Made', 4, {})).toThrow(
      /stored in version 4, but this code knows 3: deploy newer code/,
    );
    expect(() => registry.upcast('Torn', 1, {})).toThrow(/Torn has no upcast from version 1/);
    expect(() => registry.upcast('Broken', 1, {})).toThrow(/Broken is not registered/);
    expect(registry.upcast('nl.estafette.elsewhere.thing-made.v1', 1, { id: 'x' })).toEqual({ id: 'x' });
    expect(
      () =>
        new EventRegistry([
          { name: 'a', events: { Made: { version: 1 } } },
          { name: 'b', events: { Made: { version: 1 } } },
        ]),
    ).toThrow(/defined twice/);
  });
});

describe('a signal', () => {
  it('wakes all who wait, and forgets no change that came before they did', async () => {
    const signal = new Signal();
    const seen = signal.version;
    const waiting = [signal.past(seen, 60_000), signal.past(seen, 60_000)];
    signal.notify();
    await Promise.all(waiting);
    await signal.past(seen, 60_000);
    await signal.past(signal.version, 1);
  });
});
