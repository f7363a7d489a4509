import { randomUUID } from 'node:crypto';
import { part } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoundCopies } from './copy/bound-copies.js';
import { wallet } from './copy/wallet.example.js';
import { copyOf, heldOf, type Held } from './copying.set-up.js';
import type { Copy } from './credential/credential.events.js';
import { credential } from './credential/credential.stream.js';
import { makeSigning } from './credential/make-signing.js';
import { credentials } from './credentials.service.js';
import { allViews, done, issuingSchool, judgedBy, type IssuingSchool } from './issuing-school.set-up.js';
import { StatusPlaces } from './status/status-places.js';

// Copies under a key that was withdrawn since somebody else may have used it.

let service: TestService<RunningService>;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
});
afterAll(() => service.close());

const withdraw = ({ office }: IssuingSchool, keyId: string, replacementKeyId = 'next'): Promise<void> =>
  done(office.post(`/v1/issuers/keys/${keyId}/revocations`, { replacementKeyId }));

interface Told {
  readonly kind: string;
  readonly count: number;
  readonly credentialIds: readonly string[];
}

async function noticesOf(learner: Caller): Promise<Told[]> {
  const { notices } = (await (await learner.get('/v1/notices')).json()) as { notices: Told[] };
  return notices.filter(({ kind }) => kind !== 'issued');
}

/** By the key that signed each: whether they hold. */
async function copiesOf({ learner, path }: Held): Promise<Record<string, boolean>> {
  const answer = await (await learner.get(`${path}/copies`)).json();
  const { copies } = answer as {
    copies: { copyId: string; endedAt: string | null; format: string; algorithm: string }[];
  };
  return Object.fromEntries(
    copies.map(({ format, algorithm, endedAt }) => [`${format} ${algorithm}`, endedAt === null]),
  );
}

async function happenedTo({ learner, path }: Held): Promise<unknown[]> {
  const { history } = (await (await learner.get(`${path}/history`)).json()) as { history: { what: string }[] };
  return history.filter(({ what }) => !['issued', 'accepted'].includes(what));
}

const keyOf = (jwt: string): string => decodeProtectedHeader(jwt).kid?.split('#')[1] ?? '';

describe('a withdrawn key that signed copies', () => {
  it('ends those copies and nothing else, and their holder is told once, and why', async () => {
    const school = await issuingSchool(service);
    const [first, by] = [await heldOf(service, school), await wallet()];
    const second = await heldOf(service, school, first.learner);
    for (const of of [first, second]) await copyOf(service, of, by);
    for (const asked of [{ algorithm: 'RS256' }, { format: 'ldp_vc' }] as const)
      await copyOf(service, first, by, asked);
    await withdraw(school, 'es256-1');
    await eventually(async () => (await noticesOf(first.learner))[0]?.count === 2);
    await allViews(service);
    expect(await noticesOf(first.learner)).toMatchObject([
      {
        kind: 'copies-ended',
        count: 2,
        credentialIds: expect.arrayContaining([first.credentialId, second.credentialId]),
      },
    ]);
    expect(await copiesOf(first)).toEqual({ 'jwt ES256': false, 'jwt RS256': true, 'ldp_vc EdDSA': true });
    expect(await copiesOf(second)).toEqual({ 'jwt ES256': false });
    expect(await happenedTo(first)).toMatchObject([{ what: 'copies-ended', reason: 'key-compromised' }]);
    expect((await judgedBy(service, first.credential)).verdict).toBe('valid');
    const again = await copyOf(service, first, by);
    expect([keyOf(again), (await judgedBy(service, again)).verdict]).toEqual(['next', 'valid']);
  });

  it('is told of as a new version alone, where it signed the credential too', async () => {
    const school = await issuingSchool(service);
    const [of, by] = [await heldOf(service, school), await wallet()];
    await copyOf(service, of, by, { format: 'ldp_vc' });
    await withdraw(school, 'key-1');
    await eventually(async () => (await noticesOf(of.learner)).length > 0);
    await allViews(service);
    expect((await noticesOf(of.learner)).map(({ kind }) => kind)).toEqual(['updated']);
    expect(await copiesOf(of)).toEqual({ 'ldp_vc EdDSA': false });
  });
});

describe('a copy that is signed while its key is withdrawn', () => {
  const asked = async ({ credentialId, learner }: Held) => {
    const { did } = await wallet();
    const holder = { did, kid: `${did}#0`, jwk: {} } as never;
    const copyId = randomUUID();
    return { credentialId, copyId, learnerId: learner.personId, holder, format: 'jwt', algorithm: 'ES256' } as const;
  };
  const now = () => ({ at: new Date().toISOString(), by: 'service:credentials', for: null });

  it('is not written, but signed again with the next key', async () => {
    const school = await issuingSchool(service);
    const of = await heldOf(service, school);
    const { store } = service.running.held;
    const { issuers, views, address } = makeSigning(service.running.held);
    const texts: string[] = [];
    await new BoundCopies(store, issuers, new StatusPlaces(views, address)).bind(
      await asked(of),
      now(),
      async (parts, text) => {
        texts.push(text);
        if (texts.length === 1) await withdraw(school, 'es256-1');
        await store.handle(parts, { metadata: now() });
      },
    );
    expect(texts.map(keyOf)).toEqual(['es256-1', 'next']);
    await allViews(service);
    expect(await copiesOf(of)).toEqual({ 'jwt ES256': true });
    expect(await noticesOf(of.learner)).toEqual([]);
  });

  it('ends where it was written all the same, by a replica that knew of the key as it was before', async () => {
    const school = await issuingSchool(service);
    const [of, by] = [await heldOf(service, school), await wallet()];
    await copyOf(service, of, by);
    await withdraw(school, 'es256-1');
    await eventually(async () => (await noticesOf(of.learner))[0]?.count === 1);
    const { store } = service.running.held;
    const { signed } = (await store.load(credential, of.credentialId)).state;
    const late: Copy = {
      ...{ copyId: randomUUID(), keyId: 'es256-1', holder: by.did, text: 'e30.e30.c2ln~' },
      ...{ digest: 'd'.repeat(64), status: { list: 1, index: 5 } },
      format: 'vc+sd-jwt',
      algorithm: 'ES256',
    };
    const command = { type: 'CopyCredential', by: { person: of.learner.personId }, of: signed?.digest ?? '' } as const;
    await store.handle(part(credential, of.credentialId, { ...command, copy: late }), { metadata: now() });
    await eventually(async () => (await copiesOf(of))['vc+sd-jwt ES256'] === false);
    // Of the same operation, so told once.
    expect(await noticesOf(of.learner)).toMatchObject([{ kind: 'copies-ended', count: 2 }]);
  });
});
