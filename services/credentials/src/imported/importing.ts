import { Injectable } from '@nestjs/common';
import { refuse } from '@estafette/decider';
import { KeyVault, part, partFrom, type Part } from '@estafette/event-store';
import type { Kind, Language, Received, Verification } from '@estafette/verifier';
import { readReceived, verify } from '@estafette/verifier';
import { PublicAddress } from '@estafette/service-host';
import { organisationOf } from '../issuer/did-documents.js';
import { VerificationSources } from '../verification/verification-sources.js';
import { Views } from '../views/views.js';
import { aboutWhom } from './about-whom.js';
import { versionOf } from './content-of.js';
import type { Judgement } from './imported-credential.events.js';
import { importedCredential, importedCredentialIdOf } from './imported-credential.stream.js';

/** Who brings it, when, and how they are told what came of it. */
export interface Asking {
  readonly personId: string;
  readonly at: string;
  readonly language?: Language | undefined;
  /** A mail address or id of theirs, held against what is hashed in the credential; kept nowhere. */
  readonly identity?: string | undefined;
}

/** Fit to be kept, and the command that does so. */
export interface Imported {
  readonly importedCredentialId: string;
  readonly received: Received;
  /** Whether another version of it, or this one, is kept already. */
  readonly replaces: boolean;
  readonly verification: Verification;
  readonly command: Part;
}

/** Nobody has so many; a list of them is still read at once. */
export const MOST_IMPORTED = 1_000;
/** They are about somebody; what somebody shows, and lists of what holds, are not. */
const TAKEN: readonly Kind[] = ['achievement', 'endorsement', 'record', 'other'];

/** Takes in what learners bring: verified as of now, those who signed it asked. */
@Injectable()
export class Importing {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly sources: VerificationSources,
    private readonly address: PublicAddress,
  ) {}

  /** @throws DomainError with each reason, where it is not genuine or cannot be told to be */
  async take(input: string | Uint8Array, asking: Asking): Promise<Imported> {
    const verification = await this.#verify(input, asking);
    const received = readReceived(input);
    assertGenuine(verification);
    if (received === undefined || !TAKEN.includes(received.kind)) {
      refuse('credential-kind-not-taken', 'Bring a credential itself, not a presentation or a list of statuses.');
    }
    const version = versionOf(received);
    const { sha256 } = version;
    const { personId: learnerId } = asking;
    const { issuer: issuerId, id: credentialId } = received;
    const importedCredentialId = importedCredentialIdOf(this.vault, { learnerId, issuerId, credentialId, sha256 });
    const kept = this.views.importedCredentials;
    const replaces = (await kept.count({ where: { importedCredentialId } })) > 0;
    if (!replaces && (await kept.count({ where: { learnerId } })) >= MOST_IMPORTED) {
      refuse('too-many-imported', `You keep ${MOST_IMPORTED} credentials from elsewhere: remove one first.`);
    }
    const command = part(importedCredential, importedCredentialId, {
      type: 'ImportCredential',
      by: { person: learnerId },
      importedCredentialId,
      version,
      judgement: this.#judgement(verification, received, asking),
    });
    return { importedCredentialId, received, replaces, verification, command };
  }

  /** Whether this learner holds it here already, as what was issued here. */
  async isHeldHere({ issuer, id = '' }: Received, learnerId: string): Promise<boolean> {
    const [, credentialId] = /^urn:uuid:([0-9a-f-]{36})$/.exec(id) ?? [];
    if (credentialId === undefined || !this.#isOfHere(issuer)) return false;
    return (await this.views.myCredentials.count({ where: { credentialId, learnerId } })) > 0;
  }

  /** Judges what is kept once more, as of now. */
  again(importedCredentialId: string, asking: Asking): Part {
    return partFrom(importedCredential, importedCredentialId, async ({ of, versions, judgement: last }) => {
      const by = { person: asking.personId };
      // Who has nothing here is told so by the rules, and nobody is asked on their behalf.
      const text = of?.learnerId === by.person ? versions.at(-1)?.text : undefined;
      const received = text === undefined ? undefined : readReceived(text);
      const verification = await this.#verify(text ?? '', asking);
      const judgement = this.#judgement(verification, received, asking);
      // What they gave before still goes for the same text.
      const whose = asking.identity === undefined ? (last?.whose ?? judgement.whose) : judgement.whose;
      return { type: 'JudgeImportedCredential' as const, by, judgement: { ...judgement, whose } };
    });
  }

  #judgement(
    { verdict, checks }: Verification,
    received: Received | undefined,
    { personId, at, identity: given }: Asking,
  ): Judgement {
    const isOfHere = this.#isOfHere(received?.issuer);
    const whose = received ? aboutWhom(received.document, { personId, given, isOfHere }) : 'nobody-checked';
    return { verdict, whose, judgedAt: at, checks };
  }

  #isOfHere(issuer = ''): boolean {
    return organisationOf(this.address.url, issuer) !== undefined;
  }

  #verify(input: string | Uint8Array, { at, language }: Asking): Promise<Verification> {
    return verify(input, { now: new Date(at), language, sources: this.sources.of(true) });
  }
}

/** Forged is not kept; nor is what may be, since a key that could not be had now vouches for nothing. */
function assertGenuine({ verdict, checks }: Verification): void {
  const reasons = checks.flatMap(({ check, outcome, code, reason }) =>
    outcome === 'failed' || outcome === 'undecided' ? [{ check, code, reason }] : [],
  );
  const inWords = reasons.map(({ reason }) => reason).join(' ');
  if (verdict === 'not-genuine') refuse('credential-not-genuine', `This is not genuine. ${inWords}`, { reasons });
  if (checks.some(({ check, outcome }) => check === 'signature' && outcome === 'passed')) return;
  refuse('credential-not-decided', `Nobody can tell now whether this is genuine; bring it later. ${inWords}`, {
    reasons,
  });
}
