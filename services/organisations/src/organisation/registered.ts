import { unknown } from '@estafette/decider';
import type { EventStore } from '@estafette/event-store';
import type { Actor } from '@estafette/service-host';
import { organisation } from './organisation.stream.js';

/**
 * The organisation that a command names must be registered. It is read before the command is decided, which is safe as
 * an organisation is never taken away. The one acted for is taken as it is: the region's own need not be registered.
 */
export async function mustBeRegistered(store: EventStore, organisationId: string, actor: Actor): Promise<void> {
  if (organisationId === actor.for) return;
  const { revision } = await store.load(organisation, organisationId);
  if (revision === 0) unknown('organisation-unknown', 'There is no organisation with this id: register it first.');
}
