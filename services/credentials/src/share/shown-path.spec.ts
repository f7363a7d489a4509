import { toDigestMultibase } from '@estafette/verifier';
import { expect, it } from 'vitest';
import { commitmentTo, type PathLink } from '../credential/path.js';
import { isSignedIn } from './shown-path.js';

const link: PathLink = { id: 'urn:uuid:1', salt: 'salt', kind: 'baton', legId: 'leg', digest: 'f'.repeat(64) };
const entry = (of: PathLink, id = of.id) => ({
  id,
  type: ['Evidence'] as ['Evidence'],
  digestMultibase: toDigestMultibase(Buffer.from(commitmentTo(of), 'hex')),
});

it('a link is what was signed where the credential commits to exactly that, under its own id', () => {
  expect(isSignedIn({ evidence: [entry({ ...link, id: 'urn:uuid:2' }), entry(link)] }, link)).toBe(true);
  expect(isSignedIn({ evidence: [entry({ ...link, legId: 'another' })] }, link)).toBe(false);
  expect(isSignedIn({ evidence: [entry(link, 'urn:uuid:2')] }, link)).toBe(false);
  expect(isSignedIn({ evidence: [{ id: link.id, type: ['Evidence'] }] }, link)).toBe(false);
  expect(isSignedIn({}, link)).toBe(false);
});
