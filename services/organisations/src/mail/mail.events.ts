import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';

/** What a person is written about; the words stand in `letters.ts`. */
export type Subject = 'issued' | 'reminded' | 'suspended' | 'reinstated' | 'revoked' | 'updated' | 'copies-ended';

interface Mail {
  readonly mailId: string;
  readonly personId: string;
  readonly about: Subject;
}

/** No address and no word of a letter is kept: only that there was one. */
export type MailEvent =
  /** `by` a process (a random id), which has it for itself `until` then. */
  | DomainEvent<'MailBegun', Mail & { by: string; until: string }>
  | DomainEvent<'MailSent', Mail>
  /** The mail server will never take it: there is no such address, or it refuses us. `status` is that of SMTP, such as 550. */
  | DomainEvent<'MailRefused', Mail & { status: number }>;

export const mailEvents: EventTypes<MailEvent> = {
  MailBegun: { version: 1 },
  MailSent: { version: 1 },
  MailRefused: { version: 1 },
};
