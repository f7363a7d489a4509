import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { mailDecider } from './mail.decider.js';

const letter = { mailId: 'mail', personId: 'person', about: 'issued' } as const;
const note = (refusedWith: number | null) => ({ type: 'NoteMail', ...letter, refusedWith }) as const;
const sent = { type: 'MailSent', data: letter } as const;
const refused = { type: 'MailRefused', data: { ...letter, status: 550 } } as const;

describe('a letter', () => {
  it('is noted as sent or as refused for good, and once', () => {
    const letters = given(mailDecider);
    letters().when(note(null)).then(sent);
    letters().when(note(550)).then(refused);
    for (const before of [sent, refused]) letters(before).when(note(null)).thenNothing();
  });

  it('that is not written is not noted', () => {
    given(mailDecider)().when({ type: 'PassOver' }).thenNothing();
  });
});
