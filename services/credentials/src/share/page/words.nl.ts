import type { CheckName, Outcome, Verdict } from '@estafette/verifier';
import type { Standing } from '../../credential/standing.rules.js';
import type { PublicReason } from '../../credential/credential.events.js';
import type { Ending } from './shown.js';
import type { Whose } from './whose.js';

interface Coded {
  readonly verdicts: Readonly<Record<Exclude<Verdict, 'not-valid-any-more'>, string>>;
  readonly endings: Readonly<Record<Ending, string>>;
  readonly why: Readonly<Record<Verdict, string>>;
  readonly reasons: Readonly<Record<PublicReason, string>>;
  readonly standings: Readonly<Record<Standing, string>>;
  readonly whose: Readonly<Record<Whose, string>>;
  readonly checks: Readonly<Record<CheckName, string>>;
  readonly outcomes: Readonly<Record<Outcome, string>>;
}

/** What the page says in Dutch; in other languages it says the same. */
export const nl = {
  verdicts: {
    valid: 'Dit klopt en geldt nu.',
    'valid-issuer-unknown': 'Dit is echt, maar wij kennen de uitgever niet.',
    'not-genuine': 'Dit is niet echt. Vertrouw er niet op.',
    undecided: 'Of dit klopt, is nu niet vast te stellen.',
  },
  endings: {
    revoked: 'Dit is echt, maar geldt niet meer: het is ingetrokken.',
    declined: 'Dit is echt, maar geldt niet: wie het kreeg, heeft het geweigerd.',
    suspended: 'Dit is echt, maar geldt nu niet: het is opgeschort.',
    expired: 'Dit is echt, maar geldt niet meer: het is verlopen.',
    'not-begun': 'Dit is echt, maar geldt nog niet.',
    otherwise: 'Dit is echt, maar geldt niet meer.',
  },
  why: {
    valid:
      'De handtekening past bij de uitgever, niemand heeft iets veranderd, en de uitgever heeft het niet ingetrokken.',
    'valid-issuer-unknown':
      'De handtekening past en niemand heeft iets veranderd. Maar geen register dat we raadplegen zegt wie de uitgever is: ga dat zelf na.',
    'not-valid-any-more':
      'De handtekening past bij de uitgever en niemand heeft iets veranderd. Toch geldt het nu niet.',
    'not-genuine': 'Wat hieronder staat, is niet zo ondertekend door wie het zegt uit te geven.',
    undecided: 'Iets wat daarvoor nodig is, was nu niet op te halen. Kijk later opnieuw.',
  },
  reasons: {
    'issued-in-error': 'het was ten onrechte uitgegeven',
    'conditions-not-met': 'aan de voorwaarden was niet voldaan',
    'under-review': 'de uitgever onderzoekt het',
    'review-closed': 'het onderzoek is afgerond',
    'at-request-of-holder': 'de houder vroeg erom',
    corrected: 'het is verbeterd en opnieuw uitgegeven',
    'key-compromised': 'een ander kan de sleutel van de uitgever gebruikt hebben',
    'not-claimed': 'niemand haalde het op',
    other: 'een andere reden',
  },
  standings: { valid: 'geldt', suspended: 'opgeschort', revoked: 'ingetrokken', declined: 'geweigerd door de houder' },
  whose: {
    'not-asked': 'Niemand heeft op deze pagina nagegaan van wie dit is.',
    'is-theirs': 'Komt overeen: dit is van wie dit adres of id heeft. Ga nog na dat wie het toont dat ook is.',
    'is-not-theirs': 'Komt niet overeen: dit is niet van wie dit adres of id heeft.',
    'cannot-be-told':
      'Dat is hier niet na te gaan: er staat geen adres of id van deze soort in, ook niet als vingerafdruk.',
  },
  checks: {
    document: 'Te lezen',
    shape: 'Vorm van een Open Badge',
    context: 'Betekenis van de woorden',
    disclosures: 'Wat getoond wordt is ondertekend',
    proof: 'Bewijs van ondertekening',
    signature: 'Handtekening',
    'key-binding': 'Van wie het toont',
    status: 'Niet ingetrokken of opgeschort',
    dates: 'Geldig op dit moment',
    issuer: 'Uitgever bekend in een register',
    evidence: 'Bewijsstukken onveranderd',
    schema: 'Geschreven volgens Open Badges 3.0',
  },
  outcomes: {
    passed: 'in orde',
    failed: 'niet in orde',
    undecided: 'niet vast te stellen',
    'not-asked': 'niet nagegaan',
  },
  facts: {
    level: 'Niveau',
    workload: 'Studielast',
    credits: 'Studiepunten (EC)',
    assessment: 'Hoe het is beoordeeld',
    participation: 'Waar en hoe er is geleerd',
    supervision: 'Toezicht bij de beoordeling',
    quality: 'Wie de kwaliteit bewaakt',
    entry: 'Wat vooraf nodig was',
    stackability: 'Te combineren',
    language: 'Taal',
    further: 'Meer informatie',
  },
  identities: {
    emailAddress: 'mailadres',
    'ext:estafettePersonId': 'persoons-id in Estafette',
    other: 'ander kenmerk',
  },
  path: {
    whole: 'Wie dit heeft, laat hieronder zien wat eraan voorafging.',
    part: 'Wie dit heeft, laat hieronder een deel zien van wat eraan voorafging. Stappen die je ziet:',
    checked: 'Van elke stap staat een vingerafdruk in het ondertekende bewijs; daarmee is nagegaan of dit het is.',
    challenge: 'Het vraagstuk',
    withoutTitle: 'van een zelfstandige',
    leg: 'Een ronde van een vraagstuk, als',
    baton: 'Het stokje dat een ronde doorgaf, met de vingerafdruk',
    statement: 'Gezien op de werkplek, door iemand',
    judgement: 'Beoordeeld namens',
    assessors: 'beoordelaars:',
    isSigned: 'dit is wat is ondertekend',
    isNotSigned: 'dit is niet wat is ondertekend',
    doNotBelieve: 'Geloof dit niet.',
  },
  frames: {
    internship: 'stage',
    graduation: 'afstuderen',
    module: 'module',
    project: 'project',
    work: 'werk',
  },
  roles: {
    student: 'student',
    professional: 'professional',
  },
  bases: {
    employer: 'van de werkgever',
    client: 'van de opdrachtgever',
    'former-employer': 'van een vroegere werkgever',
    'appointed-practitioner': 'die de school aanwees',
  },
  headings: {
    path: 'Waarom je dit kunt geloven',
    can: 'Wat deze persoon kan',
    shown: 'Wat is getoond, en op welk niveau',
    learnt: 'Wat daarvoor is geleerd',
    facts: 'Omvang en beoordeling',
    fits: 'Waar dit bij aansluit',
    who: 'Wie het zag en wie het beoordeelde',
    when: 'Wanneer',
    worth: 'Wat het waard is, en wat niet',
    whose: 'Van wie is het?',
    checks: 'Alles wat is nagegaan',
    evidence: 'Bewijsstukken',
    self: 'Zelf nagaan',
  },
  texts: {
    pathLinks: 'Daarbij horen vingerafdrukken van de stappen die hierheen leidden:',
    changed: 'Sinds',
    checkedAt: 'Nagegaan op',
    doNotTrust: 'Wat volgt, is niet te vertrouwen.',
    reached: 'Bereikt:',
    levelOf: 'van',
    asked: 'gevraagd:',
    notShown: 'Niet getoond',
    issuer: 'Uitgegeven door',
    judgedBy: 'Beoordeeld namens de uitgever door',
    confirmedBy: 'Gezien en bevestigd door',
    nobodyConfirmed: 'Geen werkplek heeft dit met een eigen handtekening bevestigd.',
    notCounted: 'Niet meegeteld:',
    aboutAnother: 'Deze bevestiging gaat over iets anders.',
    inRegister: 'bekend in het register',
    notInRegister: 'noemt zich zo; niet bekend in een register dat we raadplegen',
    nameless: 'Een organisatie zonder naam',
    period: 'Geleerd en getoond',
    role: 'In de rol van',
    validFrom: 'Geldig vanaf',
    validUntil: 'Geldig tot',
    noEnd: 'zonder einddatum',
    nameNotInIt:
      'Er staat geen naam in, om de persoon te beschermen. Wie jou de link gaf, kan wel laten zien dat het over hen gaat: vraag om hun adres of id en ga het hier na.',
    knownBy: 'Waaraan de persoon te herkennen is:',
    identityLabel: 'Mailadres of id van de persoon',
    identityButton: 'Ga na of het klopt',
    identityKept: 'Wat je invult, wordt nergens bewaard.',
    challenge:
      'Zekerder nog: vraag de persoon het te tonen als presentatie die antwoordt op een vraag (challenge) die jij zelf bedenkt. Alleen wie de sleutel van de persoon heeft, kan dat:',
    noChallenge:
      'Een presentatie die antwoordt op een vraag (challenge) van jou bewijst hier niets: er staat geen sleutel van de persoon in.',
    digest: 'SHA-256',
    carried: 'staat in de credential zelf',
    noFile: 'geen bestand',
    file: 'Het bewijs zelf, als bestand',
    badge: 'Het bewijs in een afbeelding, zoals badgeplatforms het aannemen:',
    selfText:
      'Vertrouw niet op deze pagina alleen. Het bestand is een Open Badge 3.0, die elke verifier zonder ons kan nagaan; ook op het adres hieronder (POST).',
    page: 'Deze pagina',
    endorsementOf: 'Bevestiging door',
    ownRecord: 'In de administratie van de uitgever',
    judgedShort: 'Beoordeeld door',
    seenShort: 'Gezien door',
    otherLanguage: 'This page in English',
    qrCode: 'QR-code van deze pagina',
    qrCodeLeadsTo: 'QR-code die leidt naar',
    onPaper: 'Dit op papier, als pdf',
    within: 'Wat erin zit, elk apart nagegaan',
  },
  elsewhere: {
    about:
      'Dit is elders uitgegeven, niet hier. Wie het toont, bracht het hierheen. Wat hierboven staat, is zojuist nagegaan; bij de uitgever zelf, waar dat kan.',
    short: 'elders uitgegeven',
    self: 'Vertrouw niet op deze pagina alleen. Het bestand is het bewijs zoals de uitgever het ondertekende; elke verifier kan het zonder ons nagaan, ook op het adres hieronder (POST).',
  },
  together: {
    kind: 'Bewijzen onder één link',
    about:
      'Wie deze link gaf, koos deze bewijzen en de titel. Niemand ging die titel na. Elk bewijs staat op zichzelf: lees bij elk of het klopt en geldt.',
    shown: 'Wat deze link laat zien',
    count: 'Aantal:',
    holding: 'Klopt en geldt nu:',
    issuerUnknown: 'Echt, maar van een uitgever die wij niet kennen:',
    back: 'Alles wat deze link laat zien',
    file: 'Alle bewijzen samen, als één bestand (Verifiable Presentation)',
    self: 'Vertrouw niet op deze pagina alleen. Elk bewijs is apart ondertekend door wie het uitgaf, en elke verifier kan het zonder ons nagaan; ook op het adres hieronder (POST). De bundel zelf ondertekende niemand: ga elk bewijs erin na.',
  },
  paper: {
    title: 'Digitaal bewijs op papier',
    madeAt: 'Gemaakt op',
    answerThen: 'Toen zei de controle:',
    outdated:
      'Papier weet niet wat er daarna is gebeurd, en iedereen kan papier namaken. Ga er pas van uit als je het hebt nagegaan.',
    scan: 'Nagaan: scan de code, of ga naar',
    noLink:
      'Nagaan: op dit papier staat geen link. Vraag wie het je gaf om een link, of om deze pdf als bestand, en laat nagaan wat erin zit.',
    noName: 'Er staat geen naam op, om de persoon te beschermen.',
    whoseByLink: 'Op de pagina achter de link is na te gaan van wie het is.',
    attached:
      'In deze pdf zit het bewijs zelf, als bestand credential.json, zoals het is ondertekend. Het is een Open Badge 3.0, die elke verifier zonder ons kan nagaan; ook op het adres hieronder (POST).',
    attachment: 'Het bewijs zelf, zoals het is ondertekend: een Open Badge 3.0',
    restElsewhere: '… (de rest staat in het bewijs zelf)',
    page: 'Bladzijde',
    ofPages: 'van',
  },
} satisfies Coded & Readonly<Record<string, Readonly<Record<string, string>>>>;
