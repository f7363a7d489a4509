import { describe, expect, it } from 'vitest';
import type { Recorded } from '@estafette/event-store';
import { decodeBinary, encodeBinary } from './binary.js';
import { checked } from './cloud-event.js';
import { step } from './fixtures/relay.js';
import { messagesOf } from './publisher.js';
import { decodeBatch, decodeStructured, encodeBatch, encodeStructured } from './structured.js';

const event = { ...step('thing-1', 1), traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
const paths = ({ faults }: { readonly faults?: readonly { path: string }[] }): string[] =>
  (faults ?? []).map(({ path }) => path);

describe('structured mode', () => {
  it('gives back what went in', () => {
    expect(decodeStructured(encodeStructured(event))).toEqual({ event });
    expect(decodeBatch(encodeBatch([event, event]))).toEqual({ members: [event, event] });
  });

  it.each(['', '{"specversion":', '\u{feff}{}'])('refuses %j: not JSON', (text) => {
    expect(decodeStructured(text)).toEqual({ faults: [{ path: '', message: 'is not JSON' }] });
    expect(decodeBatch(text)).toHaveProperty('faults');
  });

  it('keeps the good members of a batch beside a bad one', () => {
    expect(decodeBatch(`[1, ${encodeStructured(event)}]`)).toEqual({ members: [1, event] });
    expect(decodeBatch('{}')).toEqual({ faults: [{ path: '', message: 'must be a JSON array of CloudEvents' }] });
  });
});

describe('binary mode', () => {
  it('puts attributes into ce_ headers, the data alone into the value, the partition key into the key', () => {
    const { key, headers, value } = encodeBinary(event);
    expect(key).toBe('thing-1');
    expect(headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_subject: 'thing-1',
      ce_time: event.time,
      ce_partitionkey: 'thing-1',
      ce_sequence: '1',
      ce_traceparent: event.traceparent,
    });
    expect(JSON.parse(value.toString())).toEqual(event.data);
    expect(decodeBinary(headers, value)).toEqual({ event });
  });

  it('names all faults at once', () => {
    expect(paths(decodeBinary({ ce_specversion: '0.3', ce_type: 't' }, Buffer.from([0xff])))).toEqual([
      '/specversion',
      '/id',
      '/source',
      '/data',
      '/datacontenttype',
    ]);
  });

  it.each([
    ['no value (a tombstone)', null],
    ['truncated JSON', Buffer.from('{"n":')],
    ['no object', Buffer.from('[1]')],
    ['null', Buffer.from('null')],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('refuses %s', (_name, value) => {
    expect(paths(decodeBinary(encodeBinary(event).headers, value))).toEqual(['/data']);
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON'])('takes the content type %s', (type) => {
    const { headers, value } = encodeBinary(event);
    expect(decodeBinary({ ...headers, 'content-type': type }, value)).toHaveProperty('event');
  });
});

describe('an envelope', () => {
  it.each([
    ['an array', [], ['']],
    ['null', null, ['']],
    ['another version', { ...event, specversion: '2.0' }, ['/specversion']],
    ['a number as id', { ...event, id: 7 }, ['/id']],
    ['an empty type', { ...event, type: '' }, ['/type']],
    ['a NUL in an attribute', { ...event, subject: 'a\u0000' }, ['/subject']],
    ['a lone surrogate in an attribute', { ...event, source: 'urn:\ud800' }, ['/source']],
    ['a name in capitals', { ...event, 'My/Name': 1 }, ['/My~1Name']],
  ])('with %s is none', (_name, json, faults) => {
    expect(paths(checked(json))).toEqual(faults);
  });
});

describe('the messages of an event', () => {
  const recorded: Recorded = {
    id: '0198c0de-0000-7000-8000-000000000001',
    streamId: 'challenge-1',
    revision: 3,
    cursor: { incarnation: 1, transactionId: 1n, position: 1 },
    type: 'BatonHandedOver',
    data: { summary: 'kept inside' },
    metadata: { at: '2026-11-21T10:00:00.000Z', by: 'p', for: null },
  };

  it('carry what orders, names and traces them', () => {
    const type = 'nl.estafette.challenges.baton-handed-over.v1';
    expect(messagesOf(recorded, () => [{ type, data: { batonId: 'b' } }], 'urn:estafette:test:challenges')).toEqual([
      {
        specversion: '1.0',
        id: '0198c0de-0000-7000-8000-000000000001.baton-handed-over.v1',
        source: 'urn:estafette:test:challenges',
        type,
        subject: 'challenge-1',
        time: '2026-11-21T10:00:00.000Z',
        datacontenttype: 'application/json',
        partitionkey: 'challenge-1',
        sequence: '3',
        data: { batonId: 'b' },
      },
    ]);
  });

  it('are none when the publisher keeps the event private, and need a version in their type', () => {
    expect(messagesOf(recorded, () => [], 'urn:x')).toEqual([]);
    expect(() => messagesOf(recorded, () => [{ type: 'nl.estafette.x', data: {} }], 'urn:x')).toThrow(/contract type/);
  });
});
