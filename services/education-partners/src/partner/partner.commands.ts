import type { PartnerLevel } from './partner.events.js';

/** Who asks, and for which organisation. */
export interface By {
  readonly person: string;
  /** An organisation's id. */
  readonly for: string;
}

interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: By;
  readonly at: string;
  /** The school whose stream it is. */
  readonly organisationId: string;
}

export type PartnerCommand =
  | (Asked<'RegisterEducationPartner'> & {
      readonly level: PartnerLevel;
      /** The organisation as followed, and up to which revision. */
      readonly organisation: { readonly kind: string; readonly revision: number };
    })
  | (Asked<'AppointAssessor'> & {
      readonly appointmentId: string;
      readonly personId: string;
      readonly fields: readonly string[];
      /** The membership by which the person is an assessor of this school, as followed; null when there is none. */
      readonly membershipId: string | null;
    })
  | (Asked<'DismissAssessor'> & { readonly appointmentId: string });
