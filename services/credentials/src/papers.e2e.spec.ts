import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import { done, issuingSchool, type IssuingSchool } from './issuing-school.set-up.js';
import { registeredAs } from './return-bread.example.js';
import { readPaper, scanned } from './share/paper/read-paper.set-up.js';
import { earnedAt, sharedBy, told, type Earned, type Shared } from './sharing-holder.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
const bakery = randomUUID();

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  service.feeds.tell(registeredAs(bakery, 'sme', 'Bakery Van Dam'));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

const earned = (): Promise<Earned> =>
  earnedAt(school, service, {
    statement: { statementId: randomUUID(), organisationId: bakery, basis: 'employer' },
    grantedAt: '2026-03-31T22:30:00.000Z',
  });
const shared = async (more: object = {}): Promise<Shared> => sharedBy(await earned(), more);
const look = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${service.running.url}${path}`, { headers });

async function paperOf(answer: Response): Promise<Buffer> {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="credential.pdf"');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return Buffer.from(await answer.arrayBuffer());
}

/** The path of a link, for what lies below it. */
const below = ({ path }: Shared, what: string): string => `${path.replace(/\?.*/, '')}/${what}`;

describe('the paper behind a link', () => {
  it('tells what its page tells, leads to it, and carries the credential as it was signed, which verifies', async () => {
    const share = await shared();
    const page = await (await look(share.path, { accept: 'text/html' })).text();
    const href = /href="([^"]+\.pdf\?lang=nl)"/.exec(page)?.[1] ?? '';
    const paper = await paperOf(await fetch(new URL(href, `${service.running.url}${share.path}`)));
    const { text, files, language } = await readPaper(paper);
    expect(language).toBe('nl');
    for (const fact of [
      'Toen zei de controle: Dit klopt en geldt nu.',
      'Uitgegeven door School for Food',
      'Gezien en bevestigd door Bakery Van Dam',
      'Measures what comes back Bereikt: on your own (2 van 2)',
      share.link,
    ]) {
      expect(text).toContain(fact);
    }
    expect(await scanned(paper)).toBe(share.link);
    const attached = Buffer.from(files.get('credential.json') ?? []).toString();
    expect(attached).toBe(share.text);
    const judged = await fetch(`${service.running.url}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/vc' },
      body: attached,
    });
    expect(await judged.json()).toMatchObject({ verdict: 'valid' });
  });

  it('is in the language asked for, found by nobody, and kept nowhere', async () => {
    const share = await shared();
    const at = below(share, 'credential.pdf');
    const languages = await Promise.all(
      [
        look(`${at}?lang=en`, { 'accept-language': 'nl' }),
        look(at, { 'accept-language': 'en' }),
        look(`${at}?lang=fr&utm_source=post`),
      ].map(async (answer) => (await readPaper(await paperOf(await answer))).language),
    );
    expect(languages).toEqual(['en', 'en', 'nl']);
    const { headers } = await look(at);
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('says that it does not hold, where it does not', async () => {
    const share = await shared();
    const revoked = { reason: 'issued-in-error' };
    await done(school.office.post(`/v1/credentials/${share.credentialId}/revocations`, revoked));
    const { text } = await readPaper(await paperOf(await look(below(share, 'credential.pdf?lang=en'))));
    expect(text).toMatch(/What the check said then: This is genuine, but it does not hold any more: it was revoked\./);
  });

  it('is gone with the link, and with its holder', async () => {
    const [ended, erased] = [await shared(), await shared()];
    await done(ended.holder.post(`/v1/shares/${ended.shareId}/closures`, {}));
    expect(await told(await look(below(ended, 'credential.pdf')))).toBe('410 share-ended');
    await service.running.held.vault.destroy(erased.holder.personId);
    expect(await told(await look(below(erased, 'credential.pdf')))).toBe('404 share-unknown');
    expect(await told(await look('/c/AAAAAAAAAAAAAAAAAAAAAA/credential.pdf'))).toBe('404 share-unknown');
    const own = await erased.holder.get(`/v1/credentials/${erased.credentialId}/pdf`);
    expect(await told(own)).toBe('404 credential-unknown');
  });
});

describe('the paper of a holder', () => {
  const asks = (holder: Caller, credentialId: string, query = ''): Promise<Response> =>
    holder.get(`/v1/credentials/${credentialId}/pdf${query}`);

  it('has the link that the holder chooses, and none where they choose none', async () => {
    const share = await shared({ language: 'en' });
    const { holder, credentialId, shareId, link } = share;
    const with_ = await paperOf(await asks(holder, credentialId, `?lang=nl&shareId=${shareId}`));
    expect(await scanned(with_)).toBe(link);
    const without = await paperOf(await asks(holder, credentialId));
    expect(await scanned(without)).toBeNull();
    expect((await readPaper(without)).text).not.toContain('/c/');
    const { files } = await readPaper(without);
    expect(Buffer.from(files.get('credential.json') ?? []).toString()).toBe(share.text);
  });

  it('is theirs alone, with links of theirs that work alone', async () => {
    const [one, other] = [await shared(), await shared()];
    expect(await told(await asks(other.holder, one.credentialId))).toBe('404 credential-unknown');
    expect(await told(await asks(one.holder, randomUUID()))).toBe('404 credential-unknown');
    const foreign = await asks(one.holder, one.credentialId, `?shareId=${other.shareId}`);
    expect(await told(foreign)).toBe('409 share-not-open');
    await done(one.holder.post(`/v1/shares/${one.shareId}/closures`, {}));
    const closed = await asks(one.holder, one.credentialId, `?shareId=${one.shareId}`);
    expect(await told(closed)).toBe('409 share-not-open');
    expect(await told(await asks(one.holder, one.credentialId, '?lang=fr'))).toBe('400 request-not-valid');
  });
});

describe('a profile at LinkedIn', () => {
  const asks = async (holder: Caller, credentialId: string, query = ''): Promise<Response> =>
    holder.get(`/v1/credentials/${credentialId}/linkedin${query}`);
  const addressIn = async (answer: Response): Promise<URL> =>
    new URL(((await answer.json()) as { addToProfile: string }).addToProfile);

  it('is offered what it takes, with the link of the holder', async () => {
    const { holder, credentialId, shareId, link } = await shared();
    const answer = await asks(holder, credentialId);
    expect(await answer.clone().json()).toMatchObject({ credentialId, shareId });
    const address = await addressIn(answer);
    expect(address.origin + address.pathname).toBe('https://www.linkedin.com/profile/add');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      startTask: 'CERTIFICATION_NAME',
      name: 'Working with return bread',
      organizationName: 'School for Food',
      issueYear: '2026',
      issueMonth: '4',
      certUrl: link,
      certId: `urn:uuid:${credentialId}`,
    });
  });

  it('is offered no link that the holder did not give out: who has none or several is told what to do', async () => {
    const all = await earned();
    const { holder, credentialId } = all;
    const none = await asks(holder, credentialId);
    expect(await none.clone().json()).toMatchObject({ detail: expect.stringContaining('POST /v1/shares') });
    expect(await told(none)).toBe('409 no-share-open');
    const [first, second] = [await sharedBy(all), await sharedBy(all)];
    expect(await told(await asks(holder, credentialId))).toBe('409 shares-to-choose-from');
    const chosen = await addressIn(await asks(holder, credentialId, `?shareId=${first.shareId}`));
    expect(chosen.searchParams.get('certUrl')).toBe(first.link);
    await done(holder.post(`/v1/shares/${first.shareId}/closures`, {}));
    const left = await addressIn(await asks(holder, credentialId));
    expect(left.searchParams.get('certUrl')).toBe(second.link);
    expect(await told(await asks(holder, credentialId, `?shareId=${first.shareId}`))).toBe('409 share-not-open');
  });

  it('is not offered what does not hold, nor what is of somebody else', async () => {
    const { holder, credentialId } = await shared();
    const other = await service.person();
    expect(await told(await asks(other, credentialId))).toBe('404 credential-unknown');
    await done(school.office.post(`/v1/credentials/${credentialId}/suspensions`, { reason: 'under-review' }));
    expect(await told(await asks(holder, credentialId))).toBe('409 credential-does-not-hold');
  });
});
