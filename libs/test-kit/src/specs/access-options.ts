import type { Pool } from 'pg';
import type { TestService } from '../test-service.js';

/** Who may call a route, as its code declares it. */
export type AccessPermission =
  | { readonly kind: 'open' }
  | { readonly kind: 'person'; readonly roles: readonly string[]; readonly self: boolean }
  | { readonly kind: 'service'; readonly scope: string }
  | { readonly kind: 'delegated'; readonly scope: string };

export interface AccessRoute {
  readonly method: string;
  /** `/v1/challenges/:challengeId` */
  readonly path: string;
  readonly permission: AccessPermission;
}

/** Who is asking: somebody with a role in the organisation whose thing it is, in a foreign one, or for themselves. */
export interface Asking {
  readonly role: string;
  readonly as: 'own' | 'foreign' | 'self';
  readonly personId: string;
  /** Empty where they ask for themselves. */
  readonly organisationId: string;
}

/** A status, or one for each role; `others` for those that are not named. */
export type Expected = number | Readonly<Record<string, number>>;

/** What a route is called with. Path members that are left out are ids of nothing; a body that is left out is `{}`. */
export interface AccessCall {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The media type of a body that is no JSON, which is then text. */
  readonly type?: string;
}

/** What one route is called with, and what it answers those whose role may call it. */
export interface AccessRow {
  /** Made anew for every call, so that none meets what another has left. */
  readonly call?: (asking: Asking) => AccessCall | Promise<AccessCall>;
  /** For the organisation whose thing it is. */
  readonly own: Expected;
  /** For another organisation: 403 where it may see the thing, else 404. */
  readonly foreign: Expected;
  /** For oneself; needed where the route allows it. */
  readonly self?: number;
  /** The thing is nobody's own: another organisation's write may succeed. */
  readonly shared?: boolean;
}

export interface AccessOptions {
  /** All routes of the service: `routesOf(definition)`. */
  readonly routes: readonly AccessRoute[];
  /** All roles of the platform: `ROLES`. */
  readonly roles: readonly string[];
  /** The service; asked for once the spec's own `beforeAll` has started it. */
  readonly service: () => Pick<
    TestService<{ readonly url: string; readonly held: { readonly pool: Pool }; close(): Promise<void> }>,
    'running' | 'issuer' | 'person' | 'grant' | 'revoke'
  >;
  /** The organisation whose things the rows call. */
  readonly own: string;
  /** Another one; left out: one that nobody heard of. */
  readonly foreign?: string;
  /** By route, `POST /v1/challenges`; every route that is for people and not the host's own needs one. */
  readonly rows: Readonly<Record<string, AccessRow>>;
  /** How a membership becomes known and ends, where the service does not hear of it over its feed. */
  readonly memberships?: {
    /** Gives the membership's id. */
    grant(personId: string, organisationId: string, role: string): Promise<string>;
    /** Is done when the service knows it. */
    revoke(membershipId: string): Promise<void>;
  };
}
