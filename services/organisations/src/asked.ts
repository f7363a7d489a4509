import type { Call } from '@estafette/service-host';
import { z } from 'zod';
import type { By } from './by.js';

/** Who asks and when, as commands carry it. */
export function asked({ actor, at }: Call): { by: By; at: string } {
  return { by: { person: actor.person, for: actor.for, role: actor.role }, at };
}

/** Lower case, as contracts have it: one thing has one spelling. */
export const id = z
  .uuid()
  .lowercase('expected lower-case hex digits')
  .meta({ examples: ['019ab1c2-0000-7000-8000-000000000001'] });

export const text = (most: number) => z.string().trim().min(1).max(most);
