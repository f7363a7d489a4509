import type { ContractData } from '@estafette/contracts';

/** The roles that a membership can give, as the contract has them. */
export type Role = ContractData['nl.estafette.organisations.membership-granted.v1']['role'];

/** Who asks, for whom, and in which role. */
export interface By {
  readonly person: string;
  /** An organisation's id, or `self`. */
  readonly for: string;
  readonly role: Role | 'self' | 'service';
}

/** What every command carries. */
export interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: By;
  /** ISO 8601 instant. */
  readonly at: string;
}
