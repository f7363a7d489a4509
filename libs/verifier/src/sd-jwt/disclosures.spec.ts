import { hash } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { describe, expect, it } from 'vitest';
import { isObject } from '../document/kinds.js';
import { optionsOf, readCorpus } from '../corpus.example.js';
import { verify } from '../verify.js';
import { readSdJwt } from './compact-sd-jwt.js';
import { disclose } from './disclosures.js';

// What is wrong with disclosures is in the corpus (../../corpus/cases/sd-jwts); here is what is read where nothing is.

const disclosure = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const digest = (one: string): string => hash('sha256', one, 'base64url');
const inner = disclosure('salt-1', 'level', 'high');
const outer = disclosure('salt-2', 'result', { _sd: [digest(inner)] });
const element = disclosure('salt-3', 'one');
const payload = {
  _sd_alg: 'sha-256',
  subject: { _sd: [digest(outer), 'a decoy'] },
  list: [{ '...': digest(element) }, 'two'],
};
const shown = (...all: string[]): unknown => disclose(payload, all, 'document');

describe('what an SD-JWT discloses', () => {
  it('stands where its digest stood: members, elements, and within each other', () => {
    expect(shown()).toEqual({ payload: { subject: {}, list: ['two'] } });
    expect(shown(outer)).toEqual({ payload: { subject: { result: {} }, list: ['two'] } });
    expect(shown(element, inner, outer)).toEqual({
      payload: { subject: { result: { level: 'high' } }, list: ['one', 'two'] },
    });
  });

  it('is what a library of others reads, of every genuine case', async () => {
    const genuine = readCorpus().filter(({ one }) => /^sd-jwts\/[vd]c/.test(one.name) && one.verdict === 'valid');
    expect(genuine.length).toBeGreaterThan(8);
    const library = new SDJwtInstance({ hasher: (data) => hash('sha256', data as string, 'buffer') });
    for (const { one } of genuine) {
      const [text = '', read] = [one.text, readSdJwt(one.text ?? '')];
      if ('fault' in read) expect.fail(`${one.name}: ${read.fault}`);
      const ours = disclose(read.issued.payload, read.disclosures, 'claims');
      expect('payload' in ours && isObject(ours.payload), one.name).toBe(true);
      expect(ours, one.name).toEqual({ payload: await library.getClaims(text) });
    }
  });
});

describe('the checks of an SD-JWT', () => {
  it('tell what is shown and who shows it apart from who signed', async () => {
    const of = async (name: string): Promise<Record<string, string>> => {
      const found = readCorpus().find(({ one }) => one.name === `sd-jwts/${name}`);
      if (!found?.one.text) throw new Error(`no case ${name}`);
      const { checks } = await verify(found.one.text, optionsOf(found.one));
      return Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]));
    };
    expect(await of('vc-bound')).toMatchObject({ disclosures: 'passed', signature: 'passed', 'key-binding': 'passed' });
    expect(await of('vc-bound-unasked')).toMatchObject({ signature: 'passed', 'key-binding': 'not-asked' });
    expect(await of('vc')).toMatchObject({ context: 'passed', 'key-binding': 'not-asked' });
    expect(await of('dc')).not.toHaveProperty('context');
    expect(await of('not-signed')).toEqual({ document: 'passed', disclosures: 'failed' });
    expect(await of('by-a-thief')).toMatchObject({ signature: 'passed', 'key-binding': 'failed' });
  });
});
