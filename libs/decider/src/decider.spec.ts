import { describe, expect, it } from 'vitest';
import type { Decider } from './index.js';
import { DomainError, fold, given, refuse } from './index.js';

type Event = { type: 'Lit'; data: { by: string } } | { type: 'PutOut'; data: { by: string } };
interface Command {
  do: 'light' | 'put-out';
  by: string;
}
const lamp: Decider<{ lit: boolean; worn: boolean }, Command, Event> = {
  initialState: { lit: false, worn: false },
  evolve: (state, event) => ({ lit: event.type === 'Lit', worn: state.worn || event.type === 'PutOut' }),
  decide: (command, state) => {
    if (command.do === 'put-out') return state.lit ? [{ type: 'PutOut', data: { by: command.by } }] : [];
    if (state.lit) return [];
    if (state.worn) refuse('lamp-worn', 'Put in a new lamp first.');
    return [{ type: 'Lit', data: { by: command.by } }];
  },
};
const on: Event = { type: 'Lit', data: { by: 'an' } };
const off: Event = { type: 'PutOut', data: { by: 'an' } };

describe('a decider', () => {
  it('folds a history into a state', () => {
    expect(fold(lamp, [])).toEqual({ lit: false, worn: false });
    expect(fold(lamp, [on, off])).toEqual({ lit: false, worn: true });
  });

  it('reads as given, when, then', () => {
    given(lamp)().when({ do: 'light', by: 'an' }).then(on);
    given(lamp)(on).when({ do: 'light', by: 'an' }).thenNothing();
    given(lamp)(on, off).when({ do: 'light', by: 'an' }).thenRefuses('lamp-worn');
  });
});

describe('the sentences themselves fail when they are not true', () => {
  it.each([
    ['other data', () => given(lamp)().when({ do: 'light', by: 'bo' }).then(on), /decided/],
    ['an event too many', () => given(lamp)().when({ do: 'light', by: 'an' }).thenNothing(), /decided/],
    ['no event', () => given(lamp)(on).when({ do: 'light', by: 'an' }).then(on), /decided/],
    ['no refusal', () => given(lamp)().when({ do: 'light', by: 'an' }).thenRefuses('lamp-worn'), /expected a refusal/],
    ['another refusal', () => given(lamp)(on, off).when({ do: 'light', by: 'an' }).thenRefuses('x'), /lamp-worn/],
  ])('%s', (_name, sentence, message) => {
    expect(sentence).toThrow(message);
  });

  it('does not take a programming error for a refusal', () => {
    const broken = {
      ...lamp,
      decide: () => {
        throw new TypeError('oops');
      },
    };
    expect(() => given(broken)().when({ do: 'light', by: 'an' }).thenRefuses('oops')).toThrow(TypeError);
  });
});

describe('a refusal', () => {
  it('carries code, detail, kind and facts', () => {
    const error = new DomainError('too-late', 'The period is over.', 'forbidden', { until: '2026-01-01' });
    expect(error).toMatchObject({ code: 'too-late', detail: 'The period is over.', kind: 'forbidden' });
    expect(error.message).toBe('too-late: The period is over.');
  });
});
