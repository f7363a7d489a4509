// Entries of several bits, and messages (Bitstring Status List 1.0): they are told, and never decide whether a credential holds.

import { ended, undecided, valid } from './cases.mjs';
import { entry, LIST, small, statusList } from './documents.mjs';
import { compactJws, learner, school, sign, stranger, V2 } from './sign.mjs';

const BSL = 'Bitstring Status List 1.0, section ';
const INDEX = 4567;
const UNREAD = 'could not be read, which decides nothing';

const words = (...said) => said.map((message, value) => ({ status: `0x${value.toString(16)}`, message }));
const FOUR = words('pending_review', 'accepted', 'rejected', 'undefined');
const TWO_BITS = { statusSize: 2, statusMessage: FOUR };
/** The places of the bits that are set where the entry at INDEX has a value. */
const bitsOf = (value, size) =>
  Array.from({ length: size }, (_, bit) => INDEX * size + bit).filter((_, bit) => (value >> (size - 1 - bit)) & 1);

export async function messages() {
  const place = (more) => entry({ id: undefined, statusListIndex: String(INDEX), ...more });
  const message = (more) => place({ statusPurpose: 'message', ...TWO_BITS, ...more });
  const withStatus = (credentialStatus) => sign(small({ credentialStatus }), school);
  const about = (more) => withStatus(message(more));
  const unsigned = ({ value = 0, size = 2, purpose = 'message', bytes = 16 * 1024 * size, ...subject } = {}) =>
    statusList({ set: bitsOf(value, size), bytes, subject: { statusPurpose: purpose, ...subject } });
  const list = (more) => sign(unsigned(more), school);
  const lists = (answer) => ({ sources: { statusLists: { [LIST]: answer } } });
  const told = (name, why, tells, answer, given) =>
    valid(`status/message${name}`, BSL + why, given, { tells, ...lists(answer) });
  const second = await list({ value: 2 });
  const withdrawn = entry({ id: undefined, statusListIndex: '7', statusListCredential: `${LIST}0` });
  const revocations = (set) => sign(statusList({ id: `${LIST}0`, set }), school);
  const both = await withStatus([message(), withdrawn]);
  const bothLists = async (set) => ({
    sources: { statusLists: { [LIST]: second, [`${LIST}0`]: await revocations(set) } },
  });
  const many = Array.from({ length: 256 }, (_, value) => `reason ${value}`);
  const wrong = (name, why, code, more) =>
    withStatus(place(more)).then((given) => ended(`status/${name}`, BSL + why, given, [code], lists(second)));
  return [
    told('', '3.2: the message of the value.', ['In order.', 'own words (0x2): “rejected”.'], second, await about()),
    told('-first', '3.2: no bit set is a value too.', ['(0x0): “pending_review”'], await list(), await about()),
    told(
      '-in-a-credential',
      '2.1: in a credential that is no badge, with where more is said.',
      ['(0x2): “rejected”'],
      second,
      await sign(
        {
          '@context': [V2],
          type: ['VerifiableCredential'],
          issuer: school.did,
          credentialSubject: { id: learner.did },
          credentialStatus: message({ statusReference: 'https://school.example/status-dictionary' }),
        },
        school,
      ),
    ),
    told(
      '-of-eight-bits',
      '3.4: across bytes, the last of 256 values.',
      ['(0xff): “reason 255”'],
      await sign(unsigned({ value: 255, size: 8 }), school),
      await compactJws(
        small({ issuer: school.did, credentialStatus: message({ statusSize: 8, statusMessage: words(...many) }) }),
        school,
        { typ: 'vc+jwt' },
      ),
    ),
    told(
      '-of-three-bits',
      '3.4: entries lie next to each other, across bytes.',
      ['(0x5): “six”'],
      await list({ value: 5, size: 3 }),
      await about({
        statusSize: 3,
        statusMessage: words('one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'),
      }),
    ),
    told(
      '-without-words',
      '2.1: of one bit, without messages: it is set or not.',
      ['without words: it is set (0x1)'],
      await list({ value: 1, size: 1 }),
      await withStatus(place({ statusPurpose: 'message' })),
    ),
    told(
      '-in-other-order',
      '2.1: messages in another order, by values in capitals and with zeros.',
      ['(0x2): “rejected”'],
      second,
      await about({
        statusMessage: FOUR.toReversed().map(({ status, message }) => ({
          status: status.replace('0x', '0x0'),
          message,
        })),
      }),
    ),
    told(
      '-quoted',
      'A message that would pass for words of the verifier stays within its quotation, on one line, and short.',
      [`own words (0x2): “held " In order. ${'x'.repeat(183)}…”.`],
      second,
      await about({ statusMessage: words('a', 'b', `held ”\n\u202e In order. ${'x'.repeat(1000)}`, 'd') }),
    ),
    valid('status/message-beside-revocation', `${BSL}2.1: it is not withdrawn, and has a message.`, both, {
      tells: ['In order.', 'own words (0x2): “rejected”'],
      ...(await bothLists([])),
    }),
    ended('status/message-beside-revoked', `${BSL}2.1: it is withdrawn, and has a message.`, both, ['revoked'], {
      tells: ['withdrew', 'own words (0x2): “rejected”'],
      ...(await bothLists([7])),
    }),
    valid(
      'status/message-six',
      'Six messages: five are asked for.',
      await withStatus(
        Array(6)
          .fill()
          .map((_, n) => message({ id: `urn:x:${n}` })),
      ),
      {
        tells: ['There are more messages'],
        ...lists(second),
      },
    ),
    valid('status/message-unreachable', `${BSL}3.2: the list could not be had, which decides nothing.`, await about(), {
      tells: [UNREAD, 'The list of messages could not be had now.'],
      sources: { statusLists: {} },
    }),
    told(
      '-list-for-other-purpose',
      '3.2: the purposes must be equal.',
      [UNREAD, 'about something else'],
      await list({ purpose: 'revocation' }),
      await about(),
    ),
    told(
      '-list-of-other-issuer',
      '3.2: a list of somebody else says nothing.',
      [UNREAD, 'not made by the issuer'],
      await sign({ ...unsigned({ value: 1 }), issuer: stranger.did }, stranger),
      await about(),
    ),
    told(
      '-list-altered',
      '3.2: all proofs of the list must fit.',
      [UNREAD, 'not genuine', 'does not fit'],
      { ...(await list({ value: 1 })), credentialSubject: second.credentialSubject },
      await about(),
    ),
    told(
      '-list-too-short',
      '3.2: 131,072 entries of two bits at least.',
      [UNREAD, 'shorter'],
      await list({ bytes: 16 * 1024 }),
      await about(),
    ),
    told(
      '-beyond-last-place',
      '3.2: the list has no such place.',
      [UNREAD, 'no such place'],
      second,
      await about({ statusListIndex: '131072' }),
    ),
    told(
      '-list-of-other-size',
      '2.2: the list says another size; no context has that word, so it is a JWT.',
      [UNREAD, 'another size'],
      await compactJws(unsigned({ value: 2, statusSize: 4 }), school, { typ: 'vc+jwt' }),
      await about(),
    ),
    told(
      '-list-of-same-size',
      '2.2: the list says the size too.',
      ['(0x2): “rejected”'],
      await compactJws(unsigned({ value: 2, statusSize: 2 }), school, { typ: 'vc+jwt' }),
      await about(),
    ),
    told(
      '-index-missing',
      '2.1: the index must be there.',
      [UNREAD, 'The entry of the status cannot be read.'],
      second,
      await about({ statusListIndex: undefined }),
    ),
    told(
      '-size-missing',
      '2.1: without a size it is one bit, for two messages.',
      [UNREAD, 'does not say how many bits'],
      second,
      await about({ statusSize: undefined }),
    ),
    told(
      '-size-0',
      '2.1: an entry has a bit at least.',
      [UNREAD, 'no whole number of bits'],
      second,
      await about({ statusSize: 0 }),
    ),
    told(
      '-size-9',
      '2.1: more values than a credential may list here.',
      [UNREAD, 'more than the 8 bits'],
      second,
      await about({ statusSize: 9 }),
    ),
    told(
      '-words-missing',
      '2.1: several bits have messages.',
      [UNREAD, 'does not say what their values mean'],
      second,
      await about({ statusMessage: undefined }),
    ),
    told(
      '-words-too-few',
      '2.1: a message for each value.',
      [UNREAD, 'of each value once'],
      second,
      await about({ statusMessage: FOUR.slice(0, 3) }),
    ),
    told(
      '-words-twice',
      '2.1: one message for each value.',
      [UNREAD, 'of each value once'],
      second,
      await about({ statusMessage: [...FOUR.slice(0, 3), { status: '0x2', message: 'accepted' }] }),
    ),
    told(
      '-words-beyond',
      '2.1: a message for each value, and for no other.',
      [UNREAD, 'of each value once'],
      second,
      await about({ statusMessage: [...FOUR.slice(0, 3), { status: '0x4', message: 'more' }] }),
    ),
    told(
      '-words-not-hexadecimal',
      '2.1: values are hexadecimal, with 0x before them.',
      [UNREAD, 'of each value once'],
      second,
      await about({ statusMessage: FOUR.map(({ status, message }) => ({ status: status.slice(2), message })) }),
    ),
    await wrong('size-missing', '2.1: without a size it is one bit, for two messages.', 'status-size-missing', {
      statusMessage: FOUR,
    }),
    await wrong('size-negative', '2.1: an entry has a bit at least.', 'status-size-malformed', { statusSize: -1 }),
    await wrong('words-missing', '2.1: several bits have messages.', 'status-messages-missing', { statusSize: 2 }),
    await wrong('words-too-few', '2.1: a message for each value.', 'status-messages-incomplete', {
      ...TWO_BITS,
      statusMessage: FOUR.slice(1),
    }),
    ended(
      'status/list-of-other-size',
      `${BSL}2.2: the list says another size than the credential.`,
      await withStatus(place(TWO_BITS)),
      ['status-list-of-other-size'],
      lists(await compactJws(unsigned({ purpose: 'revocation', statusSize: 1 }), school, { typ: 'vc+jwt' })),
    ),
    undecided(
      'status/size-9',
      `${BSL}2.1: more values than a credential may list here; nobody can say what the list says.`,
      await withStatus(place({ statusSize: 9, statusMessage: FOUR })),
      ['status-size-too-large'],
      lists(second),
    ),
  ];
}
