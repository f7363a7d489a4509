import type { PlainJsonFault } from '../document/plain-json.js';
import type { DisclosureFault } from './disclosures.js';
import type { KeyBindingFault } from './key-binding.js';

/** What may be wrong with an SD-JWT, whether or not it may be wrong with others too. */
export type SdJwtFault = DisclosureFault | KeyBindingFault | 'disclosures-too-many';

/** What can be wrong with an SD-JWT only. */
type SdJwtCode = Exclude<SdJwtFault, PlainJsonFault | 'challenge-differs' | 'domain-differs'>;

/** In words; those that others share stand in `reasons.ts`. */
export const SD_JWT_REASONS: Readonly<Record<SdJwtCode, { readonly en: string; readonly nl: string }>> = {
  'disclosures-too-many': {
    en: 'The credential discloses more things, each by itself, than are accepted.',
    nl: 'De credential toont meer onderdelen, elk apart, dan we aannemen.',
  },
  'disclosure-malformed': {
    en: 'Something that is disclosed cannot be read, or stands where something else belongs.',
    nl: 'Iets wat getoond wordt is niet te lezen, of staat waar iets anders hoort.',
  },
  'disclosure-not-signed': {
    en: 'Something is disclosed that the issuer did not sign.',
    nl: 'Er wordt iets getoond wat de uitgever niet heeft ondertekend.',
  },
  'disclosure-twice': {
    en: 'The same thing is disclosed twice, or in two places.',
    nl: 'Hetzelfde wordt twee keer getoond, of op twee plaatsen.',
  },
  'disclosure-name-twice': {
    en: 'Something is disclosed under a name that stands there already, so readers could differ in what it says.',
    nl: 'Er wordt iets getoond onder een naam die er al staat, dus lezers kunnen verschillen in wat er staat.',
  },
  'disclosure-name-not-allowed': {
    en: 'Something could be kept back that must always be shown, such as the issuer, the end or the status.',
    nl: 'Er kon iets worden achtergehouden wat altijd getoond moet worden, zoals de uitgever, het einde of de status.',
  },
  'disclosure-digests-malformed': {
    en: 'The digests of what may be kept back cannot be read.',
    nl: 'De controlegetallen van wat achtergehouden mag worden zijn niet te lezen.',
  },
  'disclosure-hash-not-allowed': {
    en: 'What may be kept back is hashed with an algorithm that is not accepted: SHA-256 is.',
    nl: 'Wat achtergehouden mag worden is gehasht met een algoritme dat we niet aannemen: SHA-256 wel.',
  },
  'key-binding-missing': {
    en: 'Whoever shows the credential does not prove that it is theirs, which was asked.',
    nl: 'Wie de credential toont bewijst niet dat hij van hen is, en daar was om gevraagd.',
  },
  'key-binding-malformed': {
    en: 'What should prove that the credential is of whoever shows it cannot be read.',
    nl: 'Wat moet bewijzen dat de credential van de toner is, is niet te lezen.',
  },
  'key-binding-without-key': {
    en: 'The issuer did not bind the credential to a key, so nobody can prove that it is theirs.',
    nl: 'De uitgever heeft de credential niet aan een sleutel gebonden, dus niemand kan bewijzen dat hij van hen is.',
  },
  'key-binding-of-other-disclosures': {
    en: 'What is shown is not what the holder chose to show: something was added or taken away afterwards.',
    nl: 'Wat getoond wordt is niet wat de houder koos te tonen: er is daarna iets bij gedaan of weggelaten.',
  },
  'key-binding-signature-wrong': {
    en: 'Whoever shows the credential does not have the key that it is bound to.',
    nl: 'Wie de credential toont heeft niet de sleutel waaraan hij gebonden is.',
  },
  'holder-key-not-usable': {
    en: 'The key that the credential is bound to cannot be used, or is of a kind that is not accepted.',
    nl: 'De sleutel waaraan de credential gebonden is, is niet te gebruiken of van een soort die we niet aannemen.',
  },
  'holder-key-not-reached': {
    en: 'The document with the key that the credential is bound to could not be had now. Try again later.',
    nl: 'Het document met de sleutel waaraan de credential gebonden is was nu niet op te halen. Probeer het later opnieuw.',
  },
};
