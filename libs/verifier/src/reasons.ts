import { MAX_GENERAL_NODES } from './canonical/canonicalise.js';
import type { MethodFault } from './did/did-document.js';
import { MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH, type PlainJsonFault } from './document/plain-json.js';
import type { ImageFault } from './images/baked-image.js';
import { IMAGE_REASONS } from './images/image-reasons.js';
import { JWT_REASONS, type JwtFault } from './jwt/jwt-reasons.js';
import type { Ed25519Fault } from './keys/multikey.js';
import type { ProofFault } from './proof/proof.js';
import { SD_JWT_REASONS, type SdJwtFault } from './sd-jwt/sd-jwt-reasons.js';
import { MAX_STATUS_SIZE } from './status/entry-size.js';
import type { StatusFault } from './status/status.js';

/** Why a check did not pass. The codes are stable. */
export type FailureCode =
  | PlainJsonFault
  | ProofFault
  | MethodFault
  | StatusFault
  | JwtFault
  | SdJwtFault
  | ImageFault
  | 'document-too-complex'
  | 'document-not-covered'
  | 'dataset-poisoned'
  | 'members-too-many'
  | 'endorsement-of-other'
  | 'shape-unknown'
  | 'context-not-accepted'
  | 'issuer-not-supported'
  | 'issuer-not-reached'
  | 'issuer-not-known'
  | 'proof-key-not-of-issuer'
  | 'proof-key-not-supported'
  | 'challenge-differs'
  | 'domain-differs'
  | 'signature-not-checked'
  | 'signature-not-checkable'
  | Ed25519Fault
  | 'not-valid-yet'
  | 'clocks-differ'
  | 'expired'
  | 'proof-expired'
  | 'evidence-altered'
  | 'schema-departs';

export type Language = 'nl' | 'en';
type Text = Readonly<Record<Language, string>>;

const text = (en: string, nl: string): Text => ({ en, nl });
const KIB = MAX_DOCUMENT_BYTES / 1024;

const REASONS: Readonly<Record<'passed' | 'not-asked' | FailureCode, Text>> = {
  ...JWT_REASONS,
  ...SD_JWT_REASONS,
  ...IMAGE_REASONS,
  passed: text('In order.', 'In orde.'),
  'not-asked': text('Nobody asked for this to be checked.', 'Niemand vroeg om dit na te gaan.'),
  'document-unreadable': text('This cannot be read as JSON in UTF-8.', 'Dit is niet te lezen als JSON in UTF-8.'),
  'document-too-large': text(
    `The credential is larger than the ${KIB} KiB that are accepted.`,
    `De credential is groter dan de ${KIB} KiB die we aannemen.`,
  ),
  'document-too-deep': text(
    `The credential is nested deeper than the ${MAX_DOCUMENT_DEPTH} levels that are accepted.`,
    `De credential is dieper genest dan de ${MAX_DOCUMENT_DEPTH} lagen die we aannemen.`,
  ),
  'document-not-plain-json': text(
    'The credential holds a value that JSON cannot carry, such as half a character.',
    'De credential bevat een waarde die JSON niet kan dragen, zoals een half teken.',
  ),
  'document-has-duplicate-members': text(
    'The credential says the same thing twice, so readers could differ in what it says.',
    'De credential zegt hetzelfde twee keer, dus lezers kunnen verschillen in wat er staat.',
  ),
  'document-has-name-not-allowed': text(
    'The credential has a member named __proto__, which readers may take for something else.',
    'De credential heeft een onderdeel met de naam __proto__, dat lezers voor iets anders kunnen houden.',
  ),
  'document-too-complex': text(
    `The credential holds more than the ${MAX_GENERAL_NODES} values that are accepted of other issuers.`,
    `De credential bevat meer dan de ${MAX_GENERAL_NODES} waarden die we van andere uitgevers aannemen.`,
  ),
  'document-not-covered': text(
    'The credential has a name for something (empty, or _:…) that no signature covers.',
    'De credential heeft een naam voor iets (leeg, of _:…) die geen handtekening dekt.',
  ),
  'dataset-poisoned': text(
    'The credential has parts without a name that look so much alike that telling them apart takes too long.',
    'De credential heeft onderdelen zonder naam die zo op elkaar lijken dat het te lang duurt om ze uit elkaar te houden.',
  ),
  'members-too-many': text(
    'The credential holds more other credentials than are accepted at once.',
    'De credential bevat meer andere credentials dan we in één keer aannemen.',
  ),
  'shape-unknown': text(
    'This does not read as the kind of credential that it says it is:',
    'Dit leest niet als het soort credential dat het zegt te zijn:',
  ),
  'context-not-accepted': text(
    'The contexts, which give the words of the credential their meaning, are not the published ones that are accepted.',
    'De contexten, die de woorden van de credential hun betekenis geven, zijn niet de gepubliceerde die we aannemen.',
  ),
  'proof-missing': text(
    'The credential is not signed, or the presentation as a whole is not.',
    'De credential is niet ondertekend, of de presentatie als geheel niet.',
  ),
  'proof-twice': text('The same proof stands there twice.', 'Hetzelfde bewijs staat er twee keer.'),
  'proof-too-many': text('There are more proofs than are accepted.', 'Er zijn meer bewijzen dan we aannemen.'),
  'proof-member-unknown': text(
    'The proof has a member that is not accepted.',
    'Het bewijs heeft een onderdeel dat we niet aannemen.',
  ),
  'proof-algorithm-not-allowed': text(
    'The proof is not a DataIntegrityProof with cryptosuite eddsa-rdfc-2022.',
    'Het bewijs is geen DataIntegrityProof met cryptosuite eddsa-rdfc-2022.',
  ),
  'proof-purpose-wrong': text(
    'The proof was not made for this: a credential is asserted (assertionMethod), a presentation authenticates (authentication).',
    'Het bewijs is niet hiervoor gemaakt: een credential wordt verklaard (assertionMethod), een presentatie bewijst wie toont (authentication).',
  ),
  'proof-malformed': text('The proof cannot be read.', 'Het bewijs is niet te lezen.'),
  'issuer-not-supported': text(
    'The issuer cannot be identified: only a did:key with an Ed25519 key, or a did:web, is accepted; for a JWT also a did:key with a P-256 key, or a did:jwk.',
    'De uitgever is niet vast te stellen: alleen een did:key met een Ed25519-sleutel of een did:web wordt aangenomen; bij een JWT ook een did:key met een P-256-sleutel of een did:jwk.',
  ),
  'issuer-not-reached': text(
    'The document with the keys of the issuer could not be had now. Try again later.',
    'Het document met de sleutels van de uitgever was nu niet op te halen. Probeer het later opnieuw.',
  ),
  'issuer-document-wrong': text(
    'The document with the keys of the issuer is not about this issuer, or cannot be read.',
    'Het document met de sleutels van de uitgever gaat niet over deze uitgever, of is niet te lezen.',
  ),
  'issuer-not-known': text(
    'No registry that we ask knows this issuer. The signature says that nobody altered the credential, not who the issuer is.',
    'Geen register dat we raadplegen kent deze uitgever. De handtekening zegt dat niemand de credential veranderde, niet wie de uitgever is.',
  ),
  'proof-key-not-of-issuer': text(
    'The proof was made with a key that does not belong to the issuer.',
    'Het bewijs is gemaakt met een sleutel die niet van de uitgever is.',
  ),
  'proof-key-unknown': text(
    'The issuer does not name the key with which the proof was made.',
    'De uitgever noemt de sleutel niet waarmee het bewijs is gemaakt.',
  ),
  'proof-key-not-for-this': text(
    'The issuer does not use this key for credentials (any more).',
    'De uitgever gebruikt deze sleutel niet (meer) voor credentials.',
  ),
  'proof-key-not-supported': text(
    'The key of the proof is of a kind that is not accepted: Ed25519 is.',
    'De sleutel van het bewijs is van een soort die we niet aannemen: Ed25519 wel.',
  ),
  'key-revoked': text(
    'The issuer withdrew this key, since somebody else may have used it. Ask for the credential as it was issued anew.',
    'De uitgever trok deze sleutel in, omdat een ander hem gebruikt kan hebben. Vraag om de opnieuw uitgegeven credential.',
  ),
  'key-expired': text('The key of the proof has expired.', 'De sleutel van het bewijs is verlopen.'),
  'challenge-differs': text(
    'The proof does not answer the question that was asked, so it may be an old one.',
    'Het bewijs beantwoordt de gestelde vraag niet; het kan dus een oud bewijs zijn.',
  ),
  'domain-differs': text('The proof was made for somebody else.', 'Het bewijs is voor een ander gemaakt.'),
  'signature-not-checked': text(
    'The signature was not checked, because the credential was refused before.',
    'De handtekening is niet nagegaan, omdat de credential al eerder is afgewezen.',
  ),
  'signature-not-checkable': text(
    'The credential has words that its contexts do not define, or needs cryptography that is not here.',
    'De credential heeft woorden die de contexten niet kennen, of vraagt cryptografie die hier ontbreekt.',
  ),
  'signature-malleable': text(
    'The number S of the signature is not below the order of its group: anybody can make such a form of a genuine signature.',
    'Het getal S van de handtekening is niet kleiner dan de orde van haar groep: iedereen kan zo’n vorm van een echte handtekening maken.',
  ),
  'signature-wrong': text(
    'The signature does not fit: the credential was altered, or signed by somebody else.',
    'De handtekening past niet: de credential is veranderd, of door een ander ondertekend.',
  ),
  'status-not-supported': text(
    'The credential refers to a kind of status that cannot be asked here.',
    'De credential verwijst naar een soort status die hier niet is op te vragen.',
  ),
  'status-too-many': text(
    'The credential refers to more places in status lists than are asked here.',
    'De credential verwijst naar meer plaatsen in statuslijsten dan hier worden opgevraagd.',
  ),
  'status-not-reached': text(
    'Whether the credential was withdrawn could not be asked now. Try again later.',
    'Of de credential is ingetrokken, was nu niet op te vragen. Probeer het later opnieuw.',
  ),
  'status-malformed': text('The entry of the status cannot be read.', 'De statusvermelding is niet te lezen.'),
  'status-size-missing': text(
    'The entry of the status lists messages for more values than one bit has, and does not say how many bits it has (statusSize).',
    'De statusvermelding geeft mededelingen voor meer waarden dan één bit heeft, en zegt niet hoeveel bits ze heeft (statusSize).',
  ),
  'status-size-malformed': text(
    'The size of the entry of the status is no whole number of bits, one at least (statusSize).',
    'De grootte van de statusvermelding is geen heel aantal bits, minstens één (statusSize).',
  ),
  'status-size-too-large': text(
    `The entry of the status has more than the ${MAX_STATUS_SIZE} bits that are read here (statusSize).`,
    `De statusvermelding heeft meer dan de ${MAX_STATUS_SIZE} bits die hier worden gelezen (statusSize).`,
  ),
  'status-messages-missing': text(
    'The entry of the status has several bits, and does not say what their values mean (statusMessage).',
    'De statusvermelding heeft meer bits, en zegt niet wat hun waarden betekenen (statusMessage).',
  ),
  'status-messages-incomplete': text(
    'The entry of the status does not say of each value once what it means (statusMessage).',
    'De statusvermelding zegt niet van elke waarde één keer wat die betekent (statusMessage).',
  ),
  'status-list-of-other-size': text(
    'The entries of the list of statuses have another size than the credential says (statusSize).',
    'De vermeldingen in de statuslijst hebben een andere grootte dan de credential zegt (statusSize).',
  ),
  'status-list-not-genuine': text(
    'The list of statuses is not genuine, or not valid any more:',
    'De statuslijst is niet echt, of niet meer geldig:',
  ),
  'status-list-of-other-issuer': text(
    'The list of statuses was not made by the issuer of the credential.',
    'De statuslijst is niet van de uitgever van de credential.',
  ),
  'status-list-for-other-purpose': text(
    'The list of statuses is about something else.',
    'De statuslijst gaat over iets anders.',
  ),
  'status-list-of-other-address': text(
    'The list of statuses is another one than the credential names.',
    'De statuslijst is een andere dan de credential noemt.',
  ),
  'endorsement-of-other': text(
    'This endorses something else than what it stands in.',
    'Dit bevestigt iets anders dan waar het in staat.',
  ),
  'status-list-too-short': text(
    'The list of statuses is shorter than a list may be.',
    'De statuslijst is korter dan een lijst mag zijn.',
  ),
  'status-index-out-of-range': text(
    'The list of statuses has no such place.',
    'De statuslijst heeft deze plaats niet.',
  ),
  revoked: text('The issuer withdrew the credential.', 'De uitgever heeft de credential ingetrokken.'),
  suspended: text(
    'The issuer suspended the credential for now.',
    'De uitgever heeft de credential tijdelijk opgeschort.',
  ),
  'not-valid-yet': text('The credential is not valid before:', 'De credential is niet geldig vóór:'),
  'clocks-differ': text(
    'The credential begins in a moment: one of the clocks is off. Try again in a few minutes. It begins:',
    'De credential begint zo dadelijk: een van de klokken loopt niet goed. Probeer het over enkele minuten. Hij begint:',
  ),
  expired: text('The credential was valid until:', 'De credential was geldig tot:'),
  'proof-expired': text(
    'The signature was meant to be accepted until:',
    'De handtekening was bedoeld om aangenomen te worden tot:',
  ),
  'evidence-altered': text(
    'Evidence is not what it was when the credential was signed:',
    'Bewijsstukken zijn niet meer wat ze waren bij het ondertekenen:',
  ),
  'schema-departs': text(
    'It is not written as the formal model of Open Badges 3.0 has it, so some programs may not read it; whether it is genuine does not depend on that:',
    'Hij is niet geschreven zoals het formele model van Open Badges 3.0 het wil, dus sommige programma’s lezen hem misschien niet; of hij echt is hangt daar niet van af:',
  ),
};

export function reasonOf(code: 'passed' | 'not-asked' | FailureCode, language: Language): string {
  return REASONS[code][language];
}
