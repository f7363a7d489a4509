import { createHash, randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { readBakedImage, type SignedCredential } from '@estafette/verifier';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Definition } from './achievement/achievement.events.js';
import { credentials } from './credentials.service.js';
import { DRAWING, HOSTILE, png, svg } from './image/images.example.js';
import { done, issuingSchool, tellGranted, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { grantOf, returnBread } from './return-bread.example.js';

// Each picture is drawn in a thread of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let service: TestService<RunningService>;
let school: IssuingSchool;

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

const PNG_TYPE = 'image/png';
const SVG_TYPE = 'image/svg+xml';
const CAPTION = 'A loaf that turns into crumble & "more"';

const upload = (by: Caller, image: Uint8Array | string, type: string, headers: Record<string, string> = {}) =>
  by.post('/v1/images', image, { 'content-type': type, ...headers });
const look = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${service.running.url}${path}`, { headers });
const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());

/** @returns its public name */
async function uploaded(image: Uint8Array | string, type: string, by = school.office): Promise<string> {
  const answer = await upload(by, image, type);
  expect([200, 201], await answer.text()).toContain(answer.status);
  return (answer.headers.get('location') ?? '').slice('/images/'.length);
}

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly at: string; readonly code: string; readonly detail: string }[];
}
const problemOf = async (answer: Response): Promise<Problem> => (await answer.json()) as Problem;

interface Earned {
  readonly holder: Caller;
  readonly achievementId: string;
  readonly definition: Definition;
  readonly credentialId: string;
  readonly text: string;
}

/** A credential of a new achievement that is shown by an image. */
async function earned(image: object | null): Promise<Earned> {
  const [achievementId, definition] = [randomUUID(), returnBread()];
  await done(school.office.post('/v1/achievements', { achievementId, ...definition, image }));
  await done(school.office.post(`/v1/achievements/${achievementId}/publications`, {}));
  const holder = await service.person();
  const { organisationId } = school;
  const data = grantOf(definition, { achievementId, organisationId, learnerId: holder.personId });
  const credentialId = tellGranted(service, data);
  return { holder, achievementId, definition, credentialId, text: await textOf(service, holder, credentialId) };
}

const verdictOn = async (image: Uint8Array, type: string): Promise<string> => {
  const answer = await fetch(`${service.running.url}/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(image),
  });
  return ((await answer.json()) as { verdict: string }).verdict;
};

describe('an image', () => {
  it('is uploaded by the office, once, and then seen by everybody, from any page, for good', async () => {
    const image = png();
    const file = `${createHash('sha256').update(image).digest('hex')}.png`;
    const first = await upload(school.office, image, PNG_TYPE, { 'idempotency-key': 'one' });
    expect([first.status, first.headers.get('location')]).toEqual([201, `/images/${file}`]);
    expect((await upload(school.office, image, PNG_TYPE, { 'idempotency-key': 'one' })).status).toBe(201);
    expect((await upload(school.office, image, PNG_TYPE)).status).toBe(200);
    const seen = await look(`/images/${file}`);
    expect((await bytesOf(seen)).equals(image)).toBe(true);
    expect(Object.fromEntries(seen.headers)).toMatchObject({
      'content-type': PNG_TYPE,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*sandbox$/),
    });
    const drawing = await look(`/images/${await uploaded(DRAWING, SVG_TYPE)}`);
    expect([drawing.headers.get('content-type'), await drawing.text()]).toEqual([SVG_TYPE, DRAWING]);
    const { images } = (await (await school.office.get('/v1/images')).json()) as { images: object[] };
    expect(images).toMatchObject([
      { type: SVG_TYPE, size: DRAWING.length, width: null, height: null },
      { file, url: `http://localhost:0/images/${file}`, type: PNG_TYPE, size: image.length, width: 96, height: 96 },
    ]);
  });

  it('is not uploaded by anybody else, nor as anything else, and what is not there is not found', async () => {
    const anonymous = await fetch(`${service.running.url}/v1/images`, {
      method: 'POST',
      headers: { 'content-type': PNG_TYPE },
      body: new Uint8Array(png()),
    });
    expect(anonymous.status).toBe(401);
    expect((await upload(await service.person(), png(), PNG_TYPE)).status).toBe(403);
    expect((await upload(school.office, '{}', 'application/json')).status).toBe(400);
    expect((await upload(school.office, 'x', 'text/plain')).status).toBe(415);
    expect((await upload(school.office, Buffer.alloc(5 * 1024 * 1024), PNG_TYPE)).status).toBe(413);
    for (const file of [`${'0'.repeat(64)}.png`, 'x.svg', '..%2f..%2fpackage.json']) {
      expect((await look(`/images/${file}`)).status).toBe(404);
    }
  });

  it.each(HOSTILE)('is refused with $what, and why is told', async ({ type, bytes, codes }) => {
    const answer = await upload(school.office, bytes, type);
    const { code, errors = [] } = await problemOf(answer);
    expect([answer.status, code, errors.map((error) => error.code)]).toEqual([400, 'image-not-fit', codes]);
    for (const { detail } of errors) expect(detail).toMatch(/^[A-Z<“/].*[.)]$|^Line \d+: .*[.)]$|leads elsewhere/s);
  });

  it('is refused when it cannot be drawn', async () => {
    const endless = '<filter id="f"><feTurbulence numOctaves="99999" baseFrequency="1"/></filter>';
    const answer = await upload(
      school.office,
      svg(`${endless}<rect filter="url(#f)" width="64" height="64"/>`),
      SVG_TYPE,
    );
    expect((await problemOf(answer)).errors?.map(({ code }) => code)).toEqual(['svg-not-drawable']);
  });
});

describe('the image of an achievement', () => {
  it('must be one that its school uploaded, which the refusal says', async () => {
    const other = await issuingSchool(service);
    const theirs = await uploaded(png({ width: 120 }), PNG_TYPE, other.office);
    for (const file of [theirs, `${'1'.repeat(64)}.png`]) {
      const body = { achievementId: randomUUID(), ...returnBread(), image: { file, caption: CAPTION } };
      const refused = await school.office.post('/v1/achievements', body);
      const { code, errors } = await problemOf(refused);
      expect([refused.status, code]).toEqual([409, 'achievement-not-sound']);
      expect(errors?.map(({ at, code: fault, detail }) => `${at} ${fault}: ${detail}`)).toEqual([
        '/image/file image-unknown: Your school uploaded no such image: POST /v1/images first.',
      ]);
      const { achievementId: _id, ...revision } = body;
      const revised = await school.office.put(`/v1/achievements/${school.achievementId}`, revision);
      expect((await problemOf(revised)).code).toBe('achievement-not-sound');
    }
    const unsaid = { achievementId: randomUUID(), ...returnBread(), image: { file: theirs } };
    const { errors } = await problemOf(await school.office.post('/v1/achievements', unsaid));
    expect(errors?.map(({ at, code }) => `${at} ${code}`)).toEqual(['/image/caption missing']);
    await done(other.office.post('/v1/achievements', { ...unsaid, image: { file: theirs, caption: CAPTION } }));
  });

  it('stands in the catalogue and in its credentials, which verify, and goes along into the next version', async () => {
    const file = await uploaded(DRAWING, SVG_TYPE);
    const image = { file, caption: CAPTION };
    const { holder, achievementId, definition, credentialId, text } = await earned(image);
    const shown = (await (await look(`/v1/achievements/${achievementId}`)).json()) as { image: object };
    expect(shown.image).toEqual(image);
    const imageOf = (credential: string): unknown =>
      (JSON.parse(credential) as SignedCredential).credentialSubject.achievement.image;
    const told = { id: `http://localhost:0/images/${file}`, type: 'Image', caption: CAPTION };
    expect(imageOf(text)).toEqual(told);
    const changed = (before: string): Promise<string> =>
      eventually(
        async () => {
          const now = await textOf(service, holder, credentialId);
          return now !== before && now;
        },
        { timeoutMs: 20_000 },
      );
    // Under a key that was withdrawn it is issued anew, in the version that it has.
    await done(school.office.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' }));
    const again = await changed(text);
    expect(imageOf(again)).toEqual(told);
    const next = { file: await uploaded(png({ height: 100 }), PNG_TYPE), caption: 'Another loaf' };
    await done(school.office.put(`/v1/achievements/${achievementId}`, { ...definition, image: next }));
    const draft = await school.office.get(`/v1/achievement-drafts/${achievementId}`);
    expect(await draft.json()).toMatchObject({ image: next, version: 2 });
    await done(school.office.post(`/v1/achievements/${achievementId}/publications`, {}));
    const mistake = { reissueId: randomUUID(), achievementId, fromVersion: 1, toVersion: 2 };
    await done(school.office.post('/v1/reissues', mistake));
    expect(imageOf(await changed(again))).toEqual({
      id: `http://localhost:0/images/${next.file}`,
      type: 'Image',
      caption: 'Another loaf',
    });
  });
});

describe('a credential in an image', () => {
  it('is kept by its holder as PNG or SVG, as a file, and whoever is sent it can verify it', async () => {
    for (const image of [
      { file: await uploaded(png(), PNG_TYPE), caption: CAPTION },
      { file: await uploaded(DRAWING, SVG_TYPE), caption: CAPTION },
      null,
    ]) {
      const { holder, credentialId, text } = await earned(image);
      for (const [format, type] of [
        ['png', PNG_TYPE],
        ['svg', SVG_TYPE],
      ] as const) {
        const answer = await holder.get(`/v1/credentials/${credentialId}/image?format=${format}`);
        expect(Object.fromEntries(answer.headers)).toMatchObject({
          'content-type': type,
          'content-disposition': `attachment; filename="badge.${format}"`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'content-security-policy': expect.stringContaining('sandbox'),
        });
        const baked = await bytesOf(answer);
        expect(readBakedImage(baked)).toEqual({ kind: format, text });
        expect(await verdictOn(baked, type)).toBe('valid');
      }
    }
  });

  it('is of the kind that Accept prefers, and for its holder alone', async () => {
    const { holder, credentialId } = await earned(null);
    const path = `/v1/credentials/${credentialId}/image`;
    const kinds = ['*/*', 'image/svg+xml', 'image/svg+xml;q=0.5,image/png', 'text/html'].map(async (accept) =>
      (await holder.get(path, { accept })).headers.get('content-type'),
    );
    expect(await Promise.all(kinds)).toEqual([PNG_TYPE, SVG_TYPE, PNG_TYPE, PNG_TYPE]);
    expect((await holder.get(`${path}?format=gif`)).status).toBe(400);
    expect((await school.office.get(path)).status).toBe(403);
    expect((await (await service.person()).get(path)).status).toBe(404);
    expect((await look(path)).status).toBe(401);
  });

  it('is there for whoever has a link, too, until it is closed', async () => {
    const { holder, credentialId, text } = await earned(null);
    const shareId = randomUUID();
    await done(holder.post('/v1/shares', { shareId, credentialId }));
    const { link } = (await (await holder.get(`/v1/shares/${shareId}`)).json()) as { link: string };
    const path = link.replace('http://localhost:0', '');
    for (const lang of ['nl', 'en']) {
      const page = await (await look(`${path}?lang=${lang}`, { accept: 'text/html' })).text();
      for (const format of ['png', 'svg']) {
        expect(page).toContain(`href="${path.slice('/c/'.length)}/badge.${format}"`);
      }
    }
    for (const format of ['png', 'svg']) {
      const answer = await look(`${path}/badge.${format}`);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-disposition': `attachment; filename="badge.${format}"`,
        'x-robots-tag': 'noindex, nofollow',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      expect(readBakedImage(await bytesOf(answer))).toEqual({ kind: format, text });
    }
    await done(holder.post(`/v1/shares/${shareId}/closures`, {}));
    const closed = await look(`${path}/badge.png`);
    expect([closed.status, (await problemOf(closed)).code]).toEqual([410, 'share-ended']);
    expect((await look('/c/nothing/badge.svg')).status).toBe(404);
  });

  it('is gone with its holder', async () => {
    const { holder, credentialId } = await earned(null);
    const shareId = randomUUID();
    await done(holder.post('/v1/shares', { shareId, credentialId }));
    const { link } = (await (await holder.get(`/v1/shares/${shareId}`)).json()) as { link: string };
    const image = `/v1/credentials/${credentialId}/image`;
    expect((await holder.get(image)).status).toBe(200);
    await service.running.held.vault.destroy(holder.personId);
    expect((await holder.get(image)).status).toBe(404);
    expect((await look(`${link.replace('http://localhost:0', '')}/badge.png`)).status).toBe(404);
  });
});
