import type { DomainEvent } from '@estafette/decider';
import type { EventTypes, PersonalMember } from '@estafette/event-store';

export type OrganisationKind =
  | 'sme'
  | 'large-employer'
  | 'self-employed'
  | 'school'
  | 'training-provider'
  | 'knowledge-partner'
  | 'sector-body'
  | 'public-body'
  | 'training-fund'
  | 'network';

/** What is known of an organisation besides its id; events carry the whole of it. */
export interface OrganisationFacts {
  readonly kind: OrganisationKind;
  readonly name: string;
  /** Number in the trade register (Kamer van Koophandel): 8 digits. */
  readonly kvkNumber: string;
  /** Vestigingsnummer: 12 digits; null where the organisation has one branch. */
  readonly branchNumber: string | null;
  /** Codes of a school in the registers of education (BRIN, RIO). */
  readonly brin: string | null;
  readonly rio: string | null;
}

type Data = OrganisationFacts & {
  organisationId: string;
  soleTrader: boolean;
  /** The person that a sole trader is; null for other organisations. */
  ownerPersonId: string | null;
  by: string;
};

export type OrganisationEvent = DomainEvent<'OrganisationRegistered', Data> | DomainEvent<'OrganisationChanged', Data>;

/** What would name a sole trader is sealed with their own key. */
const personal = ({ ownerPersonId: of }: Data): readonly PersonalMember[] =>
  of === null ? [] : ['name', 'kvkNumber', 'branchNumber'].map((path) => ({ path, of }));

export const organisationEvents: EventTypes<OrganisationEvent> = {
  OrganisationRegistered: { version: 1, personal },
  OrganisationChanged: { version: 1, personal },
};
