import type { EventStore } from '@estafette/event-store';
import type { Held, Membership } from '@estafette/service-host';
import { firstAdmin, Memberships } from '@estafette/service-host';
import { person } from './person.stream.js';

/** The memberships that a person holds, from their own stream, and the one that the configuration gives. */
export class OwnMemberships extends Memberships {
  readonly #store: EventStore;
  readonly #first: ReturnType<typeof firstAdmin>;

  constructor({ store, config }: Pick<Held, 'store' | 'config'>) {
    super();
    this.#store = store;
    this.#first = firstAdmin(config);
  }

  async of(personId: string): Promise<readonly Membership[]> {
    const { memberships } = (await this.#store.load(person, personId)).state;
    return this.#first?.personId === personId ? [this.#first.membership, ...memberships] : memberships;
  }
}
