import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import { CREDENTIALS_CONTEXT } from '@estafette/verifier';
import { expect } from 'vitest';
import { finishedAward } from './bulk-awards.set-up.js';
import { wallet } from './copy/wallet.example.js';
import { credentialIdOf } from './credential/credential.stream.js';
import { badgeText } from './elsewhere.set-up.js';
import { VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { allViews } from './issuing-school.set-up.js';
import { grantOf, registeredAs, returnBread } from './return-bread.example.js';

// The things that the walk of all routes calls: each made anew for every call.

type Service = TestService<RunningService>;

export const awarded = returnBread();
export const REVOCATION = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' };

export const courseOf = () => ({
  '@context': [CREDENTIALS_CONTEXT],
  id: `urn:uuid:${randomUUID()}`,
  type: ['VerifiableCredential'],
  credentialSubject: { id: 'did:example:learner' },
});

/** A file that awards one learner. */
export function awardFile(): { body: string; type: string } {
  const names = awarded.criteria.flatMap(({ required, name }) => (required ? [name] : []));
  const header = ['learner_id', 'assessed_by', ...names].join(',');
  return { type: 'text/csv', body: `${header}\n${randomUUID()},${randomUUID()},${names.map(() => 2).join(',')}` };
}

async function done(answer: Promise<Response> | Response): Promise<void> {
  const response = await answer;
  expect(response.status, await response.text()).toBe(201);
}

/** The office of a school that is registered as an issuer. */
export async function issuerOf(service: Service, organisationId: string): Promise<Caller> {
  service.feeds.tell(registeredAs(organisationId));
  const admin = await service.person(randomUUID(), organisationId);
  service.grant(admin.personId, organisationId, 'issuer-admin');
  await eventually(async () => (await admin.post('/v1/issuers', {})).status === 201);
  return admin;
}

/** Makes things of one school and of its learners. */
export class Things {
  constructor(
    private readonly service: Service,
    private readonly own: string,
    private readonly office: Caller,
    private readonly regionAdmin: Caller,
  ) {}

  /** A draft of the own school. */
  async draft(definition = returnBread()): Promise<{ achievementId: string }> {
    const achievementId = randomUUID();
    await done(this.office.post('/v1/achievements', { achievementId, ...definition }));
    return { achievementId };
  }

  async published(definition = returnBread()): Promise<{ achievementId: string }> {
    const path = await this.draft(definition);
    await done(this.office.post(`/v1/achievements/${path.achievementId}/publications`, {}));
    return path;
  }

  /** A credential of the own school. */
  async issuedTo(learnerId: string): Promise<{ credentialId: string }> {
    const definition = returnBread();
    const data = grantOf(definition, { ...(await this.published(definition)), organisationId: this.own, learnerId });
    this.service.feeds.tell({ type: VALIDATION_GRANTED, subject: `validation-${data.validationId}`, data });
    const credentialId = credentialIdOf(data.validationId);
    await eventually(async () => (await this.office.get(`/v1/credentials/${credentialId}`)).status === 200);
    return { credentialId };
  }

  async suspended(): Promise<{ credentialId: string }> {
    const path = await this.issuedTo(randomUUID());
    await done(this.office.post(`/v1/credentials/${path.credentialId}/suspensions`, { reason: 'under-review' }));
    return path;
  }

  /** An achievement of the own school in two versions. */
  async publishedTwice(): Promise<{ achievementId: string }> {
    const definition = returnBread();
    const { achievementId } = await this.published(definition);
    const answer = await this.office.put(`/v1/achievements/${achievementId}`, { ...definition, name: 'Put right' });
    expect(answer.status).toBe(200);
    await done(this.office.post(`/v1/achievements/${achievementId}/publications`, {}));
    return { achievementId };
  }

  async reissued(): Promise<{ reissueId: string }> {
    const reissueId = randomUUID();
    const of = await this.publishedTwice();
    await done(this.office.post('/v1/reissues', { reissueId, ...of, fromVersion: 1, toVersion: 2 }));
    return { reissueId };
  }

  /** A share of somebody's own credential. */
  async sharedBy(personId: string): Promise<{ shareId: string; credentialId: string }> {
    const shareId = randomUUID();
    const holder = await this.service.person(personId, 'self');
    const { credentialId } = await this.issuedTo(personId);
    await done(holder.post('/v1/shares', { shareId, credentialId }));
    return { shareId, credentialId };
  }

  /** What a wallet signs to show that it has a key. */
  async proof(): Promise<string> {
    const answer = await fetch(`${this.service.running.url}/v1/nonces`, { method: 'POST' });
    return (await wallet()).prove(((await answer.json()) as { c_nonce: string }).c_nonce);
  }

  /** A copy of somebody's own credential. */
  async copiedBy(personId: string): Promise<{ credentialId: string; copyId: string }> {
    const [path, copyId] = [await this.issuedTo(personId), randomUUID()];
    const holder = await this.service.person(personId, 'self');
    const body = { copyId, format: 'jwt', proof: await this.proof() };
    await done(holder.post(`/v1/credentials/${path.credentialId}/copies`, body));
    return { ...path, copyId };
  }

  async bulkAwarded(): Promise<{ bulkAwardId: string }> {
    const [{ achievementId }, bulkAwardId] = [await this.published(awarded), randomUUID()];
    const { body, type } = awardFile();
    const path = `/v1/achievements/${achievementId}/bulk-awards/${bulkAwardId}`;
    await done(this.office.post(path, body, { 'content-type': type }));
    return { bulkAwardId };
  }

  /** The same, once it can be put right. */
  async bulkAwardFinished(): Promise<{ bulkAwardId: string; correctionId: string }> {
    const { bulkAwardId } = await this.bulkAwarded();
    await finishedAward(bulkAwardId, { office: this.office });
    await allViews(this.service);
    return { bulkAwardId, correctionId: randomUUID() };
  }

  /** A credential from elsewhere that somebody brought. */
  async importedBy(personId: string): Promise<{ importedCredentialId: string }> {
    const holder = await this.service.person(personId, 'self');
    const answer = await holder.post('/v1/imported-credentials', { credential: await badgeText() });
    expect(answer.status).toBe(201);
    return { importedCredentialId: answer.headers.get('location')?.split('/').at(-1) ?? '' };
  }

  /** An offer of somebody's own credential to a wallet. */
  async offeredBy(personId: string): Promise<{ offerId: string }> {
    const offerId = randomUUID();
    const holder = await this.service.person(personId, 'self');
    await done(holder.post('/v1/credential-offers', { offerId, ...(await this.issuedTo(personId)) }));
    return { offerId };
  }

  /** A request of somebody who acts for an organisation; of the office, where they may not ask. */
  async requestedBy(by: Caller): Promise<{ requestId: string }> {
    const requestId = randomUUID();
    const asked = await by.post('/v1/presentation-requests', { requestId });
    await done(asked.status === 403 ? this.office.post('/v1/presentation-requests', { requestId }) : asked);
    return { requestId };
  }

  /** A new key of the own school. */
  async ownKey(): Promise<string> {
    const keyId = `key-${randomUUID()}`;
    await done(this.office.post('/v1/issuers/keys', { keyId }));
    return keyId;
  }

  /** A credential that the installation issued to somebody else's system, with a status. @returns its id */
  async issuedByInstance(): Promise<string> {
    const credential = courseOf();
    const token = await this.service.issuer.serviceToken('spec', 'vc-api:issue');
    await done(
      fetch(`${this.service.running.url}/vc-api/credentials/issue`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ credential, options: { credentialStatus: REVOCATION } }),
      }),
    );
    return credential.id;
  }

  /** A new key of the installation. */
  async instanceKey(): Promise<string> {
    const keyId = `key-${randomUUID()}`;
    await done(this.regionAdmin.post('/v1/instance/keys', { keyId }));
    return keyId;
  }
}
