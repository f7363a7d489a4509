import { describe, expect, it } from 'vitest';
import { exampleOf } from './examples.js';
import { contractTypes, isContractType, validateClosed, validateEnvelope, validateOpen } from './index.js';
import type { CloudEvent, ContractData } from './index.js';

const legStarted = 'nl.estafette.challenges.leg-started.v1';

describe('faults', () => {
  it('come all at once, each with its place and a plain sentence', () => {
    const data = { challengeId: 'CHALLENGE', from: { kind: 'baton', digest: 'ABC', 'a/b~c': 1 } };
    expect(validateClosed(legStarted, data)).toEqual(
      expect.arrayContaining([
        { path: '/challengeId', message: 'must be a bare UUID in lower case' },
        { path: '/legId', message: 'is missing' },
        { path: '/from/batonId', message: 'is missing' },
        { path: '/from/digest', message: 'must be 64 lower-case hexadecimal digits' },
        { path: '/from/a~1b~0c', message: 'is not part of this contract' },
      ]),
    );
    expect(validateClosed(legStarted, data)).toHaveLength(5);
  });

  it('say what is expected', () => {
    const { data } = exampleOf('nl.estafette.challenges.challenge-declined.v1');
    expect(
      validateClosed('nl.estafette.challenges.challenge-declined.v1', { ...data, hubId: 7, reason: 'bored' }),
    ).toEqual([
      { path: '/hubId', message: 'must be string or null' },
      { path: '/reason', message: 'must be one of out-of-scope, no-capacity, not-now, unclear, other' },
    ]);
  });

  it('of one call do not linger in the next', () => {
    const { data } = exampleOf(legStarted);
    const faults = validateClosed(legStarted, {});
    expect(validateClosed(legStarted, data)).toEqual([]);
    expect(faults).toHaveLength(3);
  });

  it.each([null, undefined, 'text', 7, []])('refuse %j as data', (data) => {
    expect(validateClosed(legStarted, data)).toEqual([{ path: '', message: 'must be object' }]);
    expect(validateOpen(legStarted, data)).toEqual([{ path: '', message: 'must be object' }]);
  });
});

describe('a leg that starts from something that is not known yet', () => {
  const { data } = exampleOf(legStarted);

  it('passes open, and only open', () => {
    const later = { ...data, from: { kind: 'module', moduleId: 'any' } };
    expect(validateOpen(legStarted, later)).toEqual([]);
    expect(validateClosed(legStarted, later)).toEqual([
      { path: '/from/kind', message: 'must be one of challenge, baton' },
    ]);
  });

  it('must still say what that is', () => {
    expect(validateOpen(legStarted, { ...data, from: {} })).toEqual([{ path: '/from/kind', message: 'is missing' }]);
  });

  it('is held to the branch that is known, also when read open', () => {
    const from = { kind: 'baton', batonId: '01a0d26d-b400-740b-8eaf-f806ad094ea2' };
    expect(validateOpen(legStarted, { ...data, from })).toEqual([{ path: '/from/digest', message: 'is missing' }]);
  });
});

describe('a sole trader', () => {
  const registered = 'nl.estafette.organisations.organisation-registered.v1';
  const posted = 'nl.estafette.challenges.challenge-posted.v1';

  it('has no name on the wire', () => {
    const data: ContractData[typeof registered] = { ...exampleOf(registered).data, soleTrader: true };
    expect(validateClosed(registered, data)).toEqual([{ path: '/name', message: 'must be null' }]);
    expect(validateOpen(registered, data)).toEqual([{ path: '/name', message: 'must be null' }]);
    expect(validateClosed(registered, { ...data, name: null })).toEqual([]);
  });

  it('posts a challenge without its words', () => {
    const data = { ...exampleOf(posted).data, soleTrader: true };
    expect(validateClosed(posted, data).map(({ path }) => path)).toEqual(['/title', '/problem']);
    expect(validateClosed(posted, { ...data, title: null, problem: null })).toEqual([]);
  });

  it('is the only one whose name is left out', () => {
    const data = { ...exampleOf(registered).data, name: null };
    expect(validateClosed(registered, data)).toEqual([{ path: '/name', message: 'must be string' }]);
  });
});

describe('the envelope', () => {
  const example = exampleOf(legStarted);

  it.each([
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'datacontenttype',
    'partitionkey',
    'sequence',
    'data',
  ])('needs %s', (attribute) => {
    const rest = Object.fromEntries(Object.entries(example).filter(([name]) => name !== attribute));
    expect(validateEnvelope(rest)).toEqual([{ path: `/${attribute}`, message: 'is missing' }]);
  });

  it.each([
    ['specversion', '0.3'],
    ['id', ''],
    ['source', 'urn:other:demo:challenges'],
    ['type', 'nl.estafette.challenges.LegStarted'],
    ['subject', example.data.challengeId],
    ['time', 'yesterday'],
    ['datacontenttype', 'text/plain'],
    ['sequence', 16],
    ['traceparent', '00-abc'],
    ['data', 'text'],
    ['further', { nested: true }],
    ['Not_Allowed', 'x'],
  ])('refuses %s: %j', (attribute, value) => {
    expect(validateEnvelope({ ...example, [attribute]: value }).map(({ path }) => path)).toEqual([`/${attribute}`]);
  });

  it('allows extension attributes and types that are not known here', () => {
    expect(validateEnvelope({ ...example, further: 'x', type: 'nl.estafette.insights.something-new.v3' })).toEqual([]);
  });

  it('refuses what is no object', () => {
    expect(validateEnvelope([])).toEqual([{ path: '', message: 'must be object' }]);
  });
});

describe('types', () => {
  it('are known by their own name only', () => {
    expect(contractTypes.every((type) => isContractType(type))).toBe(true);
    expect(['', 'toString', '__proto__', 'nl.estafette.challenges.leg-started.v2'].filter(isContractType)).toEqual([]);
  });

  it('tell which data an event carries', () => {
    const event: CloudEvent<typeof legStarted> = exampleOf(legStarted);
    expect(event.data.from.kind).toBe('baton');
  });

  it('give a fresh example each time', () => {
    expect(exampleOf(legStarted)).not.toBe(exampleOf(legStarted));
  });
});
