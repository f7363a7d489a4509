import type { Decider } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { MailEvent, Subject } from './mail.events.js';

interface OfMail {
  readonly mailId: string;
  readonly personId: string;
  readonly about: Subject;
}

export interface BeginMail extends OfMail {
  readonly type: 'BeginMail';
  /** The process that is going to send it. */
  readonly by: string;
  readonly at: string;
}

export interface NoteMail extends OfMail {
  readonly type: 'NoteMail';
  /** Of SMTP, where the mail server refused it for good. */
  readonly refusedWith: number | null;
}

/** There is nobody to write to, or nothing to write by: nothing is noted but that the message was taken. */
export interface PassOver {
  readonly type: 'PassOver';
}

export type MailCommand = BeginMail | NoteMail | PassOver;

export interface MailState {
  readonly begun: { readonly by: string; readonly until: string } | null;
  /** Whether it was sent, or is never to be tried again. */
  readonly done: boolean;
}

/** For so long one process has a letter for itself, in milliseconds: longer than a mail server is waited for. */
const ALONE_MS = 120_000;

/** The one rule of a letter: it is sent once. Causes of one letter may reach several replicas at the same moment. */
export const mailDecider: Decider<MailState, MailCommand, MailEvent> = {
  initialState: { begun: null, done: false },
  evolve: (state, { type, data }) => {
    if (type !== 'MailBegun') return { ...state, done: true };
    const { by, until } = data;
    return { ...state, begun: { by, until } };
  },
  decide: (command, { begun, done }) => {
    if (done || command.type === 'PassOver') return [];
    const { mailId, personId, about } = command;
    const data = { mailId, personId, about };
    if (command.type === 'BeginMail') {
      const { by, at } = command;
      if (begun !== null && begun.by !== by && at < begun.until) {
        refuse(
          'mail-under-way',
          'Another replica is sending this letter: what came of it is seen when this is tried again.',
        );
      }
      return [{ type: 'MailBegun', data: { ...data, by, until: new Date(Date.parse(at) + ALONE_MS).toISOString() } }];
    }
    const { refusedWith } = command;
    return refusedWith === null
      ? [{ type: 'MailSent', data }]
      : [{ type: 'MailRefused', data: { ...data, status: refusedWith } }];
  },
};
