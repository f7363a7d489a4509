import type { Actor, Call, Memberships } from '@estafette/service-host';
import { z } from 'zod';
import type { By } from './by.js';

/** Who asks and when, as commands carry it. */
export async function asked({ actor, at }: Call, memberships: Memberships): Promise<{ by: By; at: string }> {
  return { by: await byOf(actor, memberships), at };
}

/** The gate names one role that lets somebody in; where it matters which, all that they hold for the organisation count. */
export async function byOf(actor: Actor, memberships: Memberships): Promise<By> {
  const held = await memberships.of(actor.person);
  const roles = held.filter((one) => one.organisationId === actor.for).map((one) => one.role);
  return { person: actor.person, for: actor.for, roles };
}

/** Lower case, as contracts have it: one thing has one spelling. */
export const id = z
  .uuid()
  .lowercase('expected lower-case hex digits')
  .meta({ examples: ['019ab1c2-0000-7000-8000-000000000001'] });

export const text = (most: number) => z.string().trim().min(1).max(most);
