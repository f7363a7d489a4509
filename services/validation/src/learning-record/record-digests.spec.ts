import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf } from './record-digests.js';

const key = createSecretKey(Buffer.alloc(32, 7));
const record = {
  learningRecordId: '01a09eee-1c00-7c2e-b3b8-db36bc64a56f',
  what: 'Klein "beginnen" wérkt.',
  kind: 'experimenting',
  from: null,
  legId: null,
  challengeId: null,
  date: '2026-10-02',
};

describe('the digest of a learning record', () => {
  it('is over its canonical JSON with a salt that only its learner has', () => {
    const salt = createHmac('sha256', key)
      .update('estafette learning record salt 01a09eee-1c00-7c2e-b3b8-db36bc64a56f')
      .digest('hex');
    const text =
      '{"challengeId":null,"date":"2026-10-02","from":null,"kind":"experimenting",' +
      '"learningRecordId":"01a09eee-1c00-7c2e-b3b8-db36bc64a56f","legId":null,' +
      `"salt":"${salt}","what":"Klein \\"beginnen\\" wérkt."}`;
    expect(digestOf(record, key)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('takes no notice of what else is told about it, nor of the order', () => {
    const more = { title: 'Retourbrood', ...Object.fromEntries(Object.entries(record).reverse()), status: 'kept' };
    expect(digestOf(more as unknown as typeof record, key)).toBe(digestOf(record, key));
  });

  it.each([
    ['its words', { ...record, what: 'Iets anders.' }, key],
    ['its kind', { ...record, kind: null }, key],
    ['its id', { ...record, learningRecordId: '01a09eee-1c00-7c2e-b3b8-db36bc64a570' }, key],
    ['its learner', record, createSecretKey(Buffer.alloc(32, 8))],
  ])('differs with %s', (_what, other, otherKey) => {
    expect(digestOf(other, otherKey)).not.toBe(digestOf(record, key));
  });
});
