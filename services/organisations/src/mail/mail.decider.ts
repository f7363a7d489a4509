import type { Decider } from '@estafette/decider';
import type { MailEvent, Subject } from './mail.events.js';

export interface NoteMail {
  readonly type: 'NoteMail';
  readonly mailId: string;
  readonly personId: string;
  readonly about: Subject;
  /** Of SMTP, where the mail server refused it for good. */
  readonly refusedWith: number | null;
}

/** There is nobody to write to, or nothing to write by: nothing is noted but that the message was taken. */
export interface PassOver {
  readonly type: 'PassOver';
}

export type MailCommand = NoteMail | PassOver;

/** The one rule of a letter: it is sent once. The state is whether that was done, or is never to be tried again. */
export const mailDecider: Decider<boolean, MailCommand, MailEvent> = {
  initialState: false,
  evolve: () => true,
  decide: (command, done) => {
    if (done || command.type === 'PassOver') return [];
    const { mailId, personId, about, refusedWith } = command;
    const data = { mailId, personId, about };
    return refusedWith === null
      ? [{ type: 'MailSent', data }]
      : [{ type: 'MailRefused', data: { ...data, status: refusedWith } }];
  },
};
