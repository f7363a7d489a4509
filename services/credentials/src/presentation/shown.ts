import type { Verification } from '@estafette/verifier';
import type { Presented } from './presentation-request.events.js';

/** A credential that was shown to whoever asked, by whoever it is bound to. */
export interface Shown extends Omit<Presented, 'format'> {
  readonly achievementId: string;
}

/** What a presentation must answer: made for this request, and for whoever asked. */
export interface Challenge {
  readonly nonce: string;
  readonly clientId: string;
  readonly now: Date;
}

/** It is no answer to the request: forged, made for another one, or by somebody whose credential it is not. */
export class PresentationRefused extends Error {
  override readonly name = 'PresentationRefused';
}

export function refusePresentation(why: string): never {
  throw new PresentationRefused(why);
}

/** Refuses what is not genuine, with all that is wrong with it. */
export function assertGenuine({ verdict, checks }: Verification): void {
  if (verdict !== 'not-genuine') return;
  const reasons = checks.flatMap(({ outcome, reason }) => (outcome === 'failed' ? [reason] : []));
  refusePresentation(`It is not genuine. ${reasons.join(' ')}`);
}
