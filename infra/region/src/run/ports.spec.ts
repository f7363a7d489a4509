import { expect, it } from 'vitest';
import { HIGHEST_BASE, portsFrom, SERVICE_NAMES, wantedPorts } from './ports.js';
import { SERVICES } from './services.js';

it('names the services as they name themselves', () => {
  expect(SERVICES.map(({ name }) => name)).toEqual(SERVICE_NAMES);
});

it('gives everybody a port of their own, also with all replicas and at the highest base', () => {
  const all = new Map(SERVICE_NAMES.map((name) => [name, 9]));
  const wanted = wantedPorts(portsFrom(HIGHEST_BASE, all), { kafka: true }).map(({ port }) => port);
  expect(new Set(wanted).size).toBe(wanted.length);
  expect(wanted).toHaveLength(4 + 9 * SERVICE_NAMES.length);
  expect(Math.max(...wanted)).toBeLessThanOrEqual(65_535);
});
