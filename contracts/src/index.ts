import type { ContractType } from './cloud-event.js';
import { faultsOf } from './faults.js';
import type { Fault } from './faults.js';
import { contractTypes as types } from './generated/data.js';
import { closed, envelope, open } from './generated/validators.js';

export type * from './generated/data.js';
export type { CloudEvent, ContractType } from './cloud-event.js';
export type { Fault } from './faults.js';

/** Every contract, in the order of the type name. */
export const contractTypes: readonly ContractType[] = types;

/** True for the type name of a contract that this version of the package knows. A consumer skips and counts the others. */
export const isContractType = (type: string): type is ContractType => Object.hasOwn(closed, type);

/**
 * Judges data that is about to leave a service, by the closed schema: exactly its members, enumerations as listed.
 * All faults at once; empty when right.
 */
export const validateClosed = (type: ContractType, data: unknown): readonly Fault[] => faultsOf(closed[type], data);

/**
 * Judges data that came in, read open: further members and unknown values of an enumeration are allowed, so that what was
 * added within a version breaks nobody. Required members, types, formats and patterns hold. The data interfaces list the
 * values known today: keep a `default` for the others. All faults at once; empty when right.
 */
export const validateOpen = (type: ContractType, data: unknown): readonly Fault[] => faultsOf(open[type], data);

/**
 * Judges the envelope of one of our events (CloudEvents 1.0.2, JSON event format), not its data. Further extension attributes
 * are allowed; that the type is known is for `isContractType`. All faults at once; empty when right.
 */
export const validateEnvelope = (json: unknown): readonly Fault[] => faultsOf(envelope, json);
