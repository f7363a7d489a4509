import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { areAllSigned } from './disclosures.js';

const disclosure = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const digest = (one: string): string => hash('sha256', one, 'base64url');
const inner = disclosure('salt-1', 'level', 'high');
const outer = disclosure('salt-2', 'result', { _sd: [digest(inner)] });
const element = disclosure('salt-3', 'one');
const payload = { subject: { _sd: [digest(outer), 'a decoy'] }, list: [{ '...': digest(element) }, 'two'] };
const with_ = (...all: string[]): string => ['jwt', ...all, 'binding'].join('~');

describe('the disclosures of an SD-JWT', () => {
  it('are those that were signed: of members, of elements, and within each other', () => {
    expect(areAllSigned(with_(), payload)).toBe(true);
    expect(areAllSigned(with_(outer), payload)).toBe(true);
    expect(areAllSigned(with_(element, inner, outer), payload)).toBe(true);
  });

  it('are none that nobody signed, that stand there twice, or whose place is not shown', () => {
    expect(areAllSigned(with_(disclosure('salt', 'role', 'king')), payload)).toBe(false);
    expect(areAllSigned(with_(outer, outer), payload)).toBe(false);
    expect(areAllSigned(with_(inner), payload)).toBe(false);
    expect(areAllSigned(with_(outer), { ...payload, more: { _sd: [digest(outer)] } })).toBe(false);
  });
});
