import type { Recorded } from '@estafette/event-store';
import { START } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import type { IssuerEvent } from '../../issuer/issuer.events.js';
import { issuers, type IssuersRow } from './issuers.view.js';

const recorded = (event: IssuerEvent, revision: number): Recorded & IssuerEvent => ({
  id: 'event',
  streamId: 'issuer-school',
  revision,
  cursor: START,
  ...event,
  metadata: { at: `2026-11-2${revision}T14:00:00.000Z`, by: 'clerk', for: 'school' },
});
const did = 'did:web:region.example:organisations:school';
const key = (keyId: string) => ({ did, key: { keyId, publicKey: 'z6Mk' }, seed: 'secret' });
const registered = recorded(
  {
    type: 'IssuerRegistered',
    data: { organisationId: 'school', name: 'School', country: 'NL', region: null, ...key('key-1'), by: 'clerk' },
  },
  1,
);
const rotated = recorded({ type: 'KeyRotated', data: { organisationId: 'school', ...key('key-2'), by: 'clerk' } }, 2);
const revokedAt = '2026-11-23T09:00:00.000Z';
const revoked = recorded(
  { type: 'KeyRevoked', data: { organisationId: 'school', did, keyId: 'key-1', revokedAt, by: 'clerk' } },
  3,
);
const after = (...events: (Recorded & IssuerEvent)[]): IssuersRow | null =>
  events.reduce<IssuersRow | null>((row, event) => issuers.evolve(row, event, 'school'), null);

describe('the view issuers', () => {
  it('shows what is public, and not the seed', () => {
    expect(issuers.keys(registered)).toEqual(['school']);
    expect(after(registered)).toEqual({
      organisationId: 'school',
      name: 'School',
      did,
      country: 'NL',
      region: null,
      issues: true,
      keys: [{ did, keyId: 'key-1', algorithm: 'Ed25519', since: '2026-11-21T14:00:00.000Z', revokedAt: null }],
      registeredAt: '2026-11-21T14:00:00.000Z',
      revision: 1,
    });
  });

  it('shows which key signs since when, and which was compromised', () => {
    expect(after(registered, rotated, revoked)).toMatchObject({
      did,
      keys: [
        { keyId: 'key-1', revokedAt },
        { keyId: 'key-2', since: '2026-11-22T14:00:00.000Z', revokedAt: null },
      ],
      revision: 3,
    });
  });

  it('shows keys for JWTs too, which change nothing of who signs', () => {
    const publicJwk = { kty: 'EC' };
    const jwt = { did, keyId: 'es256-1', algorithm: 'ES256', publicJwk, privateJwk: 'secret' } as const;
    const added = recorded({ type: 'JwtKeyAdded', data: { organisationId: 'school', ...jwt, by: 'clerk' } }, 2);
    const row = after(registered, added);
    expect(row?.keys.map(({ keyId, algorithm }) => [keyId, algorithm])).toEqual([
      ['key-1', 'Ed25519'],
      ['es256-1', 'ES256'],
    ]);
    expect(JSON.stringify(row)).not.toContain('secret');
  });

  it('shows who only confirms as one who does not issue', () => {
    const data = { organisationId: 'school', name: null, ...key('key-1') };
    expect(after(recorded({ type: 'EndorserRegistered', data }, 1))).toMatchObject({ name: null, issues: false });
  });
});
