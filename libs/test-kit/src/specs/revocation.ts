import { randomUUID } from 'node:crypto';
import { eventually } from '../eventually.js';
import type { Caller } from '../test-service.js';
import type { AccessOptions } from './access-options.js';

/** Waits until the service knows the membership that somebody acts by; a route that every service has tells. */
export async function isMember(caller: Caller): Promise<void> {
  await eventually(async () => {
    const told = await tell(await caller.get('/v1/parked-keys'));
    if (told.endsWith('not-a-member')) throw new Error('the membership is not known yet');
  });
}

/** How memberships are granted and revoked: as the spec says, else over the feed. */
export function membershipsOf({ memberships, service }: AccessOptions): NonNullable<AccessOptions['memberships']> {
  if (memberships) return memberships;
  const { grant, revoke, running } = service();
  return {
    grant: (...membership) => Promise.resolve(grant(...membership)),
    revoke: async (membershipId) => {
      const message = revoke(membershipId);
      await eventually(async () => {
        const { rowCount } = await running.held.pool.query(
          `select from log.events where metadata->'cause'->>'id' = $1`,
          [message],
        );
        return rowCount === 1;
      });
    },
  };
}

/** What somebody gets by a membership that they hold, at once after it was revoked, and still by another one. */
export async function walkRevocation(
  options: AccessOptions,
): Promise<{ asWas: string[]; nowRefused: string[]; elsewhere: string }> {
  const { service, own, foreign = randomUUID() } = options;
  const memberships = membershipsOf(options);
  const caller = await service().person(randomUUID(), own);
  const other = await service().person(caller.personId, foreign);
  const leaving = await memberships.grant(caller.personId, own, 'region-admin');
  await memberships.grant(caller.personId, foreign, 'region-admin');
  await Promise.all([isMember(caller), isMember(other)]);
  const both = async (): Promise<string[]> => [
    await tell(await caller.get('/v1/parked-keys')),
    await tell(await caller.post('/v1/parked-keys/replays', { key: 'x/y' })),
  ];
  const asWas = await both();
  await memberships.revoke(leaving);
  return { asWas, nowRefused: await both(), elsewhere: await tell(await other.get('/v1/parked-keys')) };
}

/** `403 not-a-member`; the status alone where nothing is wrong. */
export async function tell(answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.status < 400) return String(answer.status);
  // A page for people is told as the status alone.
  const problem =
    answer.headers.get('content-type')?.includes('json') === true ? (JSON.parse(text) as { code?: string }) : {};
  return `${answer.status} ${problem.code ?? ''}`;
}
