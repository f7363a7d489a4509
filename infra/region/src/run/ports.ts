import type { WantedPort } from '@estafette/local-servers';

/** The names of a region's services, in the order in which they are told of. */
export const SERVICE_NAMES = [
  'organisations',
  'education-partners',
  'challenges',
  'validation',
  'credentials',
] as const;

/** Who has a database: the services, and identity, which keeps logins there. */
export const WITH_DATABASE: readonly string[] = [...SERVICE_NAMES, 'identity'];

/** Ports above the base port, which is the front's. */
const IDENTITY_OFFSET = 1;
const SERVICES_OFFSET = 2;
const POSTGRES_OFFSET = 20;
const KAFKA_OFFSET = 21;
const REPLICAS_OFFSET = 30;
const MOST_REPLICAS = 9;

/** The highest base port: every replica of every service still finds a port above it. */
export const HIGHEST_BASE = 65_535 - REPLICAS_OFFSET - SERVICE_NAMES.length * MOST_REPLICAS;

export interface Ports {
  readonly front: number;
  readonly identity: number;
  readonly postgres: number;
  readonly kafka: number;
  /** The ports of each service's replicas; the first is the one of its feed. */
  readonly services: ReadonlyMap<string, readonly number[]>;
}

export function portsFrom(base: number, replicas: ReadonlyMap<string, number>): Ports {
  let extra = base + REPLICAS_OFFSET;
  const services = SERVICE_NAMES.map((name, index): [string, number[]] => {
    const more = Array.from({ length: (replicas.get(name) ?? 1) - 1 }, () => extra++);
    return [name, [base + SERVICES_OFFSET + index, ...more]];
  });
  return {
    front: base,
    identity: base + IDENTITY_OFFSET,
    postgres: base + POSTGRES_OFFSET,
    kafka: base + KAFKA_OFFSET,
    services: new Map(services),
  };
}

/** All ports that a start needs, each with what it is for. */
export function wantedPorts(ports: Ports, { kafka }: { readonly kafka: boolean }): WantedPort[] {
  return [
    { port: ports.front, forWhat: 'the front address' },
    { port: ports.identity, forWhat: 'identity' },
    ...[...ports.services].flatMap(([forWhat, numbers]) => numbers.map((port) => ({ port, forWhat }))),
    { port: ports.postgres, forWhat: 'PostgreSQL' },
    ...(kafka ? [{ port: ports.kafka, forWhat: 'Kafka' }] : []),
  ];
}
