import { challenges } from '@estafette/challenges';
import { credentials } from '@estafette/credentials';
import { educationPartners } from '@estafette/education-partners';
import { organisations } from '@estafette/organisations';
import type { ServiceDefinition } from '@estafette/service-host';
import { validation } from '@estafette/validation';

/** The services of a region, in the order in which they start. */
export const SERVICES: readonly ServiceDefinition[] = [
  organisations,
  educationPartners,
  challenges,
  validation,
  credentials,
];

/** Ports above the base port, which is the front's. */
const IDENTITY_OFFSET = 1;
const SERVICES_OFFSET = 2;
const POSTGRES_OFFSET = 20;
const KAFKA_OFFSET = 21;
const REPLICAS_OFFSET = 30;

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
  const services = SERVICES.map(({ name }, index): [string, number[]] => {
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
