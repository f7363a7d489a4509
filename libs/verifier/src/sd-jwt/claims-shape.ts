import { z } from 'zod';
import type { ShapeResult } from '../document/shape.js';

type Members = Readonly<Record<string, unknown>>;

const schema = z.looseObject({ vct: z.string().min(1), iss: z.string().optional() });

/** Reads an SD-JWT VC of the IETF (section 2.2.2): plain claims, of the type that `vct` names, without contexts. */
export function readShapeOfClaims(claims: Members): ShapeResult {
  const read = schema.safeParse(claims);
  if (!read.success) return { faults: read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
  // Whatever its claims are named: none of them makes it a badge or a list.
  return { kind: 'other', signer: read.data.iss, from: undefined, until: undefined, document: claims };
}
