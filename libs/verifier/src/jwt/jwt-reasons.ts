import type { ClaimFault } from './claims.js';
import type { JwsFault } from './compact-jws.js';
import type { HeaderFault } from './jose-header.js';
import type { JwsKeyFault } from './key-of-jws.js';
import type { SignatureFault } from './signature.js';

/** What may be wrong with a JWT, whether or not it may be wrong with others too. */
export type JwtFault = JwsFault | HeaderFault | JwsKeyFault | ClaimFault | SignatureFault | 'jwt-issued-later';

/** What can be wrong with a JWT only. */
type JwtCode = Extract<JwtFault, `jwt-${string}`>;

/** In words; those that others share stand in `reasons.ts`. */
export const JWT_REASONS: Readonly<Record<JwtCode, { readonly en: string; readonly nl: string }>> = {
  'jwt-malformed': {
    en: 'This cannot be read as a JWT: three parts of base64url with dots between, of which the first two are JSON objects.',
    nl: 'Dit is niet te lezen als JWT: drie delen base64url met punten ertussen, waarvan de eerste twee JSON-objecten zijn.',
  },
  'jwt-header-malformed': {
    en: 'The header of the JWT cannot be read.',
    nl: 'De kop van de JWT is niet te lezen.',
  },
  'jwt-type-not-allowed': {
    en: 'The JWT says that it is something else than a credential or a presentation.',
    nl: 'De JWT zegt iets anders te zijn dan een credential of een presentatie.',
  },
  'jwt-algorithm-none': {
    en: 'The JWT is not signed: its algorithm is “none”.',
    nl: 'De JWT is niet ondertekend: het algoritme is ‘none’.',
  },
  'jwt-algorithm-symmetric': {
    en: 'The JWT is signed with a shared secret, so whoever can check it can forge it too.',
    nl: 'De JWT is ondertekend met een gedeeld geheim: wie hem kan nagaan, kan hem ook vervalsen.',
  },
  'jwt-algorithm-not-allowed': {
    en: 'The JWT is signed with an algorithm that is not accepted: RS256, ES256 and EdDSA are.',
    nl: 'De JWT is ondertekend met een algoritme dat we niet aannemen: RS256, ES256 en EdDSA wel.',
  },
  'jwt-extension-not-allowed': {
    en: 'The JWT asks something of its readers (crit) that is not done here.',
    nl: 'De JWT vraagt iets van lezers (crit) wat hier niet gebeurt.',
  },
  'jwt-payload-not-encoded': {
    en: 'The JWT says how its content is encoded (b64), so readers could differ in what was signed.',
    nl: 'De JWT zegt hoe de inhoud gecodeerd is (b64), dus lezers kunnen verschillen in wat er ondertekend is.',
  },
  'jwt-key-address-not-allowed': {
    en: 'The JWT gives an address for its key (jku). Anybody can write one: only the key that the issuer makes known counts.',
    nl: 'De JWT geeft een adres voor de sleutel (jku). Dat kan iedereen schrijven: alleen de sleutel die de uitgever bekendmaakt telt.',
  },
  'jwt-certificate-address-not-allowed': {
    en: 'The JWT gives an address for a certificate (x5u). Anybody can write one: only the key that the issuer makes known counts.',
    nl: 'De JWT geeft een adres voor een certificaat (x5u). Dat kan iedereen schrijven: alleen de sleutel die de uitgever bekendmaakt telt.',
  },
  'jwt-certificate-not-allowed': {
    en: 'The JWT brings a certificate along (x5c), which is not read here: only the key that the issuer makes known counts.',
    nl: 'De JWT brengt een certificaat mee (x5c), dat hier niet wordt gelezen: alleen de sleutel die de uitgever bekendmaakt telt.',
  },
  'jwt-key-not-supported': {
    en: 'The key is of a kind that is not accepted for a JWT: RSA of 2048 to 8192 bits, P-256 and Ed25519 are.',
    nl: 'De sleutel is van een soort die we voor een JWT niet aannemen: RSA van 2048 tot 8192 bits, P-256 en Ed25519 wel.',
  },
  'jwt-key-too-short': {
    en: 'The RSA key is shorter than 2048 bits, so somebody else may come to sign with it.',
    nl: 'De RSA-sleutel is korter dan 2048 bits, dus een ander kan er misschien ook mee ondertekenen.',
  },
  'jwt-key-private': {
    en: 'The key stands there with its secret part, so anybody can sign with it.',
    nl: 'De sleutel staat er met het geheime deel bij, dus iedereen kan ermee ondertekenen.',
  },
  'jwt-key-not-named': {
    en: 'The JWT does not say with which key of the issuer it was signed.',
    nl: 'De JWT zegt niet met welke sleutel van de uitgever hij is ondertekend.',
  },
  'jwt-algorithm-not-of-key': {
    en: 'The algorithm of the JWT does not go with the key of the issuer.',
    nl: 'Het algoritme van de JWT past niet bij de sleutel van de uitgever.',
  },
  'jwt-claim-malformed': {
    en: 'The JWT says something beside the credential (iss, sub, jti, nbf, exp, iat, aud, nonce) that cannot be read.',
    nl: 'De JWT zegt naast de credential iets (iss, sub, jti, nbf, exp, iat, aud, nonce) wat niet te lezen is.',
  },
  'jwt-payload-ambiguous': {
    en: 'The JWT holds credentials in two places, or in another place than its type says, so readers could differ in what it says.',
    nl: 'De JWT bevat credentials op twee plaatsen, of op een andere plaats dan het type zegt, dus lezers kunnen verschillen in wat er staat.',
  },
  'jwt-type-differs': {
    en: 'The JWT says that it holds a credential but holds a presentation, or the other way round.',
    nl: 'De JWT zegt een credential te bevatten maar bevat een presentatie, of andersom.',
  },
  'jwt-issuer-differs': {
    en: 'The JWT names another issuer (iss) than the credential does.',
    nl: 'De JWT noemt een andere uitgever (iss) dan de credential.',
  },
  'jwt-id-differs': {
    en: 'The JWT has another id (jti) than the credential.',
    nl: 'De JWT heeft een ander kenmerk (jti) dan de credential.',
  },
  'jwt-subject-differs': {
    en: 'The JWT is about somebody else (sub) than the credential.',
    nl: 'De JWT gaat over iemand anders (sub) dan de credential.',
  },
  'jwt-begin-differs': {
    en: 'The JWT begins at another moment (nbf) than the credential.',
    nl: 'De JWT begint op een ander moment (nbf) dan de credential.',
  },
  'jwt-end-differs': {
    en: 'The JWT ends at another moment (exp) than the credential.',
    nl: 'De JWT eindigt op een ander moment (exp) dan de credential.',
  },
  'jwt-issued-later': {
    en: 'The JWT says that it was signed later than now:',
    nl: 'De JWT zegt later dan nu ondertekend te zijn:',
  },
};
