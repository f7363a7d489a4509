import type { Language } from '../pages/language.js';

const WORDS = {
  nl: {
    subject: 'Je code om in te loggen',
    text: (code: string, minutes: number) =>
      `Je code om in te loggen bij Estafette is:\n\n    ${code}\n\nDe code werkt ${minutes} minuten, en alleen op de pagina waar je hem vroeg. ` +
      'Geef hem aan niemand door, ook niet aan wie zegt van Estafette te zijn.\n\nHeb je niets gevraagd? Dan hoef je niets te doen.\n',
  },
  en: {
    subject: 'Your code to log in',
    text: (code: string, minutes: number) =>
      `Your code to log in to Estafette is:\n\n    ${code}\n\nIt works for ${minutes} minutes, and only on the page where you asked for it. ` +
      'Give it to nobody, not even to somebody who says they are from Estafette.\n\nDid you not ask for anything? Then there is nothing to do.\n',
  },
} as const;

/** The letter with a code; the code stands in the text alone, not where a locked telephone shows it. */
export function loginLetter(language: Language, code: string, minutes: number): { subject: string; text: string } {
  const { subject, text } = WORDS[language];
  return { subject, text: text(code, minutes) };
}
