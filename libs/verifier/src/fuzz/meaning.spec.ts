import { describe, expect, it } from 'vitest';
import { meaningOf, signedMeaningOf } from './meaning.example.js';

// What the fuzz tests judge by, judged itself.

const school = (more: object = {}) => ({ id: 'did:web:school.example', type: ['Profile'], ...more });
const named = school({ name: 'School' });
const badge = (issuer: object, creator: object, more: object = {}) => ({ issuer, achievement: { creator }, ...more });

describe('what was signed over RDF', () => {
  const signed = signedMeaningOf(badge(named, named));

  it('says the same whatever its proof, and wherever it tells of an organisation', () => {
    expect(signedMeaningOf(badge(named, named, { proof: {} }))).toBe(signed);
    expect(signedMeaningOf(badge(school(), named))).toBe(signed);
    expect(signedMeaningOf(badge(named, school()))).toBe(signed);
  });

  it('says something else where it tells less, more, or of another', () => {
    const others = [
      badge(school(), school()),
      badge(named, school({ name: 'University' })),
      badge(named, school({ url: 'https://school.example' })),
      badge(named, { ...named, id: 'did:web:other.example' }),
      badge(named, { ...named, type: ['Profile', 'Achievement'] }),
    ];
    for (const other of others) expect(signedMeaningOf(other)).not.toBe(signed);
  });

  it('does not mix what a presentation shows', () => {
    const showing = (...verifiableCredential: object[]) => ({ type: 'VerifiablePresentation', verifiableCredential });
    const both = signedMeaningOf(showing(badge(named, named), badge(named, named, { id: 'urn:x:1' })));
    expect(signedMeaningOf(showing(badge(named, school()), badge(named, named, { id: 'urn:x:1' })))).toBe(both);
    expect(signedMeaningOf(showing(badge(school(), school()), badge(named, named, { id: 'urn:x:1' })))).not.toBe(both);
  });
});

it('what was signed as bytes says each thing where it stands', () => {
  expect(meaningOf(badge(school(), named))).not.toBe(meaningOf(badge(named, named)));
});
