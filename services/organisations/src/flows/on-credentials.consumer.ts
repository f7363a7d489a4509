import { randomUUID } from 'node:crypto';
import { Controller, Inject } from '@nestjs/common';
import type { CredentialCopiesEnded, CredentialReissued } from '@estafette/contracts';
import { EventStore, part } from '@estafette/event-store';
import type { CloudEvent } from '@estafette/messaging';
import { causedBy, On, onceOf } from '@estafette/messaging';
import { SETTINGS } from '@estafette/service-host';
import { letterOf } from '../mail/letters.js';
import type { Subject } from '../mail/mail.events.js';
import { mail, mailIdOf } from '../mail/mail.stream.js';
import { Mailer, type MailSettings } from '../mail/mailer.js';
import { organisation } from '../organisation/organisation.stream.js';
import { person } from '../person/person.stream.js';

const TYPE = (what: string): string => `nl.estafette.credentials.credential-${what}.v1`;
const [ISSUED, REMINDED, SUSPENDED] = [TYPE('issued'), TYPE('reminded'), TYPE('suspended')];
const [REINSTATED, REVOKED, REISSUED] = [TYPE('reinstated'), TYPE('revoked'), TYPE('reissued')];
const COPIES_ENDED = TYPE('copies-ended');

export const ABOUT_CREDENTIALS = [ISSUED, REMINDED, SUSPENDED, REINSTATED, REVOKED, REISSUED, COPIES_ENDED] as const;

/** What happened longer ago nobody is mailed about: whoever reads history again, or sets up mail later, writes to nobody. In ms. */
const RECENT_MS = 7 * 24 * 60 * 60_000;

interface Told {
  readonly learnerId: string;
  readonly organisationId: string;
}

/** Mails people what happened to their credentials, once each. This service alone knows their addresses, and no other learns one. */
@Controller()
export class OnCredentials {
  /** By what is to be mailed: the last that is at it. */
  readonly #turns = new Map<string, Promise<void>>();
  /** This process, among the replicas. */
  readonly #self = randomUUID();

  constructor(
    private readonly store: EventStore,
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: MailSettings,
  ) {}

  @On(ISSUED)
  issued(message: CloudEvent<Told>): Promise<void> {
    return this.#tell(message, 'issued');
  }

  @On(REMINDED)
  reminded(message: CloudEvent<Told>): Promise<void> {
    return this.#tell(message, 'reminded');
  }

  @On(SUSPENDED)
  suspended(message: CloudEvent<Told>): Promise<void> {
    return this.#tell(message, 'suspended');
  }

  @On(REINSTATED)
  reinstated(message: CloudEvent<Told>): Promise<void> {
    return this.#tell(message, 'reinstated');
  }

  @On(REVOKED)
  revoked(message: CloudEvent<Told & { readonly reason: string }>): Promise<void> {
    return this.#tell(message, 'revoked');
  }

  /** Of an operation that issued many anew, each holder is told once. */
  @On(REISSUED)
  reissued(message: CloudEvent<CredentialReissued>): Promise<void> {
    return this.#tell(message, 'updated', message.data.operationId ?? message.id);
  }

  /** Of copies of many credentials that ended with one key likewise. */
  @On(COPIES_ENDED)
  copiesEnded(message: CloudEvent<CredentialCopiesEnded>): Promise<void> {
    return this.#tell(message, 'copies-ended', message.data.operationId);
  }

  #tell(message: CloudEvent<Told>, about: Subject, occasion = message.id): Promise<void> {
    const mailId = mailIdOf(message.data.learnerId, about, occasion);
    return this.#inTurn(mailId, () => this.#tellOnce(message, about, mailId));
  }

  /** Messages of one operation come side by side: whoever is first writes, and the others find that it was written. */
  async #inTurn(mailId: string, tell: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(mailId) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(tell);
    this.#turns.set(mailId, turn);
    try {
      await turn;
    } finally {
      if (this.#turns.get(mailId) === turn) this.#turns.delete(mailId);
    }
  }

  async #tellOnce(message: CloudEvent<Told>, about: Subject, mailId: string): Promise<void> {
    const { learnerId: personId } = message.data;
    const refusedWith = await this.#write(message, mailId, about);
    const command =
      refusedWith === undefined
        ? { type: 'PassOver' as const }
        : { type: 'NoteMail' as const, mailId, personId, about, refusedWith };
    const metadata = causedBy(message, 'organisations');
    await this.store.handle(part(mail, mailId, command), { metadata, once: onceOf(message) });
  }

  /** @returns as the mailer does; undefined where nobody is to be written to */
  async #write(message: CloudEvent<Told>, mailId: string, about: Subject): Promise<number | null | undefined> {
    const { learnerId, organisationId } = message.data;
    if (!this.mailer.isSetUp || Date.now() - Date.parse(message.time) > RECENT_MS) return undefined;
    const { introduced } = (await this.store.load(person, learnerId)).state;
    // Whoever was erased, or never introduced here, has no address.
    if (!introduced?.email) return undefined;
    const at = new Date().toISOString();
    const begin = { type: 'BeginMail' as const, mailId, personId: learnerId, about, by: this.#self, at };
    await this.store.handle(part(mail, mailId, begin), { metadata: causedBy(message, 'organisations') });
    if ((await this.store.load(mail, mailId)).state.done) return undefined;
    const school = (await this.store.load(organisation, organisationId)).state;
    const { name, email: address } = introduced;
    const letter = letterOf({ about, name, school: school?.name ?? null, address: this.settings.PASSPORT_URL ?? null });
    return this.mailer.send({ mailId, to: { name, address }, ...letter });
  }
}
