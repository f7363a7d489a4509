import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { keyOfHolder, many, openSdJwt, readSdJwt, verify, type Verification } from '@estafette/verifier';
import { VCT } from '../copy/projection.js';
import { VerificationSources } from '../verification/verification-sources.js';
import { document } from './documents.js';
import { envelopingOf, type Enveloping } from './enveloped-sd-jwt.js';
import { isSignedBy } from './jws.js';
import { assertGenuine, refusePresentation, type Challenge, type Shown } from './shown.js';

/** An Open Badge with all that belongs to it, in text. */
const MAX_LENGTH = 512 * 1024;
/** A presentation is made for the occasion; clocks differ. In seconds. */
const MAX_AGE_S = 300;

type Format = 'vc+sd-jwt' | 'dc+sd-jwt';

const holderOf = z.looseObject({ kid: z.string().optional() });
const projection = z.looseObject({
  vct: z.literal(VCT),
  achievement: z.looseObject({ id: z.string(), name: z.string() }),
});
type Members = Readonly<Record<string, unknown>>;

/**
 * Verifies presentations of SD-JWTs with key binding (RFC 9901): of the VC Data Model (`vc+sd-jwt`; also in an enveloping
 * presentation) and of the IETF (`dc+sd-jwt`, our own type).
 */
@Injectable()
export class PresentedSdJwts {
  constructor(private readonly sources: VerificationSources) {}

  /** @throws PresentationRefused where it is no answer to the challenge */
  async check(presentation: unknown, format: Format, challenge: Challenge): Promise<Shown> {
    if (typeof presentation !== 'string' || presentation.length > MAX_LENGTH) refusePresentation('Expected an SD-JWT.');
    const around = format === 'vc+sd-jwt' ? envelopingOf(presentation) : undefined;
    const text = around?.sdJwt ?? presentation;
    const { now, nonce, clientId } = challenge;
    const sources = this.sources.withoutEvidence(true);
    // What is enveloped is bound by what is around it.
    const asked = around ? {} : { challenge: nonce, domain: clientId };
    const judged = await verify(text, { now, sources, ...asked });
    assertGenuine(judged);
    assertKeysKnown(judged);
    const { said, cnf, shownAt } = read(text, format);
    if (around) await this.#assertBound(around, cnf, challenge);
    const age = Math.abs(now.getTime() / 1_000 - (around?.issuedAt ?? shownAt ?? 0));
    if (!(age <= MAX_AGE_S)) refusePresentation('It was made at another time.');
    const { id, name } = format === 'vc+sd-jwt' ? achievementOfDocument(said, cnf) : achievementOfProjection(said);
    const { verdict, checks, issuer } = judged;
    if (verdict === 'not-genuine' || issuer === null) refusePresentation('It names no issuer.');
    return {
      verdict,
      codes: checks.flatMap(({ outcome, code }) => (TELLS.has(outcome) ? [code] : [])),
      issuer: issuer.id,
      achievementId: id,
      achievementName: name,
    };
  }

  async #assertBound(around: Enveloping, cnf: unknown, { nonce, clientId, now }: Challenge): Promise<void> {
    const holder = await keyOfHolder(cnf, { now, sources: this.sources.of(true) });
    if (typeof holder === 'string')
      refusePresentation('The key of its holder cannot be had now, or is of a kind that is not taken.');
    const isAnswer = around.nonce === nonce && around.audience.includes(clientId);
    if (!isAnswer || !(await isSignedBy(holder, around.jws))) {
      refusePresentation('It was made for another request or another one, or by another key.');
    }
  }
}

const TELLS: ReadonlySet<string> = new Set(['failed', 'undecided']);

interface Read {
  /** The very document, or claims, that were judged. */
  readonly said: Members;
  readonly cnf: unknown;
  /** When whoever shows it says that they did, in seconds. */
  readonly shownAt: number | undefined;
}

/** Reads what is genuine. */
function read(text: string, format: Format): Read {
  const sdJwt = readSdJwt(text);
  if ('fault' in sdJwt) return refusePresentation('It is no SD-JWT.');
  const { issued, binding } = sdJwt;
  if (issued.header['typ'] !== format) refusePresentation(`Its type is not ${format}.`);
  const opened = openSdJwt(sdJwt);
  if ('fault' in opened) return refusePresentation('It discloses what is not right.');
  const { content, cnf } = opened;
  try {
    return { said: content.document, cnf, shownAt: binding === undefined ? undefined : decodeJwt(binding).iat };
  } catch {
    return refusePresentation('What binds it to its holder cannot be read.');
  }
}

function assertKeysKnown({ checks }: Verification): void {
  const isOpen = checks.some(
    ({ check, outcome }) => outcome === 'undecided' && (check === 'signature' || check === 'key-binding'),
  );
  if (isOpen) refusePresentation('The key of its issuer or its holder cannot be checked now.');
}

interface Achievement {
  readonly id: string;
  readonly name: string;
}

function achievementOfDocument(said: Members, cnf: unknown): Achievement {
  const read = document.safeParse(said);
  if (!read.success) return refusePresentation('It does not show an Open Badge with a subject that has an id.');
  const { type, credentialSubject } = read.data;
  const isBadge = many(type).some((one) => one === 'OpenBadgeCredential' || one === 'AchievementCredential');
  if (!isBadge) refusePresentation('It is no Open Badge.');
  const [holder] = holderOf.safeParse(cnf).data?.kid?.split('#') ?? [];
  if (holder !== undefined && holder !== credentialSubject.id) refusePresentation('Its holder is not its subject.');
  return credentialSubject.achievement;
}

function achievementOfProjection(said: Members): Achievement {
  const read = projection.safeParse(said);
  return read.success
    ? read.data.achievement
    : refusePresentation(`It does not show an achievement, of the type ${VCT}.`);
}
