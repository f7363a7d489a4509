import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { expect } from 'vitest';
import type { Changed, Wallet } from './copy/wallet.example.js';
import { tellGranted, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { grantOf } from './return-bread.example.js';

// Who holds a credential, and has it copied for a wallet.

type Service = TestService<RunningService>;

export interface Held {
  readonly learner: Caller;
  readonly credentialId: string;
  readonly path: string;
  readonly credential: SignedCredential;
}

/** @param learner somebody new where left out */
export async function heldOf(
  service: Service,
  { definition, achievementId, organisationId }: IssuingSchool,
  learner?: Caller,
): Promise<Held> {
  const holder = learner ?? (await service.person());
  const grant = grantOf(definition, { achievementId, organisationId, learnerId: holder.personId });
  const credentialId = tellGranted(service, grant);
  const credential = JSON.parse(await textOf(service, holder, credentialId)) as SignedCredential;
  return { learner: holder, credentialId, path: `/v1/credentials/${credentialId}`, credential };
}

export async function nonceOf({ running }: Service): Promise<string> {
  const answer = await fetch(`${running.url}/v1/nonces`, { method: 'POST' });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return ((await answer.json()) as { c_nonce: string }).c_nonce;
}

export interface AskedCopy {
  readonly copyId?: string;
  readonly format?: 'jwt' | 'ldp_vc';
  readonly algorithm?: 'ES256' | 'RS256';
  readonly changed?: Changed;
}

export async function askCopy(
  service: Service,
  { learner, path }: Held,
  by: Wallet,
  { copyId = randomUUID(), format = 'jwt', algorithm, changed }: AskedCopy = {},
): Promise<Response> {
  const proof = await by.prove(await nonceOf(service), changed);
  return learner.post(`${path}/copies`, { copyId, format, algorithm, proof });
}

/** A copy, as its holder gets it. */
export async function copyOf(service: Service, of: Held, by: Wallet, asked: AskedCopy = {}): Promise<string> {
  const answer = await askCopy(service, of, by, asked);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return (await of.learner.get(answer.headers.get('location') ?? '')).text();
}
