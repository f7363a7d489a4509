import type { StreamType } from '@estafette/event-store';
import { v5 as uuidv5 } from 'uuid';
import { mailDecider, type MailCommand, type MailState } from './mail.decider.js';
import { mailEvents, type MailEvent, type Subject } from './mail.events.js';

export const mail: StreamType<MailState, MailCommand, MailEvent> = {
  name: 'mail',
  decider: mailDecider,
  events: mailEvents,
};

/** Names letters among all that is derived by name; made once at random, it must never change. */
const MAIL_NAMESPACE = 'c1a8f0f4-3c0c-4f7c-9f39-0d5b8f2f6a6e';

/** The id of a letter: the same one however often, and by however many messages, there is cause for it. */
export function mailIdOf(personId: string, about: Subject, occasion: string): string {
  return uuidv5(`${personId} ${about} ${occasion}`, MAIL_NAMESPACE);
}
