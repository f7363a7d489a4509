import { randomUUID } from 'node:crypto';
import { isContractType, validateEnvelope, validateOpen } from '@estafette/contracts';
import { EventRegistry, EventStore, KeyVault, part } from '@estafette/event-store';
import type { CloudEvent, RawMessage } from '@estafette/messaging';
import { causedBy, decodeBinary, Delivery, encodeBinary, onceOf } from '@estafette/messaging';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { MembershipCommand } from '../given/membership.decider.js';
import { membership } from '../given/membership.stream.js';
import type { Done } from '../measure/pace.js';
import { forMs } from '../measure/pace.js';
import { serve } from './serve.js';

// Messages of another service, brought to their effect by what both transports stand on: read, judged, decided, written.

const TYPE = 'nl.estafette.organisations.membership-granted.v1';
/** Messages of one key in a batch: its stream then has as many events. */
const OF_ONE_KEY = 10;

let delivery: Delivery | undefined;

function messages(keys: number): RawMessage[] {
  const people = Array.from({ length: keys }, () => uuidv7());
  return Array.from({ length: OF_ONE_KEY }, (_, nth) => people.map((personId) => message(personId, nth + 1))).flat();
}

/** As a broker hands it over: still to be decoded. */
function message(personId: string, sequence: number): RawMessage {
  const subject = `person-${personId}`;
  const event: CloudEvent = {
    specversion: '1.0',
    id: `${uuidv7()}.membership-granted.v1`,
    source: 'urn:estafette:local:organisations',
    type: TYPE,
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: subject,
    sequence: String(sequence),
    data: { membershipId: randomUUID(), personId, organisationId: randomUUID(), role: 'learner' },
  };
  const { headers, value } = encodeBinary(event);
  const place = `bench@${event.id}`;
  return { place, key: subject, read: () => decodeBinary(headers, value), content: () => ({ event }) };
}

const tasks = {
  open: ({ url, vaultKey, connections }: { url: string; vaultKey: string; connections: number }): void => {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    const vault = new KeyVault(pool, Buffer.from(vaultKey, 'base64'));
    const store = new EventStore({ pool, registry: new EventRegistry([membership]), vault });
    delivery = new Delivery({
      pool,
      store,
      service: 'bench',
      upstream: 'organisations',
      follows: [],
      validate: (type, data) => (isContractType(type) ? validateOpen(type, data) : []),
      validateEnvelope,
      handlerFor: () => async (told) => {
        const command = told.data as MembershipCommand;
        await store.handle(part(membership, command.personId, command), {
          metadata: causedBy(told, 'bench'),
          once: onceOf(told),
        });
      },
    });
  },
  round: async ({ ms, keys }: { ms: number; keys: number }): Promise<Done> => {
    const done = await forMs(ms, 1, async () => delivery?.deliver(messages(keys), () => true));
    return { ...done, operations: done.operations * keys * OF_ONE_KEY };
  },
};

export type Reacting = typeof tasks;
serve(tasks);
