import { DomainError } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import { HttpProblem } from './http/problem.js';
import { logged, makeLogger } from './log.js';

const planted = 'Jan Jansen <jan@example.org>';
const lineOf = (error: unknown): string => {
  const lines: string[] = [];
  makeLogger('lamps', 'info', { write: (line) => void lines.push(line) }).error(logged(error), 'failed');
  return lines.join('');
};

describe('what of an error is logged', () => {
  it.each([
    ['our own mistakes', new Error(`no room for ${planted}`)],
    ['of many lines', new TypeError(`no\n room for\n${planted}\n    again`)],
    ['a parser', new SyntaxError(`Unexpected token, "${planted}" is not valid JSON`)],
    ['PostgreSQL', Object.assign(new Error(`invalid input syntax: "${planted}"`), { code: '22P02', detail: planted })],
    ['a unique key', Object.assign(new Error('duplicate key'), { code: '23505', detail: `(${planted}) exists` })],
    ['a cause', new Error('outer', { cause: new Error(planted) })],
    ['no error at all', planted],
  ])('never its words, where they may repeat what was sent: %s', (_name, error) => {
    const line = lineOf(error);
    expect(line).not.toMatch(/Jan|jan@/);
    expect(JSON.parse(line)).toMatchObject({ level: 50, service: 'lamps', error: expect.any(String) });
  });

  it.each([
    ['refusals of ours', new DomainError('too-bright', 'At most 100 watts.'), 'At most 100 watts.'],
    ['problems of ours', new HttpProblem(503, 'away', 'Try again.'), 'Try again.'],
    [
      'the system',
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED', syscall: 'connect' }),
      'ECONNREFUSED 127.0.0.1:1',
    ],
    ['a broken schema', Object.assign(new Error('relation "app.x" does not exist'), { code: '42P01' }), 'app.x'],
  ])('its words, where they help and hold nobody: %s', (_name, error, words) => {
    expect(lineOf(error)).toContain(words.replaceAll('"', '\\"'));
    expect(JSON.parse(lineOf(error))).toMatchObject({ stack: expect.stringContaining('log.spec.ts') });
  });
});
