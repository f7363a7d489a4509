import { CREDENTIALS_CONTEXT } from '@estafette/verifier';
import { describe, expect, it } from 'vitest';
import { readIssueRequest } from './issue-request.js';
import { hasItsMessages, statusOf, vcApiSettings, WITHOUT_MESSAGES, type VcApiSettings } from './vc-api-settings.js';

const settings = vcApiSettings.refine(hasItsMessages, WITHOUT_MESSAGES);
const read = (given: Readonly<Record<string, string>>): VcApiSettings => settings.parse(given);
const faults = (given: Readonly<Record<string, string>>): string[] =>
  (settings.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
const messagesOf = (...texts: readonly string[]) => statusOf(read({ VC_API_MESSAGES: JSON.stringify(texts) })).messages;

describe('messages that are set up', () => {
  it('have as few bits as tell them apart, and a message for each value', () => {
    expect(messagesOf('no', 'yes')).toEqual({
      statusSize: 1,
      statusMessage: [
        { status: '0x0', message: 'no' },
        { status: '0x1', message: 'yes' },
      ],
    });
    const sizes = [3, 4, 5, 17, 64].map((count) => messagesOf(...Array.from({ length: count }, (_, n) => `m${n}`)));
    expect(sizes.map((one) => one?.statusSize)).toEqual([2, 2, 3, 5, 6]);
    expect(sizes.map((one) => one?.statusMessage.length)).toEqual([4, 4, 8, 32, 64]);
    expect(sizes[3]?.statusMessage.at(-1)).toEqual({ status: '0x1f', message: 'undefined' });
  });

  it.each(['["one"]', 'pending', '{"0x0": "a"}', '["a", 2]', '["a", " "]', JSON.stringify(Array(65).fill('a'))])(
    'are refused as %s',
    (VC_API_MESSAGES) => {
      expect(faults({ VC_API_MESSAGES })).toEqual([
        'VC_API_MESSAGES: expected a JSON array of 2 to 64 texts of 1 to 200 characters',
      ]);
    },
  );

  it('are needed where credentials are to have one', () => {
    expect(faults({ VC_API_STATUS: 'revocation message' })).toEqual([
      'VC_API_MESSAGES: is needed when VC_API_STATUS has message',
    ]);
    expect(faults({ VC_API_STATUS: 'message', VC_API_MESSAGES: '["a", "b"]' })).toEqual([]);
    expect(faults({})).toEqual([]);
    expect(faults({ VC_API_MESSAGES_URL: 'ftp://x.example' })).toEqual([
      'VC_API_MESSAGES_URL: expected http://… or https://…',
    ]);
  });
});

describe('a request for a message', () => {
  const issuing = { did: 'did:web:region.example:instance', publicUrl: 'https://region.example', purposes: [] };
  const asked = (credentialStatus: object, ...texts: readonly string[]): string => {
    const credential = {
      '@context': [CREDENTIALS_CONTEXT],
      id: 'urn:x:1',
      type: ['VerifiableCredential'],
      credentialSubject: { id: 'did:example:learner' },
    };
    try {
      return readIssueRequest(
        { credential, options: { credentialStatus } },
        { ...issuing, messages: texts.length === 0 ? undefined : messagesOf(...texts) },
      ).purposes.join();
    } catch (error) {
      return String(error);
    }
  };
  const message = { type: 'BitstringStatusListEntry', statusPurpose: 'message' };

  it('is taken where messages are set up, and else told to be', () => {
    expect(asked(message, 'a', 'b', 'c')).toBe('message');
    expect(asked(message)).toMatch(/there are no messages here; .*VC_API_MESSAGES/);
  });

  it.each([{ statusSize: 0 }, { statusSize: 2 }, { statusMessage: [] }, { statusListIndex: '7' }])(
    'brings no form of its own: %o',
    (more) => {
      expect(asked({ ...message, ...more }, 'a', 'b', 'c')).toMatch(
        /and nothing else: places, sizes and messages are given out here/,
      );
    },
  );
});
