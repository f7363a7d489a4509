import type { CloudEvent, Decoded, Fault } from './cloud-event.js';
import { checked } from './cloud-event.js';

/** Media types of the CloudEvents JSON event format, §3 and §4. */
export const STRUCTURED = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';

export function encodeStructured(event: CloudEvent): string {
  return JSON.stringify(event);
}

export function encodeBatch(events: readonly CloudEvent[]): string {
  return JSON.stringify(events);
}

/** One event in structured mode. */
export function decodeStructured(text: string): Decoded {
  const json = parsed(text);
  return 'faults' in json ? json : checked(json.value);
}

/**
 * A batch. Its members are given as they came, each to be {@link checked} by itself: one that is wrong must not take
 * the others with it.
 */
export function decodeBatch(
  text: string,
): { readonly members: readonly unknown[] } | { readonly faults: readonly Fault[] } {
  const json = parsed(text);
  if ('faults' in json) return json;
  if (!Array.isArray(json.value)) return { faults: [{ path: '', message: 'must be a JSON array of CloudEvents' }] };
  return { members: json.value as unknown[] };
}

function parsed(text: string): { readonly value: unknown } | { readonly faults: readonly Fault[] } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { faults: [{ path: '', message: 'is not JSON' }] };
  }
}
