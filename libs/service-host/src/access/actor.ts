import type { Fault } from '../http/faults.js';
import { HttpProblem } from '../http/problem.js';
import type { Bearer } from './token.js';
import type { Membership } from './membership.js';
import type { Permission, Role } from './permission.js';

/** Who acts, and for whom. */
export interface Actor {
  /** The person's id, or `service:<client>`. */
  readonly person: string;
  /** The organisation's id, or `self`. */
  readonly for: string;
  /** All roles that they hold for that organisation: any of them may be the one that allows a thing. None for oneself. */
  readonly roles: readonly Role[];
  /** The membership that lets them in, as events record it. */
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
    return forThemselves(bearer);
  }
  if (actingFor !== undefined) {
    if (!memberships.some((one) => one.organisationId === actingFor)) {
      throw forbidden('not-a-member', 'You do not act for the organisation named in Estafette-Acting-For.');
    }
    const used = fitting.find((one) => one.organisationId === actingFor);
    if (!used) throw notAllowed(permission);
    return acting(bearer, used, memberships);
  }
  const choices = [...new Set(fitting.map((one) => one.organisationId)), ...(permission.self ? ['self'] : [])];
  if (choices.length > 1) {
    const detail = 'Say for whom you do this: Estafette-Acting-For.';
    const fault: Fault = { in: 'header', at: 'estafette-acting-for', code: 'missing', detail };
    throw new HttpProblem(400, 'acting-for-needed', detail, { extra: { choices }, faults: [fault, ...faults] });
  }
  if (choices[0] === 'self') return forThemselves(bearer);
  const [used] = fitting;
  if (!used) throw forbidden('role-missing', `This takes a membership as ${permission.roles.join(' or ')}.`);
  return acting(bearer, used, memberships);
}

function forThemselves(bearer: Bearer): Actor {
  return { person: bearer.subject, for: 'self', roles: [] };
}

function acting(bearer: Bearer, { organisationId, membershipId }: Membership, all: readonly Membership[]): Actor {
  const roles = all.filter((one) => one.organisationId === organisationId).map((one) => one.role);
  return { person: bearer.subject, for: organisationId, roles, membership: membershipId };
}

function notAllowed({ roles }: Asked['permission']): HttpProblem {
  if (roles.length === 0) return forbidden('role-missing', 'This is done for oneself: Estafette-Acting-For: self.');
  return forbidden(
    'role-missing',
    `Your role in this organisation does not allow this; it takes ${roles.join(' or ')}.`,
  );
}

function forbidden(code: string, detail: string): HttpProblem {
  return new HttpProblem(403, code, detail);
}
