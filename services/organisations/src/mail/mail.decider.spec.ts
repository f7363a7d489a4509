import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { mailDecider } from './mail.decider.js';

const letter = { mailId: 'mail', personId: 'person', about: 'issued' } as const;
const note = (refusedWith: number | null) => ({ type: 'NoteMail', ...letter, refusedWith }) as const;
const begin = (by: string, at = '2026-11-22T10:00:00.000Z') => ({ type: 'BeginMail', ...letter, by, at }) as const;
const begun = (by: string, until = '2026-11-22T10:02:00.000Z') =>
  ({ type: 'MailBegun', data: { ...letter, by, until } }) as const;
const sent = { type: 'MailSent', data: letter } as const;
const refused = { type: 'MailRefused', data: { ...letter, status: 550 } } as const;

describe('a letter', () => {
  it('is noted as sent or as refused for good, and once', () => {
    const letters = given(mailDecider);
    letters().when(note(null)).then(sent);
    letters().when(note(550)).then(refused);
    for (const before of [sent, refused]) letters(before).when(note(null)).thenNothing();
  });

  it('is sent by one process at a time, and by another when that one is not heard of any more', () => {
    const letters = given(mailDecider);
    letters().when(begin('one')).then(begun('one'));
    letters(begun('one')).when(begin('other')).thenRefuses('mail-under-way');
    letters(begun('one')).when(begin('one')).then(begun('one'));
    const later = '2026-11-22T10:02:00.000Z';
    letters(begun('one')).when(begin('other', later)).then(begun('other', '2026-11-22T10:04:00.000Z'));
    letters(begun('one')).when(note(null)).then(sent);
    for (const before of [sent, refused]) letters(begun('one'), before).when(begin('other', later)).thenNothing();
  });

  it('that is not written is not noted', () => {
    given(mailDecider)().when({ type: 'PassOver' }).thenNothing();
  });
});
