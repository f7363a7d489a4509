import { randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import {
  didDocumentOf,
  issuingSchool,
  judgedBy,
  tellGranted,
  textOf,
  type IssuingSchool,
  type Judged,
} from './issuing-school.set-up.js';
import { grantOf, registeredAs } from './return-bread.example.js';

let service: TestService<RunningService>;
let school: IssuingSchool;

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

/** A grant that rests on what somebody of an organisation stated. */
const grantSeenBy = (learner: Caller, organisationId: string): ValidationGranted =>
  grantOf(school.definition, {
    achievementId: school.achievementId,
    organisationId: school.organisationId,
    learnerId: learner.personId,
    statement: { statementId: randomUUID(), organisationId, basis: 'employer', statedBy: randomUUID() },
  });

const issued = async (credentialId: string, to: Caller): Promise<SignedCredential> =>
  JSON.parse(await textOf(service, to, credentialId)) as SignedCredential;

async function earnedAt(organisationId: string): Promise<{ grant: ValidationGranted; credential: SignedCredential }> {
  const learner = await service.person();
  const grant = grantSeenBy(learner, organisationId);
  return { grant, credential: await issued(tellGranted(service, grant), learner) };
}

const judge = (credential: object): Promise<Judged> => judgedBy(service, JSON.stringify(credential));

const didOf = (organisationId: string): Promise<{ id: string }> => didDocumentOf(service, organisationId);

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
    const documents = { [did]: await didOf(bakery), [credential.issuer.id]: await didOf(school.organisationId) };
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
    const told = learners.map((learner) => ({
      learner,
      credentialId: tellGranted(service, grantSeenBy(learner, another)),
    }));
    service.feeds.tell(registeredAs(another, 'sme', 'Mill'));
    const all = await Promise.all(told.map(({ learner, credentialId }) => issued(credentialId, learner)));
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
    const { credential } = await earnedAt(school.organisationId);
    expect(credential).not.toHaveProperty('endorsement');
  });
});
