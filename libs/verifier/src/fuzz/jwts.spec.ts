import fc from 'fast-check';
import { describe } from 'vitest';
import {
  didDocument,
  ed25519Key,
  headerOf,
  ofDidKey,
  ofDidWeb,
  p256Key,
  payloadOf,
  rsaKey,
  signByHand,
} from '../jwt/jwt.example.js';
import { verify } from '../verify.js';
import { alteredFrom } from './altering.arbitrary.js';
import { bytesFrom } from './bytes.arbitrary.js';
import { fuzz, isGenuine } from './fuzz.set-up.js';
import { meaningOf } from './meaning.example.js';

// Genuine JWTs, altered in their letters and in what they say; and said by others than whom they name.

const now = new Date('2026-12-01T00:00:00Z');
const [school, stranger] = [ofDidWeb(rsaKey()), ofDidKey(ed25519Key())];
const signers = [school, ofDidKey(p256Key()), stranger];
const options = { now, sources: { didDocument: () => Promise.resolve(didDocument(school)) } };

interface Said {
  readonly signer: (typeof signers)[number];
  readonly header: unknown;
  readonly payload: unknown;
  readonly text: string;
}
const genuine = signers.map((signer): Said => {
  const [header, payload] = [headerOf(signer), payloadOf(signer.did)];
  return { signer, header, payload, text: signByHand(signer, payload, header) };
});

const decodedParts = (text: string): string[] =>
  text
    .trim()
    .split('.')
    .slice(0, 2)
    .map((part) => Buffer.from(part, 'base64url').toString('utf8'));

/** Whether a text says what that JWT says, to a reader who only decodes it. */
const saysTheSame = (text: string, { header, payload }: Said): boolean => {
  const [said, meant] = [decodedParts(text).map((part) => JSON.parse(part) as unknown), [header, payload]];
  return said.length === 2 && said.every((part, nth) => meaningOf(part) === meaningOf(meant[nth]));
};

describe('a JWT that was altered', () => {
  fuzz('in its letters', {
    share: 0.06,
    input: bytesFrom(genuine, ({ text }) => Buffer.from(text), [
      '.',
      '=',
      '-',
      '_',
      ' ',
      '\n',
      'A',
      'eyJ',
      '..',
      'none',
      '\ufeff',
    ]),
    ask: ([, bytes]) => verify(bytes, options),
    holds: ([one, bytes], said) => !isGenuine(said) || saysTheSame(bytes.toString('utf8'), one),
  });

  const [headers, payloads] = [
    alteredFrom(genuine, ({ header }) => header),
    alteredFrom(genuine, ({ payload }) => payload),
  ];
  const parts = fc.oneof(
    payloads.map(([one, payload]) => ({ one, header: one.header, payload })),
    headers.map(([one, header]) => ({ one, header, payload: one.payload })),
  );
  fuzz('in what it says, under the signature that it had', {
    share: 0.04,
    input: parts,
    ask: ({ one, header, payload }) => verify(withSignatureOf(one, header, payload), options),
    holds: ({ one, header, payload }, said) =>
      !isGenuine(said) || saysTheSame(withSignatureOf(one, header, payload), one),
  });

  fuzz('in what it says, signed again by who it names', {
    share: 0.04,
    input: parts,
    ask: ({ one, header, payload }) => verify(signByHand(one.signer, textOf(payload), textOf(header)), options),
    // They may say what they like, but in nobody else's name.
    holds: ({ one }, said) => !isGenuine(said) || said.issuer?.id === one.signer.did,
  });

  const others = parts.filter(({ one }) => one.signer !== stranger);
  fuzz('in what it says, signed by somebody else', {
    share: 0.02,
    input: others,
    ask: ({ header, payload }) => verify(signByHand(stranger, textOf(payload), textOf(header)), options),
    holds: (_, said) => !isGenuine(said) || said.issuer?.id === stranger.did,
    refusesAll: true,
  });
});

const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));

function withSignatureOf({ text }: Said, header: unknown, payload: unknown): string {
  const written = [header, payload].map((part) => Buffer.from(textOf(part)).toString('base64url'));
  return [...written, text.split('.')[2]].join('.');
}
