import {
  CREDENTIALS_CONTEXT,
  OPEN_BADGES_CONTEXT,
  toDateTimeStamp,
  type EndorsementCredential,
} from '@estafette/verifier';
import { profileOf, type Signing } from '../issuer/issuers.js';
import type { Accepted } from './baton-acceptance.events.js';
import { acceptanceIdOf } from './baton-acceptance.stream.js';

/**
 * What an organisation says of a baton by accepting it: an Open Badges 3.0 `EndorsementCredential` of the baton, before it is signed.
 * It says that the platform keeps the key, and that somebody was logged in for the organisation; not who.
 *
 * @param validFrom when it was accepted; where it is signed anew, that moment, since of several the latest counts
 */
export function endorsementOfBaton(accepted: Accepted, signing: Signing, validFrom: Date): EndorsementCredential {
  const { batonId, batonDigest, byNextTeam, acceptedAt } = accepted;
  const by = byNextTeam
    ? 'The team of the next leg accepted this baton and goes on from it'
    : 'The organisation whose challenge it is accepted this baton, the last of its legs';
  return {
    '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
    id: `urn:uuid:${acceptanceIdOf(accepted)}`,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: `Baton accepted by ${signing.issuer.name ?? 'an organisation'} through Estafette`,
    description:
      'Somebody who was logged in and acted for this organisation accepted it. The platform keeps the key of the organisation and signed.',
    issuer: profileOf(signing),
    validFrom: toDateTimeStamp(validFrom),
    credentialSubject: {
      id: `urn:uuid:${batonId}`,
      type: ['EndorsementSubject'],
      endorsementComment: `${by}, on ${acceptedAt.slice(0, 10)}. What was accepted is told by its digest: SHA-256 ${batonDigest}, over its canonical JSON (RFC 8785) with a salt.`,
    },
  };
}
