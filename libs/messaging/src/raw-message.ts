import type { Headers } from './binary.js';
import { decodeBinary } from './binary.js';
import type { Decoded } from './cloud-event.js';
import { checked } from './cloud-event.js';

/** A message as it is kept when it is parked: the event, or its bytes (base64) when they make no event. */
export type Content = { readonly event: unknown } | { readonly headers: Headers; readonly bytes: string | null };

/** One message as a transport hands it over. */
export interface RawMessage {
  /** Where it was found, for a person and as its name when it has no better one: `estafette.challenges.v1[3]@17`. */
  readonly place: string;
  /** What orders it among others; null when it has nothing of the kind. */
  readonly key: string | null;
  read(): Decoded;
  content(): Content;
}

/** A member of a feed's batch. */
export function feedMessage(place: string, json: unknown): RawMessage {
  const decoded = checked(json);
  const { partitionkey, subject } = (decoded.event ?? {}) as { partitionkey?: unknown; subject?: unknown };
  const key = [partitionkey, subject].find((one) => typeof one === 'string' && one !== '');
  return { place, key: typeof key === 'string' ? key : null, read: () => decoded, content: () => ({ event: json }) };
}

/** A record of a Kafka topic. */
export function kafkaMessage(place: string, key: Buffer | null, headers: Headers, value: Buffer | null): RawMessage {
  const decoded = decodeBinary(headers, value);
  return {
    place,
    key: key === null || key.length === 0 || key.includes(0) ? null : key.toString('utf8'),
    read: () => decoded,
    content: () =>
      decoded.event ? { event: decoded.event } : { headers, bytes: value === null ? null : value.toString('base64') },
  };
}

/** A parked message, read again: perhaps by newer code. */
export function readContent(content: Content): Decoded {
  if ('event' in content) return checked(content.event);
  return decodeBinary(content.headers, content.bytes === null ? null : Buffer.from(content.bytes, 'base64'));
}
