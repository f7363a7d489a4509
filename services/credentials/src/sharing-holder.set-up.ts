import { randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { expect } from 'vitest';
import { tellGranted, textOf, type IssuingSchool } from './issuing-school.set-up.js';
import { grantOf } from './return-bread.example.js';

// What the specs of sharing begin with: somebody who earned a credential, and a link of theirs to it.

export interface Earned {
  readonly holder: Caller;
  readonly credentialId: string;
  readonly text: string;
}

export interface Told {
  readonly shareId: string;
  readonly link: string;
  readonly expiresAt: string | null;
  readonly closedAt: string | null;
  readonly views: { readonly count: number; readonly last: readonly string[] };
}

/** A link of somebody. */
export interface Linked {
  readonly shareId: string;
  readonly link: string;
  /** The path and query of the link. */
  readonly path: string;
}

export interface Shared extends Earned, Linked {}

/** Gives somebody a credential of a school: somebody new, unless it is said who. */
export async function earnedAt(
  school: IssuingSchool,
  service: TestService<RunningService>,
  more: Partial<ValidationGranted> = {},
  by?: Caller,
): Promise<Earned> {
  const holder = by ?? (await service.person());
  const { definition, achievementId, organisationId } = school;
  const grant = grantOf(definition, { achievementId, organisationId, learnerId: holder.personId, ...more });
  const credentialId = tellGranted(service, grant);
  return { holder, credentialId, text: await textOf(service, holder, credentialId) };
}

/** Has somebody share what they earned. */
export async function sharedBy(all: Earned, more: object = {}): Promise<Shared> {
  return { ...all, ...(await linkedBy(all.holder, { credentialId: all.credentialId, ...more })) };
}

/** Has somebody open a link, to whatever they ask for. */
export async function linkedBy(holder: Caller, body: object): Promise<Linked> {
  const shareId = randomUUID();
  const opened = await holder.post('/v1/shares', { shareId, ...body });
  expect([opened.status, opened.headers.get('location')]).toEqual([201, `/v1/shares/${shareId}`]);
  const { link } = (await (await holder.get(`/v1/shares/${shareId}`)).json()) as Told;
  return { shareId, link, path: link.replace('http://localhost:0', '') };
}

/** Has somebody bring a credential from elsewhere. */
export async function broughtBy(
  holder: Caller,
  credential: string,
  more: object = {},
): Promise<{ readonly importedCredentialId: string }> {
  const answer = await holder.post('/v1/imported-credentials', { credential, ...more });
  expect([200, 201], await answer.clone().text()).toContain(answer.status);
  return { importedCredentialId: answer.headers.get('location')?.split('/').at(-1) ?? '' };
}

/** The status of an answer and the code of its problem. */
export async function told(answer: Response): Promise<string> {
  return `${answer.status} ${((await answer.json()) as { code: string }).code}`;
}
