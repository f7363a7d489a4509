import { createHash, randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import { fromDigestMultibase, type SignedCredential } from '@estafette/verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import { issuingSchool, type IssuingSchool } from './issuing-school.set-up.js';
import { registeredAs } from './return-bread.example.js';
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

const [challengeId, legId, digest] = [randomUUID(), randomUUID(), 'f'.repeat(64)];
const TITLE = 'Return bread: from waste to flour';
const assessor = randomUUID();

const earned = (): Promise<Earned> =>
  earnedAt(school, service, {
    statement: { statementId: randomUUID(), organisationId: bakery, basis: 'employer', statedBy: randomUUID() },
    assessedBy: [assessor],
    legs: [{ challengeId, title: TITLE, legId, frame: 'internship', organisationId: bakery, batonDigest: digest }],
  });

const look = async (path: string): Promise<string> =>
  (await fetch(`${service.running.url}${path}`, { headers: { accept: 'text/html', 'accept-language': 'en' } })).text();

interface Opened {
  readonly id: string;
  readonly kind: string;
}

async function pathOf({ path }: Shared): Promise<readonly Opened[] | null> {
  const answer = await fetch(`${service.running.url}${path}/path`);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return ((await answer.json()) as { path: Opened[] | null }).path;
}

/** Canonical JSON (RFC 8785) of a flat object, written out by hand. */
const canonical = (link: object): string =>
  `{${Object.entries(link)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',')}}`;

describe('what led to a credential', () => {
  it('stands in it as commitments alone, which tell nothing of challenge, workplace, or who judged', async () => {
    const { text } = await earned();
    for (const secret of [challengeId, legId, digest, TITLE, assessor]) expect(text).not.toContain(secret);
    const { evidence = [] } = JSON.parse(text) as SignedCredential;
    const links = evidence.filter(({ name }) => name === 'A link of the path that led here');
    expect(links).toHaveLength(5);
    expect(new Set(links.map(({ digestMultibase }) => digestMultibase)).size).toBe(5);
  });

  it('is shown where its holder says so, and each link can be held against what was signed', async () => {
    const all = await earned();
    const opened = (await pathOf(await sharedBy(all, { tellsPath: true }))) ?? [];
    expect(opened.map(({ kind }) => kind)).toEqual(['challenge', 'leg', 'baton', 'statement', 'judgement']);
    expect(opened).toMatchObject([
      { challengeId, title: TITLE, organisationId: bakery },
      { legId, frame: 'internship' },
      { legId, digest },
      { organisationId: bakery, basis: 'employer' },
      { organisationId: school.organisationId, assessors: 1 },
    ]);
    expect(JSON.stringify(opened)).not.toContain(assessor);
    const { evidence = [] } = JSON.parse(all.text) as SignedCredential;
    for (const link of opened) {
      const signed = evidence.find(({ id }) => id === link.id)?.digestMultibase ?? '';
      const bytes = Buffer.from(fromDigestMultibase(signed) ?? []).toString('hex');
      expect(bytes).toBe(createHash('sha256').update(canonical(link)).digest('hex'));
    }
  });

  it('is told on the page in words, others by role and organisation', async () => {
    const page = await look((await sharedBy(await earned(), { tellsPath: true })).path);
    const text = page.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
    expect(text).toContain('Why you can believe it');
    expect(text).toContain(`The challenge “${TITLE}”, Bakery Van Dam (this is what was signed)`);
    expect(text).toContain('A leg of that challenge, as an internship (this is what was signed)');
    expect(text).toContain('Seen at the workplace, by somebody of the employer, Bakery Van Dam');
    expect(text).toContain('Judged on behalf of School for Food (assessors: 1)');
    expect(text).not.toContain('Do not believe it');
  });

  it('stays with the holder where they do not', async () => {
    const all = await earned();
    const closed = await sharedBy(all);
    expect(await pathOf(closed)).toBeNull();
    const page = await look(closed.path);
    for (const secret of [TITLE, 'Why you can believe it', challengeId]) expect(page).not.toContain(secret);
    const own = await all.holder.get(`/v1/credentials/${all.credentialId}/path`);
    expect(((await own.json()) as { path: Opened[] }).path).toHaveLength(5);
    const other = await service.person();
    expect((await other.get(`/v1/credentials/${all.credentialId}/path`)).status).toBe(404);
    expect(await told(await fetch(`${service.running.url}/c/unknown/path`))).toBe('404 share-unknown');
  });
});
