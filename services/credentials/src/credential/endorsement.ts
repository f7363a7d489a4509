import type { ValidationGranted } from '@estafette/contracts';
import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, type EndorsementCredential } from '@estafette/verifier';
import { v5 as uuidv5 } from 'uuid';
import { profileOf, type Signing } from '../issuer/issuers.js';

/** Names endorsements among all that is derived by name; made once at random, it must never change. */
const ENDORSEMENTS_NAMESPACE = '0d6f6f0a-6e0c-4f3c-9a35-5b7f2d1c8e44';

const BASIS: Readonly<Record<ValidationGranted['statement']['basis'], { nl: string; en: string }>> = {
  employer: { nl: 'als werkgever', en: 'as the employer' },
  client: { nl: 'als opdrachtgever', en: 'as the client' },
  'former-employer': { nl: 'als vroegere werkgever', en: 'as a former employer' },
  'appointed-practitioner': { nl: 'als aangewezen praktijkbegeleider', en: 'as an appointed practitioner' },
};

/**
 * What the workplace says of a credential, in its own name: an Open Badges 3.0 `EndorsementCredential` of that credential's id, before
 * it is signed. It says that the platform keeps the key, and that somebody of the organisation was logged in to say it; not who.
 */
export function endorsementOf(
  grant: Pick<ValidationGranted, 'statement'>,
  of: {
    readonly credentialId: string;
    readonly validFrom: string;
    readonly inLanguage: string;
    readonly signing: Signing;
  },
): EndorsementCredential {
  const { statementId, basis } = grant.statement;
  const dutch = of.inLanguage.startsWith('nl');
  const by = of.signing.issuer.name;
  return {
    '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
    id: `urn:uuid:${uuidv5(statementId, ENDORSEMENTS_NAMESPACE)}`,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: dutch
      ? `Bevestigd door ${by ?? 'de werkplek'} via Estafette`
      : `Confirmed by ${by ?? 'the workplace'} through Estafette`,
    description: dutch
      ? 'Iemand van deze organisatie was ingelogd en verklaarde dit. Het platform bewaart de sleutel van de organisatie en ondertekende.'
      : 'Somebody of this organisation was logged in and stated this. The platform keeps the key of the organisation and signed.',
    issuer: profileOf(of.signing),
    validFrom: of.validFrom,
    credentialSubject: {
      id: `urn:uuid:${of.credentialId}`,
      type: ['EndorsementSubject'],
      endorsementComment: dutch
        ? `Elk criterium met een resultaat is op de werkplek gezien, geheel of voor een deel, ${BASIS[basis].nl}.`
        : `Each criterion that has a result was seen at the workplace, wholly or in part, ${BASIS[basis].en}.`,
    },
  };
}
