// What somebody with a genuine credential in hand may try, to say more than was signed, or to keep everybody waiting.

import { forged, misshapen, replaced, valid } from './cases.mjs';
import { change, EVIDENCE, RECIPE, digestOf, small, uuid } from './documents.mjs';
import { school, sign } from './sign.mjs';

const NUMBER = 'A number that is signed as another, so that a reader is shown what nobody signed: ';
const SPELLING = 'JSON-LD has another spelling for the same meaning, which a reader of the JSON does not see: ';

/** Evidence that stands in its own id; altered by whom signed it, since the id is signed too. */
async function carriedEvidence() {
  const told = '{"basis":"employer"}';
  const base64 = `data:application/json;base64,${Buffer.from(told).toString('base64')}`;
  const escaped = `data:,${encodeURIComponent(told)}`;
  const showing = async (id, digested) =>
    await sign(small({ evidence: [{ id, type: ['Evidence'], digestMultibase: digestOf(digested) }] }), school);
  const asked = { sources: { known: [school.did], evidence: {} } };
  const carried = 'Open Badges 3.0, Evidence: it may be encoded as a data URI; VC Data Model 2.0, section 5.3: ';
  const other = async (name, why, id, more) => ({
    ...valid(`attacks/evidence-carried-${name}`, `${carried}${why}`, await showing(id, 'Take the money.'), more),
    codes: ['evidence-altered'],
  });
  return [
    valid('attacks/evidence-carried', `${carried}its digest is of those bytes.`, await showing(base64, told), asked),
    valid('attacks/evidence-carried-escaped', `${carried}also in percents.`, await showing(escaped, told), asked),
    await other('other', 'its digest is of other bytes.', base64, asked),
    await other('other-unasked', 'its digest is of other bytes, which takes no asking to see.', escaped),
    valid(
      'attacks/evidence-carried-unreadable',
      `${carried}what is no base64 cannot be held against a digest.`,
      await showing('data:;base64,*', told),
      asked,
    ),
  ];
}

export async function attacks() {
  const genuine = await sign(small({ name: 'Bread', subject: { creditsEarned: 2.5, role: 'baker' } }), school);
  const text = JSON.stringify(genuine);
  const credits = (name, why, number, rest) =>
    misshapen(`attacks/number-${name}`, NUMBER + why, replaced(text, ':2.5', `:${number}`), rest);
  const spelled = (name, why, from, to, rest) =>
    misshapen(`attacks/${name}`, SPELLING + why, replaced(text, from, to), rest);
  const document = (name, why, code, given, rest) => forged(`attacks/${name}`, why, given, [code], rest);
  const accepts = (why) => ({ elsewhere: { accepts: why } });
  const same = accepts('the meaning in RDF is the same');
  const tiny = JSON.stringify(await sign(small({ subject: { creditsEarned: 0 } }), school));
  const many = (count, one) => Array.from({ length: count }, () => one);
  const nested = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const evidence = [{ id: EVIDENCE, type: ['Evidence'], name: 'Recipe', digestMultibase: digestOf(RECIPE) }];
  const shown = await sign(small({ evidence }), school);
  const alignments = many(9, { type: ['Alignment'], targetName: 'a', targetUrl: 'urn:x:a' });
  const alike = many(4, { type: ['ResultDescription'], name: 'a', alignment: alignments });
  return [
    credits(
      'more-digits',
      '2.5000000000000004 and 2.5 have one canonical form of fifteen digits.',
      '2.5000000000000004',
      same,
    ),
    misshapen(
      'attacks/number-near-nothing',
      `${NUMBER}1e-7 becomes 0 in a processor that writes decimals.`,
      replaced(tiny, '"creditsEarned":0', '"creditsEarned":1e-7'),
      accepts('it writes 0 for it'),
    ),
    misshapen(
      'attacks/number-minus-zero',
      `${NUMBER}-0 becomes 0.`,
      replaced(tiny, '"creditsEarned":0', '"creditsEarned":-0'),
      same,
    ),
    credits('beyond-integers', '9007199254740993 is read as 9007199254740992.', '9007199254740993'),
    credits('huge', '1e21 is written as a double, 1e20 as digits.', '1e21'),
    forged('attacks/number-endless', `${NUMBER}1e999 is read as infinity.`, replaced(text, ':2.5', ':1e999'), [
      'document-not-plain-json',
    ]),
    spelled(
      'class-for-a-member',
      'Criteria, the name of a class, has the same IRI as criteria.',
      '"criteria":',
      '"Criteria":',
      same,
    ),
    spelled(
      'iri-for-a-name',
      'a whole IRI in place of a name.',
      '"name":"Bread"',
      '"https://schema.org/name":"Bread"',
      same,
    ),
    spelled('keyword-id', '@id for id.', '"id":', '"@id":', same),
    spelled('keyword-value', '@value for a text.', '"name":"Bread"', '"name":{"@value":"Bread"}', same),
    spelled('keyword-list', '@set for a list.', '"role":"baker"', '"role":{"@set":["baker"]}', same),
    spelled(
      'keyword-included',
      '@included, for parts that belong to nothing.',
      '"name":"Bread"',
      '"name":"Bread","@included":[{"id":"urn:x:1"}]',
    ),
    spelled(
      'keyword-reverse',
      '@reverse, for what points at it.',
      '"name":"Bread"',
      '"name":"Bread","@reverse":{}',
      same,
    ),
    spelled('null-member', 'null for nothing.', '"name":"Bread"', '"name":"Bread","description":null', same),
    spelled('null-in-a-list', 'null for nothing.', '"role":"baker"', '"role":["baker",null]', same),
    spelled('empty-list', 'an empty list for nothing.', '"name":"Bread"', '"name":"Bread","endorsement":[]', same),
    spelled('list-in-a-list', 'a list within a list.', '"role":"baker"', '"role":[["baker"]]', same),
    spelled(
      'language-map',
      'a member of which a processor takes the language.',
      '"name":"Bread"',
      '"name":{"@value":"Bread","@language":"nl"}',
    ),
    document(
      'empty-object',
      'An object without members adds a nameless part.',
      'signature-wrong',
      replaced(text, '"name":"Bread"', '"name":"Bread","termsOfUse":{}'),
    ),
    document(
      'empty-id',
      'An empty name is dropped without a word.',
      'document-not-covered',
      replaced(text, '"name":"Bread"', '"name":"Bread","termsOfUse":""'),
    ),
    document(
      'empty-id-of-a-part',
      'An empty name of a part would be that of wherever the document was found.',
      'signature-not-checkable',
      change(genuine, 'credentialSubject.id', ''),
    ),
    document(
      'blank-node',
      'RDF Dataset Canonicalization 1.0, section 4.4: names of blank nodes are not signed, so a subject without name could be given one.',
      'document-not-covered',
      change(genuine, 'credentialSubject.id', '_:b0'),
    ),
    document(
      'blank-node-joined',
      'The same name in two places makes one of two parts.',
      'document-not-covered',
      replaced(
        text,
        '"type":["AchievementSubject"]',
        '"id":"_:b0","type":["AchievementSubject"],"source":{"id":"_:b0"}',
      ),
    ),
    document(
      'blank-node-type',
      'A class that has no name.',
      'document-not-covered',
      change(genuine, 'credentialSubject.type', ['AchievementSubject', '_:b0']),
    ),
    document(
      'type-unknown',
      'A class that no context knows is dropped without a word.',
      'signature-not-checkable',
      change(genuine, 'credentialSubject.type', ['AchievementSubject', 'Master']),
    ),
    forged(
      'attacks/proto',
      'A member that becomes the prototype of an object, where a reader copies it.',
      replaced(text, '{', '{"__proto__":{"name":"Diploma"},'),
      ['document-has-name-not-allowed'],
      accepts('it drops the member'),
    ),
    forged(
      'attacks/proto-escaped',
      'The same with an escaped letter.',
      replaced(text, '{', '{"\\u005f_proto__":{"name":"Diploma"},'),
      ['document-has-name-not-allowed'],
      accepts('it drops the member'),
    ),
    document(
      'constructor',
      'A name that every object has.',
      'signature-not-checkable',
      replaced(text, '{', '{"constructor":{"name":"Diploma"},'),
    ),
    forged(
      'attacks/duplicate-first',
      'RFC 8259, section 4: of two members of one name readers take the one or the other.',
      replaced(text, '"name":"Bread"', '"name":"Diploma","name":"Bread"'),
      ['document-has-duplicate-members'],
      accepts('JSON.parse gives it the last'),
    ),
    forged(
      'attacks/duplicate-last',
      'The same the other way round.',
      replaced(text, '"name":"Bread"', '"name":"Bread","name":"Diploma"'),
      ['document-has-duplicate-members'],
    ),
    forged(
      'attacks/duplicate-escaped',
      'The same, spelled apart.',
      replaced(text, '"name":"Bread"', '"n\\u0061me":"Diploma","name":"Bread"'),
      ['document-has-duplicate-members'],
      accepts('JSON.parse gives it the last'),
    ),
    forged(
      'attacks/duplicate-within',
      'The same within a part.',
      replaced(text, '"role":"baker"', '"role":"master","role":"baker"'),
      ['document-has-duplicate-members'],
      accepts('JSON.parse gives it the last'),
    ),
    forged(
      'attacks/half-a-character',
      'RFC 8259, section 8.2: half a character has no UTF-8; every half would be signed as the same.',
      replaced(text, '"Bread"', '"Bread\\ud83c"'),
      ['document-not-plain-json'],
    ),
    forged(
      'attacks/half-a-character-in-a-name',
      'The same in the name of a member.',
      replaced(text, '"name":"Bread"', '"name\\ud83c":"Bread"'),
      ['document-not-plain-json'],
    ),
    forged('attacks/no-json', 'RFC 8259: text that is no JSON.', replaced(text, '{', '{,'), ['document-unreadable']),
    forged('attacks/cut-off', 'RFC 8259: text that ends too early.', text.slice(0, -1), ['document-unreadable']),
    forged('attacks/with-comment', 'RFC 8259 has no comments.', `${text} // genuine`, ['document-unreadable']),
    forged('attacks/byte-order-mark', 'RFC 8259, section 8.1: no mark stands before the text.', `\ufeff${text}`, [
      'document-unreadable',
    ]),
    forged(
      'attacks/too-deep',
      'Depth that exhausts the stack of a reader.',
      replaced(text, '"name":"Bread"', `"name":${nested(32)}`),
      ['document-too-deep'],
    ),
    forged(
      'attacks/too-large',
      'More text than anybody signs in earnest.',
      replaced(text, '"name":"Bread"', '"name":"…"'),
      ['document-too-large'],
      { fill: { '…': ['x', 256 * 1024] } },
    ),
    forged(
      'attacks/too-large-in-bytes',
      'The bound is on bytes, of which a letter may have several.',
      replaced(text, '"name":"Bread"', '"name":"…"'),
      ['document-too-large'],
      { fill: { '…': ['ë', 130 * 1024] } },
    ),
    forged(
      'attacks/too-many-members',
      'Each credential within is verified by itself.',
      change(genuine, 'endorsement', many(65, { type: ['VerifiableCredential'] })),
      ['members-too-many'],
    ),
    document(
      'too-complex',
      'Values that take a processor of JSON-LD long.',
      'document-too-complex',
      replaced(text, '"role":"baker"', '"role":["…"]'),
      { fill: { '…': ['baker","', 1000] } },
    ),
    document(
      'blank-node-poisoning',
      'RDF Dataset Canonicalization 1.0, section 7.1: parts without names that all look alike take its algorithm very long.',
      'dataset-poisoned',
      change(genuine, 'credentialSubject.achievement.resultDescription', alike),
    ),
    {
      ...valid(
        'attacks/evidence-altered',
        'VC Data Model 2.0, section 5.3: the credential is genuine, what it points to is not what it was.',
        shown,
      ),
      codes: ['evidence-altered'],
      sources: { known: [school.did], evidence: { [EVIDENCE]: 'Take the money.\n' } },
    },
    {
      ...valid(
        'attacks/evidence-as-it-was',
        'VC Data Model 2.0, section 5.3: what it points to is what it was.',
        shown,
      ),
      sources: { known: [school.did], evidence: { [EVIDENCE]: RECIPE } },
    },
    ...(await carriedEvidence()),
    {
      ...valid(
        'attacks/issuer-unknown',
        'A genuine credential of nobody in particular: anyone can make a key, and call it a school.',
        await sign(small({ id: uuid(13) }), school),
      ),
      verdict: 'valid-issuer-unknown',
      codes: ['issuer-not-known'],
      sources: { known: [] },
    },
  ];
}
