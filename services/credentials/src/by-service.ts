import type { Metadata } from '@estafette/event-store';

/** As whom this service writes what it does by itself. */
export const THIS_SERVICE = 'service:credentials';

/** @param at when: ISO 8601 instant */
export function byService(at = new Date().toISOString()): Metadata {
  return { at, by: THIS_SERVICE, for: null };
}
