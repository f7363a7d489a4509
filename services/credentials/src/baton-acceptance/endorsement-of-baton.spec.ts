import { formalFaults } from '@estafette/verifier';
import { describe, expect, it } from 'vitest';
import type { Signing } from '../issuer/issuers.js';
import type { Accepted } from './baton-acceptance.events.js';
import { acceptanceIdOf } from './baton-acceptance.stream.js';
import { endorsementOfBaton } from './endorsement-of-baton.js';

const accepted: Accepted = {
  batonId: '01a0a93a-d400-7244-9b23-761d2b55f557',
  batonDigest: '3b4240fb896feccf7039e2fc319f4fd3655f8873d71a64881ed5a92bdb2d4003',
  organisationId: '01a06b6e-8400-794a-91a6-c3ea446d5abd',
  byNextTeam: true,
  acceptedAt: '2026-11-13T09:26:53.120Z',
};
const signing = (name: string | null) =>
  ({ issuer: { name, country: 'NL', region: null }, key: { did: 'did:web:school.example' } }) as unknown as Signing;
const told = (more: Partial<Accepted> = {}, name: string | null = 'Hogeschool Rijnoever') =>
  endorsementOfBaton({ ...accepted, ...more }, signing(name), new Date(accepted.acceptedAt));

describe('what an organisation says by accepting a baton', () => {
  it('is of the baton, by its digest, since it was accepted', () => {
    const endorsement = told();
    expect(endorsement).toMatchObject({
      id: `urn:uuid:${acceptanceIdOf(accepted)}`,
      name: 'Baton accepted by Hogeschool Rijnoever through Estafette',
      validFrom: '2026-11-13T09:26:53Z',
      issuer: { id: 'did:web:school.example' },
      credentialSubject: {
        id: `urn:uuid:${accepted.batonId}`,
        endorsementComment: `The team of the next leg accepted this baton and goes on from it, on 2026-11-13. What was accepted is told by its digest: SHA-256 ${accepted.batonDigest}, over its canonical JSON (RFC 8785) with a salt.`,
      },
    });
    expect(formalFaults(endorsement, 'endorsement')).toEqual([]);
  });

  it('says who it was by role and organisation alone, and no name of a sole trader', () => {
    expect(told({ byNextTeam: false }).credentialSubject.endorsementComment).toMatch(
      /^The organisation whose challenge it is accepted this baton, the last of its legs, on /,
    );
    const nameless = told({}, null);
    expect(nameless.name).toBe('Baton accepted by an organisation through Estafette');
    expect(nameless.issuer).not.toHaveProperty('name');
  });

  it('has an id that follows from the baton and its digest, and never changes', () => {
    expect(acceptanceIdOf(accepted)).toBe('06e99201-ea28-569d-9f0a-e7e11a1127f6');
    expect(acceptanceIdOf({ ...accepted, batonDigest: 'f'.repeat(64) })).not.toBe(acceptanceIdOf(accepted));
  });
});
