import type { Checks } from './checks.js';
import { formalFaults } from './document/open-badges.js';
import type { Shaped } from './document/shape.js';
import { alteredEvidence } from './evidence.js';
import type { KnownIssuer, Sources } from './sources.js';

// The checks that tell something that is worth knowing, and decide nothing about what was signed.

/** Whoever shows credentials, and a list that must be of the issuer of what it lists, stand in no registry. */
const standsInRegistry = ({ kind }: Shaped): boolean => kind !== 'presentation' && kind !== 'status-list';

export async function knownIssuer(shaped: Shaped, sources: Sources | undefined): Promise<KnownIssuer | null> {
  if (!standsInRegistry(shaped) || shaped.signer === undefined) return null;
  return (await sources?.issuer?.(shaped.signer)) ?? null;
}

export function checkIssuer(checks: Checks, shaped: Shaped, issuer: KnownIssuer | null): void {
  if (!standsInRegistry(shaped)) checks.notAsked('issuer');
  else if (issuer === null) checks.failed('issuer', 'issuer-not-known');
  else checks.passed('issuer');
}

export async function checkEvidence(checks: Checks, { document }: Shaped, sources: Sources | undefined): Promise<void> {
  const altered = await alteredEvidence(document['evidence'], sources?.evidence);
  if (altered === undefined) checks.notAsked('evidence');
  else if (altered.length > 0) checks.failed('evidence', 'evidence-altered', altered.map(shortened));
  else checks.passed('evidence');
}

/** More faults than these would bury the reason; whoever mends them sees the next ones then. */
const FAULTS_TOLD = 5;

/** Open Badges lets issuers add members of their own, so what the strict model forbids is in order here. */
export function checkSchema(checks: Checks, { kind, document }: Shaped): void {
  if (kind !== 'achievement' && kind !== 'endorsement' && kind !== 'record') {
    checks.notAsked('schema');
    return;
  }
  const faults = formalFaults(document, kind, 'lenient');
  if (faults.length === 0) checks.passed('schema');
  else checks.failed('schema', 'schema-departs', [faults.slice(0, FAULTS_TOLD).join('; ')]);
}

/** Addresses that carry their evidence themselves are as long as that. */
const shortened = (address: string): string => (address.length > 100 ? `${address.slice(0, 99)}…` : address);
