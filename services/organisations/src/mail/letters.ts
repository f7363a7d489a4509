import type { Subject } from './mail.events.js';

interface Words {
  readonly subject: string;
  /** @param school null where its name is not known here */
  readonly text: (school: string) => string;
}

interface Language {
  readonly school: string;
  readonly hello: (name: string) => string;
  readonly look: (address: string) => string;
  readonly about: Readonly<Record<Subject, Words>>;
}

const DUTCH: Language = {
  school: 'Een school',
  hello: (name) => `Beste ${name},`,
  look: (address) => `Kijk op ${address}`,
  about: {
    issued: {
      subject: 'Er staat een digitaal bewijs voor je klaar',
      text: (school) =>
        `${school} heeft een digitaal bewijs voor je uitgegeven van wat je hebt laten zien. Bekijk wat erin staat en laat weten of je het aanneemt.`,
    },
    reminded: {
      subject: 'Er staat nog een digitaal bewijs voor je klaar',
      text: (school) =>
        `${school} heeft een digitaal bewijs voor je uitgegeven. Je hebt nog niet laten weten of je het aanneemt.`,
    },
    suspended: {
      subject: 'Een digitaal bewijs van je is opgeschort',
      text: (school) =>
        `${school} heeft een digitaal bewijs van je opgeschort: het geldt nu niet. Je leest daar waarom.`,
    },
    reinstated: {
      subject: 'Een digitaal bewijs van je geldt weer',
      text: (school) =>
        `${school} laat een digitaal bewijs van je weer gelden. Deel je het? Dan is er een nieuwe versie.`,
    },
    revoked: {
      subject: 'Een digitaal bewijs van je is ingetrokken',
      text: (school) => `Een digitaal bewijs dat ${school} je gaf, geldt niet meer. Je leest daar waarom.`,
    },
    updated: {
      subject: 'Er is een nieuwe versie van je digitale bewijs',
      text: (school) =>
        `${school} heeft een of meer van je digitale bewijzen opnieuw uitgegeven. De oude versie geldt niet meer; wie er een link naar heeft, ziet vanzelf de nieuwe.`,
    },
    'copies-ended': {
      subject: 'Een kopie in je wallet geldt niet meer',
      text: (school) =>
        `${school} trok een sleutel in, waarmee ook kopieën van je digitale bewijzen voor een wallet zijn ondertekend. Die kopieën gelden niet meer; de bewijzen zelf wel. Haal voor je wallet een nieuwe kopie op.`,
    },
  },
};

const ENGLISH: Language = {
  school: 'A school',
  hello: (name) => `Dear ${name},`,
  look: (address) => `Look at ${address}`,
  about: {
    issued: {
      subject: 'A digital credential is waiting for you',
      text: (school) =>
        `${school} issued a digital credential to you, of what you have shown. See what it says, and say whether you accept it.`,
    },
    reminded: {
      subject: 'A digital credential is still waiting for you',
      text: (school) => `${school} issued a digital credential to you. You have not said yet whether you accept it.`,
    },
    suspended: {
      subject: 'A digital credential of yours was suspended',
      text: (school) =>
        `${school} suspended a digital credential of yours: it does not hold now. You can read there why.`,
    },
    reinstated: {
      subject: 'A digital credential of yours holds again',
      text: (school) =>
        `${school} lets a digital credential of yours hold again. Do you share it? There is a new version.`,
    },
    revoked: {
      subject: 'A digital credential of yours was revoked',
      text: (school) => `A digital credential that ${school} gave you does not hold any more. You can read there why.`,
    },
    updated: {
      subject: 'There is a new version of your digital credential',
      text: (school) =>
        `${school} issued one or more of your digital credentials anew. The version before does not hold any more; whoever has a link to it sees the new one.`,
    },
    'copies-ended': {
      subject: 'A copy in your wallet does not hold any more',
      text: (school) =>
        `${school} withdrew a key, with which copies of your digital credentials for a wallet were signed too. Those copies do not hold any more; the credentials themselves do. Get a new copy for your wallet.`,
    },
  },
};

interface Occasion {
  readonly about: Subject;
  /** Of the person. */
  readonly name: string;
  /** Null where it is not known here. */
  readonly school: string | null;
  /** Where they see their credentials; null where the region has not said. */
  readonly address: string | null;
}

/**
 * What a person is written, in Dutch and in English, since which of the two they read is not known. It says that there is
 * something, not what: mail is read along.
 */
export function letterOf({ about, name, school, address }: Occasion): {
  readonly subject: string;
  readonly text: string;
} {
  const [first, ...rest] = [DUTCH, ENGLISH].map((language) => {
    const said = language.about[about].text(school ?? language.school);
    return [language.hello(name), said, ...(address === null ? [] : [language.look(address)])].join('\n\n');
  });
  return {
    subject: `${DUTCH.about[about].subject} / ${ENGLISH.about[about].subject}`,
    text: `${[first, ...rest].join('\n\n---\n\n')}\n`,
  };
}
