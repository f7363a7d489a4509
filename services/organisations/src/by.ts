import type { ContractData } from '@estafette/contracts';

/** The roles that a membership can give, as the contract has them. */
export type Role = ContractData['nl.estafette.organisations.membership-granted.v1']['role'];

/** Who asks, and for whom. */
export interface By {
  readonly person: string;
  /** An organisation's id, or `self`. */
  readonly for: string;
  /** All roles that they hold for that organisation: any of them may be the one that allows it. */
  readonly roles: readonly Role[];
}

/** What every command carries. */
export interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: By;
  /** ISO 8601 instant. */
  readonly at: string;
}
