import type { BatonAccepted, LegReviewed, ValidationGranted } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import { acceptedOf } from './followed/followed.js';
import { accepted } from './fixtures/told.js';

type Service = TestService<RunningService>;

/** Tells that the baton of a leg was accepted, and waits until it is known. */
export async function followed(service: Service, leg: LegReviewed, acceptance: BatonAccepted): Promise<void> {
  service.feeds.tell(accepted(acceptance));
  const { store } = service.running.held;
  await eventually(async () => (await acceptedOf(store, [leg])).length === 1);
}

/** The legs that the grants so far tell of. */
export async function grantedLegs({ running }: Service): Promise<NonNullable<ValidationGranted['legs']>> {
  const granted = `select data from log.events where type = 'ValidationGranted' order by position`;
  const { rows } = await running.held.pool.query<{ data: ValidationGranted }>(granted);
  return rows.flatMap(({ data }) => data.legs ?? []);
}
