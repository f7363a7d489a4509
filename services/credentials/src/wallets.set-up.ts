import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { expect } from 'vitest';
import { credentials } from './credentials.service.js';
import { tellGranted, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { grantOf } from './return-bread.example.js';

// What the specs with wallets begin with: a service at an address that a wallet can go to, and what a holder offers to one.

type Service = TestService<RunningService>;

/** The service at a port that is known beforehand: its address stands in whatever wallets are told. */
export async function startForWallets(): Promise<Service> {
  const port = await freePort();
  const at = { PORT: String(port), PUBLIC_URL: `http://localhost:${port}` };
  return startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env), at);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

export interface Held {
  readonly learner: Caller;
  readonly credentialId: string;
  readonly credential: SignedCredential;
}

/** A credential of the school, and whoever holds it. */
export async function held(service: Service, school: IssuingSchool): Promise<Held> {
  const learner = await service.person(undefined, 'self');
  const { definition, achievementId, organisationId } = school;
  const grant = grantOf(definition, { achievementId, organisationId, learnerId: learner.personId });
  const credentialId = tellGranted(service, grant);
  const credential = JSON.parse(await textOf(service, learner, credentialId)) as SignedCredential;
  return { learner, credentialId, credential };
}

export interface Offer {
  readonly offerId: string;
  readonly state: string;
  readonly link: string;
  readonly linkByReference: string;
  readonly transactionCode: string;
  readonly forms: readonly { readonly format: string; readonly notCarried: readonly { readonly member: string }[] }[];
}

export async function offered({ learner, credentialId }: Held): Promise<Offer> {
  const offerId = randomUUID();
  const answer = await learner.post('/v1/credential-offers', { offerId, credentialId });
  expect(answer.status, await answer.text()).toBe(201);
  return (await (await learner.get(answer.headers.get('location') ?? '')).json()) as Offer;
}
