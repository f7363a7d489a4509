import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningService } from '@estafette/service-host';
import { boot, ServiceToken } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { credentials } from './credentials.service.js';
import { didDocumentOf, done, issuingSchool, judgedBy, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { earnedAt, sharedBy, told } from './sharing-holder.set-up.js';

/** Stands in for the organisations service, which is not at hand here; the demo plays the same against the real one. */
const addresses = new Map<string, string>();
const asked: { readonly scope: unknown; readonly salt: string }[] = [];
let isAway = false;
let saysElse: string | null = null;
const people = createServer(({ url = '', headers }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://people');
  const [, personId = ''] = /^\/v1\/people\/([^/]+)\/mail-hash$/.exec(pathname) ?? [];
  const salt = searchParams.get('salt') ?? '';
  asked.push({ scope: decodeJwt(headers.authorization?.replace('Bearer ', '') ?? '')['client_id'], salt });
  const address = addresses.get(personId);
  if (isAway) response.writeHead(500).end();
  else if (saysElse !== null) response.writeHead(saysElse.includes('no-such') ? 404 : 200).end(saysElse);
  else if (address === undefined) response.writeHead(404).end('{"code":"mail-address-unknown"}');
  else {
    const digest = createHash('sha256').update(`${address}${salt}`).digest('hex');
    response.end(JSON.stringify({ identityHash: `sha256$${digest}` }));
  }
});

let service: TestService<RunningService>;
let school: IssuingSchool;
beforeAll(async () => {
  await new Promise<void>((resolve) => people.listen(0, '127.0.0.1', resolve));
  const PEOPLE_URL = `http://127.0.0.1:${(people.address() as AddressInfo).port}/v1/people/`;
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env), {
    PEOPLE_URL,
  });
  school = await issuingSchool(service);
});
beforeEach(() => {
  isAway = false;
  asked.length = 0;
});
afterAll(async () => {
  await service.close();
  people.closeAllConnections();
  people.close();
});

const identify = (holder: Caller, credentialId: string): Promise<Response> =>
  holder.post(`/v1/credentials/${credentialId}/mail-identities`, {});
const parsed = (text: string): SignedCredential => JSON.parse(text) as SignedCredential;

/** What the page of a link says when it is asked whose it is. */
async function page(path: string, identity: string): Promise<string> {
  const answer = await fetch(`${service.running.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    body: new URLSearchParams({ identity, lang: 'en' }).toString(),
  });
  return answer.text();
}

describe('a mail address in a credential', () => {
  it('is hashed in where its holder wants it, and whoever knows the address can check whose it is', async () => {
    const earned = await earnedAt(school, service);
    const { holder, credentialId } = earned;
    const before = parsed(earned.text);
    addresses.set(holder.personId, 'noor@example.org');
    const { path } = await sharedBy(earned);
    expect(await page(path, 'noor@example.org')).toContain('That cannot be checked here');
    await done(identify(holder, credentialId));
    const text = await textOf(service, holder, credentialId);
    expect(text).not.toContain('noor');
    const now = parsed(text);
    const [own, mail] = now.credentialSubject.identifier ?? [];
    expect(now.credentialSubject.identifier).toHaveLength(2);
    expect({ ...now.credentialSubject, identifier: [own] }).toEqual(before.credentialSubject);
    expect({ id: now.id, evidence: now.evidence }).toEqual({ id: before.id, evidence: before.evidence });
    expect(mail).toMatchObject({ type: 'IdentityObject', hashed: true, identityType: 'emailAddress' });
    expect(asked).toEqual([{ scope: 'estafette-test', salt: mail?.salt }]);
    expect((await judgedBy(service, text)).verdict).toBe('valid');
    expect((await judgedBy(service, earned.text)).verdict).toBe('not-valid-any-more');
    const documents = { [now.issuer.id]: await didDocumentOf(service, school.organisationId) };
    expect((await verifiesElsewhere(now, new Date(), documents)).verified).toBe(true);
    expect(await page(path, ' Noor@Example.org ')).toContain('It matches');
    expect(await page(path, 'sam@example.org')).toContain('It does not match');
    expect(await page(path, holder.personId)).toContain('It matches');
    const history = (await (await holder.get(`/v1/credentials/${credentialId}/history`)).json()) as object;
    expect(history).toMatchObject({
      history: [{ what: 'issued' }, { what: 'accepted' }, { what: 'reissued', reason: 'at-request-of-holder' }],
    });
  });

  it('is hashed in once, with a salt of its own in each credential', async () => {
    const first = await earnedAt(school, service);
    const { holder } = first;
    addresses.set(holder.personId, 'noor@example.org');
    const second = await earnedAt(school, service, { validationId: randomUUID() }, holder);
    const again = await Promise.all([1, 2, 3].map(() => identify(holder, first.credentialId)));
    expect(again.some(({ status }) => status === 201)).toBe(true);
    for (const { status } of again) expect([200, 201, 409]).toContain(status);
    expect((await identify(holder, first.credentialId)).status).toBe(200);
    await done(identify(holder, second.credentialId));
    const texts = await Promise.all([first, second].map((one) => textOf(service, holder, one.credentialId)));
    const hashes = texts.map((text) => parsed(text).credentialSubject.identifier?.map((one) => one.identityHash));
    expect(hashes.map((all) => all?.length)).toEqual([2, 2]);
    expect(hashes[0]?.[1]).not.toBe(hashes[1]?.[1]);
  });

  it('is not hashed in, and that is said, where what answers is something else, or no token can be had to ask it', async () => {
    const { holder, credentialId } = await earnedAt(school, service);
    addresses.set(holder.personId, 'noor@example.org');
    for (const answer of ['<html>', '{}', '{"code":"no-such-address"}']) {
      saysElse = answer;
      expect(await told(await identify(holder, credentialId)), answer).toBe('503 people-unreachable');
    }
    saysElse = null;
    vi.spyOn(ServiceToken.prototype, 'get').mockRejectedValueOnce(new TypeError('fetch failed'));
    expect(await told(await identify(holder, credentialId))).toBe('503 people-unreachable');
    await done(identify(holder, credentialId));
  });

  it('is not hashed in where none is known, nobody tells of it, it does not hold, or it is somebody else’s', async () => {
    const { holder, credentialId, text } = await earnedAt(school, service);
    expect(await told(await identify(holder, credentialId))).toBe('409 mail-address-unknown');
    addresses.set(holder.personId, 'noor@example.org');
    isAway = true;
    expect(await told(await identify(holder, credentialId))).toBe('503 people-unreachable');
    isAway = false;
    expect(await told(await identify(await service.person(), credentialId))).toBe('404 credential-unknown');
    const path = `/v1/credentials/${credentialId}`;
    await done(school.office.post(`${path}/suspensions`, { reason: 'under-review' }));
    expect(await told(await identify(holder, credentialId))).toBe('409 credential-suspended');
    expect(await textOf(service, holder, credentialId)).toBe(text);
    await done(school.office.post(`${path}/revocations`, { reason: 'other' }));
    expect(await told(await identify(holder, credentialId))).toBe('409 credential-revoked');
  });
});
