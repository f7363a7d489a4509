import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus.example.js';
import { formalFaults } from './document/open-badges.js';
import { DRAWING, png } from './images/images.example.js';
import { bakePng, bakeSvg } from './images/index.js';
import { ed25519Key, ofDidKey, payloadOf, signWithJose } from './jwt/jwt.example.js';
import { readReceived } from './received.js';
import { returnBread } from './return-bread.example.js';

const issuer = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';
const text = `\n${JSON.stringify(returnBread(issuer), null, 1)} `;
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A genuine one. */
const sdJwt = readCorpus().find(({ one }) => one.name === 'sd-jwts/vc')?.one.text ?? '';

describe('what was received', () => {
  it('is taken apart in every form that it comes in, its text byte for byte', async () => {
    const said = { text, secured: 'data-integrity', kind: 'achievement', id: returnBread().id, issuer };
    expect(readReceived(text)).toMatchObject({ form: 'json', ...said });
    expect(readReceived(bytes(text))).toMatchObject({ form: 'json', ...said });
    expect(readReceived(bakePng(png(), text))).toMatchObject({ form: 'png', ...said });
    expect(readReceived(bakeSvg(DRAWING, text))).toMatchObject({ form: 'svg', ...said });
    const signer = ofDidKey(ed25519Key());
    const jwt = `${await signWithJose(signer, payloadOf(signer.did))}\n`;
    expect(readReceived(jwt)).toMatchObject({
      form: 'jwt',
      text: jwt,
      secured: 'jwt',
      kind: 'achievement',
      id: returnBread().id,
      issuer: signer.did,
      document: { name: returnBread().name },
    });
    expect(readReceived(bakePng(png(), jwt.trim()))).toMatchObject({ form: 'png', secured: 'jwt', text: jwt.trim() });
  });

  it('names an issuer that is an id alone, and nobody where none is named', () => {
    expect(readReceived('{"issuer": "did:web:a.example", "id": "urn:x"}')).toMatchObject({
      issuer: 'did:web:a.example',
      id: 'urn:x',
      kind: 'other',
    });
    expect(readReceived('{"issuer": 7, "id": ["urn:x"]}')).toMatchObject({ issuer: undefined, id: undefined });
  });

  it.each([
    ['no JSON', 'no JSON'],
    ['a list', '[]'],
    ['a member that stands there twice', '{"a":1,"a":2}'],
    ['an image without a credential', png()],
    ['bytes that are no text', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['a JWT that cannot be read', 'a.b.c'],
    ['an SD-JWT, which stays in its wallet', sdJwt],
    ['more than anybody reads', `{"a":"${'x'.repeat(300_000)}"}`],
    ['too deep a document', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`],
  ])('is nothing where it is %s', (_what, input) => {
    expect(readReceived(input)).toBeUndefined();
  });
});

describe('a profile', () => {
  it('is held against the formal model by itself', () => {
    const profile = { id: 'urn:uuid:0199a2f4-7c10-7000-8000-000000000001', type: ['Profile'], name: 'Sam' };
    expect(formalFaults(profile, 'profile')).toEqual([]);
    expect(formalFaults({ ...profile, type: 'Profile' }, 'profile')).toEqual(['type: must be a list']);
    expect(formalFaults({ type: ['Profile'], image: 'x' }, 'profile')).toEqual(
      expect.arrayContaining(['id: must be there', 'image: must be an object']),
    );
  });
});
