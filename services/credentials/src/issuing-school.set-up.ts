import { randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import { expect } from 'vitest';
import type { Definition } from './achievement/achievement.events.js';
import { credentialIdOf } from './credential/credential.stream.js';
import { VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { registeredAs, returnBread } from './return-bread.example.js';

// What the specs on a running service begin with: a school that issues, and what it was told to issue.

type Service = TestService<RunningService>;

export interface IssuingSchool {
  readonly organisationId: string;
  /** Who issues for it. */
  readonly office: Caller;
  /** Of its achievement, which is published. */
  readonly achievementId: string;
  readonly definition: Definition;
}

/** @param profile what the school says of itself when it is registered as an issuer */
export async function issuingSchool(service: Service, profile: object = {}): Promise<IssuingSchool> {
  const [organisationId, achievementId, definition] = [randomUUID(), randomUUID(), returnBread()];
  service.feeds.tell(registeredAs(organisationId));
  const office = await service.person(undefined, organisationId);
  service.grant(office.personId, organisationId, 'issuer-admin');
  await eventually(async () => (await office.post('/v1/issuers', profile)).status === 201);
  await done(office.post('/v1/achievements', { achievementId, ...definition }));
  await done(office.post(`/v1/achievements/${achievementId}/publications`, {}));
  return { organisationId, office, achievementId, definition };
}

/** That a command was taken. */
export async function done(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  expect([200, 201], await response.text()).toContain(response.status);
}

/** Tells of a validation as its service does. @returns the id of the credential that follows */
export function tellGranted(service: Service, data: ValidationGranted): string {
  service.feeds.tell({ type: VALIDATION_GRANTED, subject: `validation-${data.validationId}`, data });
  return credentialIdOf(data.validationId);
}

/** Once all views have seen what was written: each follows the log by itself. */
export async function allViews({ running }: Service): Promise<void> {
  const { log, subscriptions } = running.held;
  expect(await subscriptions.passed(await log.head(), 30_000)).toBe(true);
}

/** The text of a credential, once its holder can read it, and everybody all else that was written with it. */
export async function textOf(service: Service, holder: Caller, credentialId: string): Promise<string> {
  const text = await eventually(
    async () => {
      const answer = await holder.get(`/v1/credentials/${credentialId}`);
      return answer.status === 200 ? await answer.text() : false;
    },
    { timeoutMs: 30_000 },
  );
  await allViews(service);
  return text;
}

/** What the service says of a credential when it is asked. */
export interface Judged {
  readonly verdict: string;
  readonly kind: string;
  readonly issuer: { readonly id: string; readonly known: object | null } | null;
  readonly checks: readonly {
    readonly check: string;
    readonly outcome: string;
    readonly code: string;
    readonly reason: string;
  }[];
  /** Of those that stand within. */
  readonly members: readonly (Omit<Judged, 'members'> & { readonly path: string })[];
}

/** @param credential as text or as an object */
export async function judgedBy({ running }: Service, credential: unknown): Promise<Judged> {
  const answer = await fetch(`${running.url}/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credential }),
  });
  return (await answer.json()) as Judged;
}

/** The DID document of an organisation. */
export async function didDocumentOf<Document extends { id: string }>(
  { running }: Service,
  organisationId: string,
): Promise<Document> {
  return (await (await fetch(`${running.url}/organisations/${organisationId}/did.json`)).json()) as Document;
}
