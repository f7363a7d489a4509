import { readFile } from 'node:fs/promises';
import type { RunningService } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { bakePng, bakeSvg, signDocument } from '@estafette/verifier';
import { returnBread } from '@estafette/verifier/example';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schoolElsewhere, startReachingElsewhere } from '../elsewhere.set-up.js';
import { generateSigningKey } from '../signing/index.js';

let service: TestService<RunningService>;
let text: string;

beforeAll(async () => {
  service = await startReachingElsewhere();
  const key = generateSigningKey();
  const created = new Date('2026-11-21T14:40:00Z');
  text = JSON.stringify(await signDocument(returnBread(key.did), key, created));
});
afterAll(() => service.close());

const send = (
  body: string | Uint8Array<ArrayBuffer>,
  type = 'application/json',
  path = '/v1/verifications',
): Promise<Response> =>
  fetch(`${service.running.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });

/** One grey pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);
const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>';

/** The verdict and the codes of what failed. */
const verdictOn = async (body: string | Uint8Array, type?: string): Promise<string> => {
  const answer = await send(typeof body === 'string' ? body : new Uint8Array(body), type);
  const said = await answer.text();
  expect(answer.status, said).toBe(200);
  const { verdict, checks } = JSON.parse(said) as { verdict: string; checks: { outcome: string; code: string }[] };
  // Nobody knows this issuer; what is told here is the rest.
  const failed = checks.filter(({ outcome, code }) => outcome === 'failed' && code !== 'issuer-not-known');
  return [verdict, ...failed.map(({ code }) => code)].join(' ');
};

const problemOn = async (body: string | Uint8Array<ArrayBuffer>, type?: string, path?: string): Promise<string> => {
  const answer = await send(body, type, path);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return `${answer.status} ${((await answer.json()) as { code: string }).code}`;
};

const RAW = [
  'application/vc',
  'application/vc+ld+json',
  'application/ld+json',
  'text/plain',
  'application/vc; charset=utf-8',
];

describe('a credential that is sent to be verified', () => {
  it('is judged as an object, as text within JSON, and as it is', async () => {
    expect(await verdictOn(`{"credential": ${text}}`)).toBe('valid-issuer-unknown');
    expect(await verdictOn(JSON.stringify({ credential: text }))).toBe('valid-issuer-unknown');
    for (const type of RAW) expect(await verdictOn(text, type)).toBe('valid-issuer-unknown');
  });

  it('is taken out of the image that it is baked into', async () => {
    expect(await verdictOn(bakePng(pixel, text), 'image/png')).toBe('valid-issuer-unknown');
    expect(await verdictOn(bakeSvg(drawing, text), 'image/svg+xml')).toBe('valid-issuer-unknown');
    expect(await verdictOn(pixel, 'image/png')).toBe('not-genuine image-without-credential');
    expect(await verdictOn('no image', 'image/png')).toBe('not-genuine document-unreadable');
    expect(await verdictOn(bakeSvg(drawing, text), 'text/plain')).toBe('valid-issuer-unknown');
    expect(await problemOn(pixel, 'image/jpeg')).toBe('415 content-type-not-json');
  });

  it('is not genuine with one byte changed, in every form', async () => {
    const altered = text.replace('return bread', 'return breaD');
    expect(await verdictOn(`{"credential": ${altered}}`)).toBe('not-genuine signature-wrong');
    expect(await verdictOn(JSON.stringify({ credential: altered }))).toBe('not-genuine signature-wrong');
    for (const type of RAW) expect(await verdictOn(altered, type)).toBe('not-genuine signature-wrong');
  });

  it('that says a thing twice is not genuine as text, and refused as an object', async () => {
    const twice = text.replace('"name":', '"name":"Something greater","name":');
    const said = 'not-genuine document-has-duplicate-members';
    expect(await verdictOn(JSON.stringify({ credential: twice }))).toBe(said);
    expect(await problemOn(`{"credential": ${twice}}`)).toBe('400 request-not-valid');
    for (const type of RAW) expect(await verdictOn(twice, type)).toBe(said);
  });

  it('with a member that nobody signed is not genuine', async () => {
    const said = 'not-genuine document-has-name-not-allowed';
    for (const place of ['{', '"achievement":{', '"issuer":{', '"evidence":[{']) {
      const unsigned = text.replace(place, `${place}"__proto__":{"name":"EVIL DIPLOMA"},`);
      for (const type of RAW) expect(await verdictOn(unsigned, type)).toBe(said);
      expect(await verdictOn(JSON.stringify({ credential: unsigned }))).toBe(said);
      expect(await problemOn(`{"credential": ${unsigned}}`)).toBe('400 request-not-valid');
    }
  });

  it('of too many parts is refused before it is expanded', async () => {
    const results = Array.from({ length: 12_000 }, () => ({ type: ['Result'] }));
    const many = text.replace(/"result":\[.*?\]\}/, `"result":${JSON.stringify(results)}}`);
    expect(many.length).toBeGreaterThan(200_000);
    expect(await verdictOn(many, 'application/vc')).toBe('not-genuine document-too-complex');
    expect(await verdictOn(`{"credential": ${many}}`)).toBe('not-genuine document-too-complex');
  });

  it('that is no credential at all is not genuine', async () => {
    expect(await verdictOn('{"credential": {}}')).toContain('not-genuine shape-unknown');
    expect(await verdictOn('no JSON', 'application/vc')).toBe('not-genuine document-unreadable');
    expect(await verdictOn('{"credential": "no JSON"}')).toBe('not-genuine document-unreadable');
    expect(await verdictOn(JSON.stringify({ credential: `"${'x'.repeat(300_000)}"` }))).toBe(
      'not-genuine document-too-large',
    );
    expect(await verdictOn(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'application/vc')).toBe(
      'not-genuine document-too-deep',
    );
    expect(await verdictOn(JSON.stringify({ credential: '{"a":"\\ud800"}' }))).toBe(
      'not-genuine document-not-plain-json',
    );
    expect(await verdictOn(JSON.stringify({ credential: '{"a":12345678901234567890}' }))).toContain('not-genuine');
  });
});

describe('a presentation', () => {
  it('is judged by what its holder was asked to sign', async () => {
    const file = new URL('../../../../libs/verifier/corpus/cases/presentations/good.json', import.meta.url);
    const { document, challenge, domain } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const said = (more: object): Promise<string> => verdictOn(JSON.stringify({ credential: document, ...more }));
    expect(await said({ challenge, domain })).toBe('valid');
    expect(await said({})).toBe('valid');
    const refused = (code: string): string => `not-genuine ${code} signature-not-checked`;
    expect(await said({ challenge: 'of another evening', domain })).toBe(refused('challenge-differs'));
    expect(await said({ challenge, domain: 'https://other.example' })).toBe(refused('domain-differs'));
    expect(await problemOn(JSON.stringify({ credential: document, challenge: '' }))).toBe('400 request-not-valid');
  });
});

describe('a request that is not right', () => {
  it('is answered with a problem, never with a failure of ours', async () => {
    expect(await problemOn('')).toBe('400 body-missing');
    expect(await problemOn('{"credential": ')).toBe('400 body-not-json');
    expect(await problemOn('[]')).toBe('400 request-not-valid');
    expect(await problemOn('{}')).toBe('400 request-not-valid');
    expect(await problemOn('{"credential": 1}')).toBe('400 request-not-valid');
    expect(await problemOn(`{"credential": ${text}, "more": 1}`)).toBe('400 request-not-valid');
    expect(await problemOn('{"credential": {"a": "\\u0000"}}')).toBe('400 request-not-valid');
    expect(await problemOn('{"credential": {"a": "\\ud800"}}')).toBe('400 request-not-valid');
    expect(await problemOn('{"credential": {"a": 12345678901234567890}}')).toBe('400 request-not-valid');
    for (const type of RAW) expect(await problemOn(Uint8Array.of(0x22, 0xff, 0x22), type)).toBe('400 body-not-text');
    expect(await problemOn('a\0b', 'application/vc')).toBe('400 request-not-valid');
    expect(await problemOn(text, 'application/xml')).toMatch(/^415 /);
    expect(await problemOn(' '.repeat(1_048_577), 'application/vc')).toMatch(/^413 /);
    expect(await problemOn(JSON.stringify({ credential: 'x'.repeat(1_048_576) }))).toMatch(/^413 /);
  });

  it('nested beyond all reason is refused, not stumbled over', async () => {
    const deep = `{"credential": ${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;
    expect(await problemOn(deep)).toMatch(/^400 /);
  });

  it('elsewhere takes JSON only', async () => {
    for (const type of RAW) expect(await problemOn(text, type, '/v1/issuers')).toBe('415 content-type-not-json');
  });
});

describe('a credential at an address', () => {
  it('is fetched there and judged, its issuer asked only where that is wanted', async () => {
    const school = await schoolElsewhere();
    try {
      await school.list(true);
      school.files.set('/badge.png', bakePng(pixel, await school.badge()));
      const at = (more: object): string => JSON.stringify({ url: `${school.url}/badge.png`, ...more });
      expect(await verdictOn(at({ askElsewhere: true }))).toBe('valid-issuer-unknown');
      await school.list(false);
      expect(await verdictOn(at({ askElsewhere: true }))).toBe('not-valid-any-more revoked');
      expect(await verdictOn(at({}))).not.toMatch(/^valid/);
      expect(await problemOn(at({ url: `${school.url}/nothing` }))).toBe('409 url-not-read');
      expect(await problemOn(at({ credential: '{}' }))).toBe('400 request-not-valid');
      expect(await problemOn(at({ url: 'ftp://a.example/badge' }))).toBe('400 request-not-valid');
    } finally {
      await school.close();
    }
  });
});
