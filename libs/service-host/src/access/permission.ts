/** The roles of the platform; a membership is one role for one organisation. */
export const ROLES = [
  'relationship-manager',
  'hub-coordinator',
  'employer',
  'confirmer',
  'learner',
  'coach',
  'team-lead',
  'hr-adviser',
  'workplace-assessor',
  'assessor',
  'exam-board',
  'issuer-admin',
  'region-admin',
] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who may call a route. The route checks role and organisation; what this person is to this stream (its team, its
 * assessor) is the decider's to check.
 *
 * - `open`: anybody, without a token
 * - `person`: whoever is logged in, acting for an organisation with one of `roles`, or for themselves where `self`
 * - `service`: another service, with this scope
 * - `delegated`: another system on behalf of somebody, who let it do what this scope says and nothing else
 */
export type Permission =
  | { readonly kind: 'open' }
  | { readonly kind: 'person'; readonly roles: readonly Role[]; readonly self: boolean }
  | { readonly kind: 'service'; readonly scope: string }
  | { readonly kind: 'delegated'; readonly scope: string };

/** The scope of a person's own token. Without it a token opens none of the routes for people. */
export const PERSON_SCOPE = 'person';

/** Anybody, without a token. */
export const open: Permission = { kind: 'open' };

/** Somebody who acts for an organisation with one of these roles. */
export function roles(...allowed: readonly [Role, ...Role[]]): Permission {
  return { kind: 'person', roles: allowed, self: false };
}

/** Somebody who acts for themselves, or for an organisation with one of these roles. */
export function selfOr(...allowed: readonly Role[]): Permission {
  return { kind: 'person', roles: allowed, self: true };
}

/** Whoever is logged in, for themselves or for any organisation of theirs. */
export const anyone: Permission = { kind: 'person', roles: ROLES, self: true };

/** Another service, whose token has this scope. */
export function scope(name: string): Permission {
  return { kind: 'service', scope: name };
}

/** Another system on behalf of a person, whose token has this scope; it acts for that person themselves. */
export function delegated(name: string): Permission {
  return { kind: 'delegated', scope: name };
}

/** The permission in words, for the generated table. */
export function describePermission(permission: Permission): string {
  if (permission.kind === 'open') return 'everybody';
  if (permission.kind === 'service') return `services with scope ${permission.scope}`;
  if (permission.kind === 'delegated') return `systems that a person gave the scope ${permission.scope}`;
  if (permission.roles.length === ROLES.length) return 'whoever is logged in';
  return [...permission.roles, ...(permission.self ? ['for oneself'] : [])].join(', ');
}
