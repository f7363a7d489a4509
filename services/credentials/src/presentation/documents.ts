import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { documentsWithin, readReceived, verify, type Verification } from '@estafette/verifier';
import { VerificationSources } from '../verification/verification-sources.js';
import { assertGenuine, refusePresentation, type Challenge, type Shown } from './shown.js';

const achievement = z.looseObject({ id: z.string(), name: z.string() });
/** What is read of a credential of the VC Data Model, however it is secured. */
export const document = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]),
  issuer: z.union([z.string(), z.looseObject({ id: z.string() })]),
  validFrom: z.string().optional(),
  validUntil: z.string().optional(),
  credentialSubject: z.looseObject({ id: z.string(), achievement }),
});

/**
 * Verifies presentations of the VC Data Model: with a Data Integrity proof, or as JWT. Whoever signed the presentation has the key of
 * whom the credential in it is about.
 */
@Injectable()
export class PresentedDocuments {
  constructor(private readonly sources: VerificationSources) {}

  /** @throws PresentationRefused where it is no answer to the challenge */
  async check(presentation: unknown, { nonce, clientId, now }: Challenge): Promise<Shown> {
    const text = typeof presentation === 'string' ? presentation : JSON.stringify(presentation);
    const sources = this.sources.of(true);
    const judged = await verify(text, { now, sources, challenge: nonce, domain: clientId });
    assertGenuineOf('presentation', judged);
    if (!judged.verdict.startsWith('valid'))
      refusePresentation('The key of whoever presents it cannot be checked now.');
    const [member, ...more] = judged.members;
    if (!member || more.length > 0) refusePresentation('Show one credential, and nothing else.');
    assertGenuineOf('achievement', member.verification);
    const { credentialSubject } = credentialIn(text);
    if (credentialSubject.id !== judged.issuer?.id)
      refusePresentation('The credential is not about whoever presents it.');
    const { verdict, issuer, checks } = member.verification;
    if (verdict === 'not-genuine' || issuer === null) refusePresentation('The credential is not genuine.');
    return {
      verdict,
      codes: checks.flatMap(({ outcome, code }) => (outcome === 'failed' ? [code] : [])),
      issuer: issuer.id,
      achievementId: credentialSubject.achievement.id,
      achievementName: credentialSubject.achievement.name,
    };
  }
}

function assertGenuineOf(expected: Verification['kind'], judged: Verification): void {
  if (judged.kind !== expected) refusePresentation(`Show a presentation of one Open Badge: this is no ${expected}.`);
  assertGenuine(judged);
}

/** The one credential within, as it was judged: what stands around it in the presentation, whoever presents it made up. */
function credentialIn(text: string): z.infer<typeof document> {
  const [one] = documentsWithin(readReceived(text)?.document ?? {});
  const read = document.safeParse(one);
  return read.data ?? refusePresentation('The credential is not an Open Badge with a subject that has an id.');
}
