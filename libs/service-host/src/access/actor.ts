import type { Fault } from '../http/faults.js';
import { HttpProblem } from '../http/problem.js';
import type { Bearer } from './token.js';
import type { Membership } from './memberships.js';
import type { Permission, Role } from './permission.js';

/** Who acts, for whom, and by which membership. */
export interface Actor {
  /** The person's id, or `service:<client>`. */
  readonly person: string;
  /** The organisation's id, or `self`. */
  readonly for: string;
  readonly role: Role | 'self' | 'service';
  readonly membership?: string;
}

interface Asked {
  readonly permission: Extract<Permission, { kind: 'person' }>;
  readonly bearer: Bearer;
  readonly memberships: readonly Membership[];
  /** The header `Estafette-Acting-For`: an organisation's id, `self`, or left out. */
  readonly actingFor: string | undefined;
  /** What else is wrong with the request, to be told together. */
  readonly faults?: readonly Fault[];
}

/**
 * Finds for whom a person acts on a route. Left out, it is the only organisation that fits; several are an error that
 * names the choices.
 */
export function actorOf({ permission, bearer, memberships, actingFor, faults = [] }: Asked): Actor {
  const fitting = memberships.filter((one) => permission.roles.includes(one.role));
  if (actingFor === 'self') {
    if (!permission.self)
      throw forbidden('role-missing', `This is done for an organisation, as ${permission.roles.join(' or ')}.`);
    return { person: bearer.subject, for: 'self', role: 'self' };
  }
  if (actingFor !== undefined) {
    if (!memberships.some((one) => one.organisationId === actingFor)) {
      throw forbidden('not-a-member', 'You do not act for the organisation named in Estafette-Acting-For.');
    }
    const used = fitting.find((one) => one.organisationId === actingFor);
    if (!used)
      throw forbidden(
        'role-missing',
        `Your role in this organisation does not allow this; it takes ${permission.roles.join(' or ')}.`,
      );
    return acting(bearer, used);
  }
  const choices = [...new Set(fitting.map((one) => one.organisationId)), ...(permission.self ? ['self'] : [])];
  if (choices.length > 1) {
    const detail = 'Say for whom you do this: Estafette-Acting-For.';
    const fault: Fault = { in: 'header', at: 'estafette-acting-for', code: 'missing', detail };
    throw new HttpProblem(400, 'acting-for-needed', detail, { extra: { choices }, faults: [fault, ...faults] });
  }
  if (choices[0] === 'self') return { person: bearer.subject, for: 'self', role: 'self' };
  const [used] = fitting;
  if (!used) throw forbidden('role-missing', `This takes a membership as ${permission.roles.join(' or ')}.`);
  return acting(bearer, used);
}

function acting(bearer: Bearer, used: Membership): Actor {
  return { person: bearer.subject, for: used.organisationId, role: used.role, membership: used.membershipId };
}

function forbidden(code: string, detail: string): HttpProblem {
  return new HttpProblem(403, code, detail);
}
