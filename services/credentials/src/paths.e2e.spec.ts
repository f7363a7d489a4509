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
import { readPaper } from './share/paper/read-paper.set-up.js';
import { earnedAt, linkedBy, sharedBy, told, type Earned, type Linked } from './sharing-holder.set-up.js';

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

const asked = async (path: string, accept = 'text/html'): Promise<Response> => {
  const answer = await fetch(`${service.running.url}${path}`, { headers: { accept, 'accept-language': 'en' } });
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return answer;
};
const look = async (path: string, accept?: string): Promise<string> => (await asked(path, accept)).text();
const paperIn = async (answer: Response): Promise<string> =>
  (await readPaper(Buffer.from(await answer.arrayBuffer()))).text;

interface Opened {
  readonly id: string;
  readonly salt: string;
  readonly kind: string;
}
interface Path {
  readonly path: readonly Opened[] | null;
  readonly committedTo: number;
}

const pathOf = async ({ path }: Linked): Promise<Path> => (await (await asked(`${path}/path`)).json()) as Path;
const ownPathOf = async ({ holder, credentialId }: Earned): Promise<readonly Opened[]> =>
  ((await (await holder.get(`/v1/credentials/${credentialId}/path`)).json()) as Path).path ?? [];
const kindsIn = (links: readonly Opened[] | null): string[] | undefined => links?.map(({ kind }) => kind);

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
    const opened = (await pathOf(await sharedBy(all, { path: 'all' }))).path ?? [];
    expect(kindsIn(opened)).toEqual(['challenge', 'leg', 'baton', 'statement', 'judgement']);
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
    const page = await look((await sharedBy(await earned(), { path: 'all' })).path);
    const text = page.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
    expect(text).toContain('Why you can believe it');
    expect(text).toContain(`The challenge “${TITLE}”, Bakery Van Dam (this is what was signed)`);
    expect(text).toContain('A leg of a challenge, as an internship (this is what was signed)');
    expect(text).toContain('Seen at the workplace, by somebody of the employer, Bakery Van Dam');
    expect(text).toContain('Judged on behalf of School for Food (assessors: 1)');
    expect(text).not.toContain('Do not believe it');
  });

  it('stays with the holder where they do not', async () => {
    const all = await earned();
    const closed = await sharedBy(all);
    expect(await pathOf(closed)).toEqual({ path: null, committedTo: 5 });
    const page = await look(closed.path);
    for (const secret of [TITLE, 'Why you can believe it', challengeId]) expect(page).not.toContain(secret);
    const own = await all.holder.get(`/v1/credentials/${all.credentialId}/pdf`, { 'accept-language': 'en' });
    expect(await paperIn(own)).not.toContain('Why you can believe it');
    expect(await ownPathOf(all)).toHaveLength(5);
    const other = await service.person();
    expect((await other.get(`/v1/credentials/${all.credentialId}/path`)).status).toBe(404);
    expect(await told(await fetch(`${service.running.url}/c/unknown/path`))).toBe('404 share-unknown');
  });

  it('is shown in part where its holder opens some kinds of links, and nothing tells the others', async () => {
    const all = await earned();
    const kinds = ['judgement', 'leg'];
    const one = await sharedBy(all, { path: kinds });
    const several = { title: 'All', path: 'none', credentials: [{ credentialId: all.credentialId, path: kinds }] };
    const passport = await linkedBy(all.holder, several);
    const place = { ...passport, path: `${passport.path}.1` };
    for (const link of [one, place]) {
      const { path, committedTo } = await pathOf(link);
      expect([kindsIn(path), committedTo]).toEqual([['leg', 'judgement'], 5]);
    }
    const own = `/v1/credentials/${all.credentialId}/pdf?lang=en&shareId=${one.shareId}`;
    const partly = [
      await look(one.path),
      await look(place.path),
      await paperIn(await asked(`${one.path}/credential.pdf`)),
      await paperIn(await asked(`${place.path}/credential.pdf`)),
      await paperIn(await all.holder.get(own)),
    ].map((text) => text.replace(/<[^>]+>/g, '').replace(/\s+/g, ' '));
    for (const text of partly) {
      expect(text).toContain('Steps that you see: 2 of 5.');
      expect(text).toMatch(/A leg of a challenge, as an internship \(this is what was signed\).*assessors: 1/);
    }
    const overview = await look(passport.path, 'application/json');
    const [listed] = (JSON.parse(overview) as { credentials: [{ path: object[]; committedTo: number }] }).credentials;
    expect(listed).toMatchObject({
      path: [
        { link: { kind: 'leg', legId }, organisation: null, isSigned: true },
        { link: { kind: 'judgement', assessors: 1 }, organisation: 'School for Food', isSigned: true },
      ],
      committedTo: 5,
    });
    const answers = [
      ...[...partly, overview],
      ...(await Promise.all([one, place].map(({ path }) => look(`${path}/path`)))),
      ...(await Promise.all([one, place].map(({ path }) => look(path, 'application/vc')))),
      ...(await Promise.all([one, passport].map(({ path }) => look(path, 'application/vp')))),
      await look(passport.path),
    ];
    const closed = (await ownPathOf(all)).filter(({ kind }) => !kinds.includes(kind));
    expect(kindsIn(closed)).toEqual(['challenge', 'baton', 'statement']);
    const secrets = [
      ...closed.map(({ salt }) => salt),
      TITLE,
      digest,
      'Seen at the workplace, by somebody',
      '"employer"',
    ];
    for (const answer of answers) for (const secret of secrets) expect(answer).not.toContain(secret);
  });

  it('is opened of each of several as their holder says of it, and told to the holder so', async () => {
    const first = await earned();
    const second = await earnedAt(school, service, {}, first.holder);
    const credentials = [{ credentialId: first.credentialId, path: 'none' }, { credentialId: second.credentialId }];
    const { shareId, path } = await linkedBy(first.holder, { title: 'All', path: ['judgement'], credentials });
    const opened = await Promise.all(
      [1, 2].map(async (place) => pathOf({ shareId, link: '', path: `${path}.${place}` })),
    );
    expect(opened.map((one) => kindsIn(one.path))).toEqual([undefined, ['judgement']]);
    const share = await first.holder.get(`/v1/shares/${shareId}`);
    expect(await share.json()).toMatchObject({
      path: null,
      credentials: [
        { credentialId: first.credentialId, path: [] },
        { credentialId: second.credentialId, path: ['judgement'] },
      ],
    });
  });

  it('is opened by whatever words say the same, and not more of it under the same id', async () => {
    const { holder, credentialId, shareId } = await sharedBy(await earned(), { path: ['statement', 'judgement'] });
    const again = (path: unknown) => holder.post('/v1/shares', { shareId, credentialId, path });
    expect((await again(['judgement', 'statement'])).status).toBe(200);
    expect(await told(await again('all'))).toBe('409 share-exists');
    const share = (await (await holder.get(`/v1/shares/${shareId}`)).json()) as { path: string[] };
    expect(share.path).toEqual(['statement', 'judgement']);
  });
});
