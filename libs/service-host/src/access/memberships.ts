import type { DomainEvent } from '@estafette/decider';
import type { EventStore, StreamType } from '@estafette/event-store';
import { Together } from '@estafette/event-store';
import type { FirstAdmin } from './first-admin.js';
import type { Pool } from 'pg';
import type { Membership } from './membership.js';

/** The memberships that a person holds now, as far as this service knows. */
export abstract class Memberships {
  abstract of(personId: string): Promise<readonly Membership[]>;
}

type MembershipFact = DomainEvent<string, Membership & { readonly personId: string }>;

const GRANTED = 'nl.estafette.organisations.membership-granted.v1';
const REVOKED = 'nl.estafette.organisations.membership-revoked.v1';

/** What every service follows to know who may act for whom. */
export const MEMBERSHIP_FACTS = [GRANTED, REVOKED] as const;

const followedPerson: StreamType<readonly Membership[], never, MembershipFact> = {
  name: 'organisations:person',
  events: {},
  decider: {
    initialState: [],
    decide: () => [],
    evolve: (held, { type, data }) => {
      const others = held.filter((one) => one.membershipId !== data.membershipId);
      return type === GRANTED ? [...others, data] : type === REVOKED ? others : held;
    },
  },
};

/** Memberships as followed from the organisations service, read from our own log, and that of the first admin. */
export class FollowedMemberships extends Memberships {
  /** A fact about this person lies aside: it may well revoke what we know. */
  readonly #parked: Together<boolean>;

  constructor(
    private readonly store: EventStore,
    pool: Pool,
    private readonly first: FirstAdmin | null,
  ) {
    super();
    this.#parked = new Together((persons) => areParked(pool, persons));
  }

  async of(personId: string): Promise<readonly Membership[]> {
    const [{ state }, parked] = await Promise.all([
      this.store.load(followedPerson, personId),
      this.#parked.look(personId),
    ]);
    const known = parked ? [] : state;
    return this.first?.personId === personId ? [this.first.membership, ...known] : known;
  }
}

async function areParked(pool: Pool, persons: readonly string[]): Promise<boolean[]> {
  const { rows } = await pool.query<{ parked: boolean }>({
    name: 'persons-parked',
    text: `select exists (select from app.parked_keys p where p.key = w.key) as parked
           from unnest($1::text[]) with ordinality as w (key, nth) order by w.nth`,
    values: [persons.map((personId) => `organisations/person-${personId}`)],
  });
  return rows.map((row) => row.parked);
}
