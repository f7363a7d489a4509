import { readFileSync } from 'node:fs';
import { fold } from '@estafette/decider';
import { EventRegistry } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import { partnerDecider } from './partner.decider.js';
import type { PartnerEvent } from './partner.events.js';
import { partnerEvents } from './partner.events.js';
import { partner } from './partner.stream.js';

interface Stored {
  readonly type: string;
  readonly version: number;
  readonly data: object;
}

const registry = new EventRegistry([partner]);
const stored = JSON.parse(readFileSync(new URL('golden/partner.v1.json', import.meta.url), 'utf8')) as Stored[];

describe('events as they were once stored', () => {
  it('has an example of every type in every version', () => {
    const there = stored.map(({ type, version }) => `${type} ${version}`);
    const needed = Object.entries(partnerEvents).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type} ${index + 1}`),
    );
    expect(there.toSorted()).toEqual(needed.toSorted());
  });

  it('reads them still', () => {
    const history = stored.map(
      ({ type, version, data }) => ({ type, data: registry.upcast(type, version, data) }) as PartnerEvent,
    );
    expect(fold(partnerDecider, history)).toEqual({
      level: 'mbo',
      appointments: [
        {
          appointmentId: '01a0fba0-9400-7fd3-bf87-5ad2991f4970',
          personId: '01a094a1-6400-7f11-8565-40629ae942ff',
          fields: ['food-technology', 'circular-chains'],
          dismissed: true,
        },
      ],
    });
  });
});
