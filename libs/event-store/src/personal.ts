import type { KeyObject } from 'node:crypto';
import type { DomainEvent } from '@estafette/decider';
import { v7 as uuidv7 } from 'uuid';
import type { EventToAppend } from './append.js';
import type { Metadata } from './events.js';
import type { Sealed } from './sealed.js';
import { memberAt, replaceSealed, seal, sealedIn, unseal, withMember } from './sealed.js';
import type { EventRegistry } from './stream.js';
import type { KeyVault } from './vault.js';

/** An event that was decided, and its place in its stream. */
export interface Decided {
  readonly streamId: string;
  readonly revision: number;
  readonly event: DomainEvent;
  readonly metadata: Metadata;
}

/**
 * Names events and encrypts their personal members, each with the key of the person it is about.
 *
 * @throws DomainError `person-erased`
 */
export async function sealEvents(
  events: readonly Decided[],
  registry: EventRegistry,
  vault: KeyVault,
): Promise<EventToAppend[]> {
  const typed = events.map((decided) => {
    const { version, personal } = registry.get(decided.event.type);
    return { ...decided, id: uuidv7(), version, members: personal?.(decided.event.data) ?? [] };
  });
  const persons = typed.flatMap(({ members }) => members.map((member) => member.of));
  const keys = persons.length > 0 ? await vault.keysToSeal(persons) : new Map<string, KeyObject>();
  return typed.map(({ id, streamId, revision, event, metadata, version, members }) => {
    // What was sealed for another place can never be opened in this one.
    const [stray] = sealedIn(event.data);
    if (stray) throw new Error(`${event.type} holds what was sealed for ${stray.at}: open it with the vault first`);
    let data = event.data;
    for (const { path, of } of members) {
      const value = memberAt(data, path);
      if (value === undefined || value === null) continue;
      const key = keys.get(of);
      if (!key) throw new Error(`no key for ${of}`);
      data = withMember(data, path, seal(value, key, of, placeOf(streamId, id, path)));
    }
    return { id, streamId, revision, type: event.type, version, data, metadata };
  });
}

/** What was opened of an event: it holds for these keys. */
export interface Opened {
  readonly sealed: readonly Sealed[];
  keys: readonly (KeyObject | undefined)[];
  plain: unknown;
}

interface StoredData {
  readonly event_id: string;
  readonly data: object;
  /** Left here for as long as the row is held. */
  opened?: Opened;
}

/**
 * The data of one stream's events in plain; empty text where the person was erased.
 *
 * @throws Error when a sealed member does not stand where it was sealed
 */
export async function openData(streamId: string, rows: readonly StoredData[], vault: KeyVault): Promise<unknown[]> {
  const held = rows.map((row) => {
    row.opened ??= { sealed: sealedIn(row.data), keys: [], plain: row.data };
    return { id: row.event_id, data: row.data, known: row.opened };
  });
  const keys = await vault.keysToOpen(held.flatMap(({ known }) => known.sealed.map((one) => one.sealed)));
  return held.map(({ id, data, known }) => {
    const mine = known.sealed.map((one) => keys.get(one.sealed));
    if (mine.every((key, at) => key !== undefined && key === known.keys[at])) return known.plain;
    known.keys = mine;
    known.plain = replaceSealed(data, (one, path) => {
      const place = placeOf(streamId, id, path);
      if (one.at !== place) throw new Error(`the sealed member at ${place} was sealed for ${one.at}`);
      const key = keys.get(one.sealed);
      return key ? unseal(one, key) : '';
    });
    return known.plain;
  });
}

function placeOf(streamId: string, eventId: string, path: string): string {
  return `${streamId}/${eventId}/${path}`;
}
