import { readFileSync } from 'node:fs';
import { fold } from '@estafette/decider';
import { EventRegistry } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import { learningRecordDecider } from './learning-record/learning-record.decider.js';
import type { LearningRecordEvent } from './learning-record/learning-record.events.js';
import { learningRecord } from './learning-record/learning-record.stream.js';
import { offeredRecordId } from './learning-record/offered-record-id.js';
import { validationDecider } from './validation/validation.decider.js';
import type { ValidationEvent } from './validation/validation.events.js';
import { validation } from './validation/validation.stream.js';

interface Stored {
  readonly type: string;
  readonly version: number;
  readonly data: object;
}

const registry = new EventRegistry([learningRecord, validation]);
const stored = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Stored[];
const records = stored('learning-record/golden/learning-record.v1.json');
const validations = stored('validation/golden/validation.v1.json');
const read = <Event>(events: readonly Stored[]) =>
  events.map(({ type, version, data }) => ({ type, data: registry.upcast(type, version, data) }) as Event);

describe('events as they were once stored', () => {
  it.each([
    ['learning-record', learningRecord.events, records],
    ['validation', validation.events, validations],
  ])('have an example of every type of %s in every version', (_name, types, examples) => {
    const needed = Object.entries(types).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type} ${index + 1}`),
    );
    expect(examples.map(({ type, version }) => `${type} ${version}`).toSorted()).toEqual(needed.toSorted());
  });

  it('still tell what was learned', () => {
    const [noted, offered, kept, dismissed] = read<LearningRecordEvent>(records).map((event) => [event]);
    expect(fold(learningRecordDecider, noted ?? [])).toMatchObject({
      status: 'kept',
      learned: { what: 'Eerst vragen, dan bakken.', kind: 'interaction', from: 'others' },
      date: '2026-10-02',
    });
    expect(fold(learningRecordDecider, [...(offered ?? []), ...(kept ?? [])])).toMatchObject({
      status: 'kept',
      learned: { what: 'Klein beginnen werkt.' },
      leg: { period: { start: '2026-09-14' }, artefacts: [{ artefactId: '01a1103a-0400-7769-80c1-62e1fa59385f' }] },
    });
    expect(fold(learningRecordDecider, [...(offered ?? []), ...(dismissed ?? [])]).status).toBe('dismissed');
  });

  it('still tell where a validation stands', () => {
    const [requested, added, stated, assessed, granted, declined, withdrawn] = read<ValidationEvent>(validations);
    const standing = [requested, added, stated, assessed].flatMap((event) => event ?? []);
    expect(fold(validationDecider, standing)).toMatchObject({
      status: 'open',
      evidence: [
        { criteria: ['01a0b387-8c00-7087-bb8e-5644b82a8a1c'] },
        { evidence: { url: 'https://example.org/filmpje' } },
      ],
      statement: { by: '01a0852e-5000-72fd-8017-7057d3a5c6c2', criteria: [{ seen: 'yes' }] },
      judgements: [{ levelId: '01a0c2fa-a000-7684-9cb3-87949487908f', by: '01a094a1-6400-7f11-8565-40629ae942ff' }],
    });
    const ends = [granted, declined, withdrawn].map((end) =>
      fold(validationDecider, [...standing, ...(end ? [end] : [])]),
    );
    expect(ends.map(({ status }) => status)).toEqual(['granted', 'declined', 'withdrawn']);
  });

  it('the id of an offered record never changes', () => {
    const [legId, personId] = ['01a09eee-1c00-7c2e-b3b8-db36bc64a56f', '01a07ae1-9800-7254-afc2-8c1deebd12c7'];
    expect(offeredRecordId(legId, personId)).toBe('04a93b1b-7701-561d-85bf-bd07f7330c66');
  });
});
