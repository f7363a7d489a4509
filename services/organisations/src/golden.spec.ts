import { readdirSync, readFileSync } from 'node:fs';
import type { DomainEvent } from '@estafette/decider';
import { EventRegistry } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import { kvkClaim } from './claim/claim.stream.js';
import { hub } from './hub/hub.stream.js';
import { mail } from './mail/mail.stream.js';
import { organisation } from './organisation/organisation.stream.js';
import { person } from './person/person.stream.js';

/** An event as it was stored once, in plain, and the state that it leads to from nothing. */
interface Golden {
  readonly type: string;
  readonly version: number;
  readonly data: object;
  readonly leadsTo: unknown;
}

const streams = { organisation, hub, person, claim: kvkClaim, mail };
const goldenOf = (folder: string): Golden[] => {
  const place = new URL(`./${folder}/golden/`, import.meta.url);
  return readdirSync(place).map((file) => JSON.parse(readFileSync(new URL(file, place), 'utf8')) as Golden);
};

describe.each(Object.entries(streams))('stored events of %s', (folder, stream) => {
  const registry = new EventRegistry([stream]);
  const decider = stream.decider as unknown as {
    initialState: unknown;
    evolve(state: unknown, event: DomainEvent): unknown;
  };
  const golden = goldenOf(folder);

  it.each(golden)('$type version $version still reads', ({ type, version, data, leadsTo }) => {
    const event = { type, data: registry.upcast(type, version, data) };
    expect(decider.evolve(decider.initialState, event)).toEqual(leadsTo);
  });

  it('has an example of every version of every event', () => {
    const needed = Object.entries(stream.events).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_none, index) => `${type} ${index + 1}`),
    );
    expect(golden.map(({ type, version }) => `${type} ${version}`).toSorted()).toEqual(needed.toSorted());
  });
});
