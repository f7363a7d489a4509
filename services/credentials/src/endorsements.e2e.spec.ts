import { randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialIdOf } from './credential/credential.stream.js';
import { credentials } from './credentials.service.js';
import { VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { grantOf, registeredAs, returnBread } from './return-bread.example.js';

let service: TestService<RunningService>;
let office: Caller;
const school = randomUUID();
const achievementId = randomUUID();
const definition = returnBread();

const done = async (answer: Promise<Response>): Promise<void> => {
  const response = await answer;
  expect([200, 201], await response.text()).toContain(response.status);
};

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  service.feeds.tell(registeredAs(school));
  office = await service.person(undefined, school);
  service.grant(office.personId, school, 'issuer-admin');
  await eventually(async () => (await office.post('/v1/issuers', {})).status === 201);
  await done(office.post('/v1/achievements', { achievementId, ...definition }));
  await done(office.post(`/v1/achievements/${achievementId}/publications`, {}));
});
afterAll(() => service.close());

/** A grant that rests on what somebody of an organisation stated. */
const grantSeenBy = (learner: Caller, organisationId: string): ValidationGranted =>
  grantOf(definition, {
    achievementId,
    organisationId: school,
    learnerId: learner.personId,
    statement: { statementId: randomUUID(), organisationId, basis: 'employer', statedBy: randomUUID() },
  });

const tell = (data: ValidationGranted): string =>
  service.feeds.tell({ type: VALIDATION_GRANTED, subject: `validation-${data.validationId}`, data });

async function issued(grant: ValidationGranted, to: Caller): Promise<SignedCredential> {
  const path = `/v1/credentials/${credentialIdOf(grant.validationId)}`;
  return eventually(
    async () => {
      const answer = await to.get(path);
      return answer.status === 200 ? ((await answer.json()) as SignedCredential) : false;
    },
    { timeoutMs: 20_000 },
  );
}

async function earnedAt(organisationId: string): Promise<{ grant: ValidationGranted; credential: SignedCredential }> {
  const learner = await service.person();
  const grant = grantSeenBy(learner, organisationId);
  tell(grant);
  return { grant, credential: await issued(grant, learner) };
}

interface Judged {
  readonly verdict: string;
  readonly checks: readonly { readonly outcome: string; readonly code: string }[];
  readonly members: readonly (Omit<Judged, 'members'> & {
    readonly path: string;
    readonly issuer: { readonly id: string; readonly known: object | null };
  })[];
}

async function judge(credential: object): Promise<Judged> {
  const answer = await fetch(`${service.running.url}/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credential: JSON.stringify(credential) }),
  });
  return (await answer.json()) as Judged;
}

async function didOf(organisationId: string): Promise<{ id: string }> {
  return (await (await fetch(`${service.running.url}/organisations/${organisationId}/did.json`)).json()) as {
    id: string;
  };
}

describe('what the workplace confirmed', () => {
  const bakery = randomUUID();
  beforeAll(() => {
    service.feeds.tell(registeredAs(bakery, 'sme', 'Bakery Van Dam'));
  });

  it('stands in the credential as an endorsement of it, signed with a key of the workplace, and verifies by itself', async () => {
    const { grant, credential } = await earnedAt(bakery);
    const [endorsement, ...more] = credential.endorsement ?? [];
    if (endorsement === undefined) throw new Error('it is endorsed');
    expect(more).toEqual([]);
    const { id: did } = await didOf(bakery);
    expect(endorsement).toMatchObject({
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Confirmed by Bakery Van Dam through Estafette',
      description: expect.stringContaining('The platform keeps the key'),
      issuer: { id: did, name: 'Bakery Van Dam' },
      credentialSubject: { id: credential.id, endorsementComment: expect.stringContaining('as the employer') },
    });
    expect(JSON.stringify(credential)).not.toContain(grant.statement.statedBy);
    const judged = await judge(credential);
    expect(judged.verdict).toBe('valid');
    expect(judged.members).toMatchObject([
      { path: 'endorsement.0', verdict: 'valid', issuer: { id: did, known: { name: 'Bakery Van Dam' } } },
    ]);
    const documents = { [did]: await didOf(bakery), [credential.issuer.id]: await didOf(school) };
    for (const one of [credential, endorsement]) {
      expect((await verifiesElsewhere(one, new Date(), documents)).verified).toBe(true);
    }
  });

  it('is told apart when it is not genuine, whatever the school vouches for around it', async () => {
    const { credential } = await earnedAt(bakery);
    const keyOfBakery = await didOf(bakery);
    // The bakery's key is withdrawn: what it signed vouches for nothing, the credential of the school stands.
    const owner = await service.person(undefined, bakery);
    service.grant(owner.personId, bakery, 'employer');
    const revoke = () => owner.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' });
    await eventually(async () => (await revoke()).status === 201);
    const judged = await judge(credential);
    expect(judged.verdict).toBe('valid');
    expect(judged.members).toMatchObject([{ path: 'endorsement.0', verdict: 'not-genuine' }]);
    expect(judged.members[0]?.checks.map(({ code }) => code)).toContain('key-revoked');
    expect(keyOfBakery.id).toBe((await didOf(bakery)).id);
    const next = await earnedAt(bakery);
    expect(next.credential.endorsement?.[0]?.proof[0].verificationMethod).toMatch(/#key-2$/);
    expect((await judge(next.credential)).members).toMatchObject([{ verdict: 'valid' }]);
  });

  it('comes from one key, however many are issued at once, and waits until the workplace is known here', async () => {
    const another = randomUUID();
    const learners = await Promise.all(Array.from({ length: 6 }, () => service.person()));
    const grants = learners.map((learner) => ({ learner, grant: grantSeenBy(learner, another) }));
    for (const { grant } of grants) tell(grant);
    service.feeds.tell(registeredAs(another, 'sme', 'Mill'));
    const all = await Promise.all(grants.map(({ learner, grant }) => issued(grant, learner)));
    const document = (await didOf(another)) as { id: string; verificationMethod?: object[] };
    expect(document.verificationMethod).toHaveLength(1);
    for (const credential of all) {
      expect(credential.endorsement?.[0]?.proof[0].verificationMethod).toBe(`${document.id}#key-1`);
    }
  });

  it('is without a name where the workplace is a sole trader, whose name is personal', async () => {
    const trader = randomUUID();
    service.feeds.tell(registeredAs(trader, 'self-employed', null));
    const { credential } = await earnedAt(trader);
    expect(credential.endorsement?.[0]).toMatchObject({ name: 'Confirmed by the workplace through Estafette' });
    expect(credential.endorsement?.[0]?.issuer).not.toHaveProperty('name');
    expect((await judge(credential)).members).toMatchObject([{ verdict: 'valid-issuer-unknown' }]);
  });

  it('is no endorsement where the school itself appointed who saw it', async () => {
    const { credential } = await earnedAt(school);
    expect(credential).not.toHaveProperty('endorsement');
  });
});
