import type { View } from '@estafette/event-store';
import type { IssuerEvent, JwtAlgorithm } from '../../issuer/issuer.events.js';

/** A key as everybody may know it. */
export interface ShownKey {
  readonly did: string;
  readonly keyId: string;
  /** Ed25519 for credentials with a Data Integrity proof; ES256 and RS256 for those as JWT. */
  readonly algorithm: 'Ed25519' | JwtAlgorithm;
  readonly since: string;
  /** When it was found compromised; null of all others. */
  readonly revokedAt: string | null;
}

/** What anybody may know of who signs here. */
export interface IssuersRow {
  readonly organisationId: string;
  /** Null of a sole trader, whose name is personal. */
  readonly name: string | null;
  /** That of the key which signs now. */
  readonly did: string;
  readonly country: string;
  readonly region: string | null;
  /** Whether it issues achievements; a company only endorses. */
  readonly issues: boolean;
  readonly keys: readonly ShownKey[];
  readonly registeredAt: string;
  readonly revision: number;
}

/** Who signs with which keys. */
export const issuers: View<IssuersRow, IssuerEvent> = {
  name: 'issuers',
  version: 3,
  key: 'organisationId',
  keys: (event) => (event.streamId.startsWith('issuer-') ? [event.data.organisationId] : []),
  evolve: (row, event) => {
    const { metadata, revision } = event;
    const withOne = (did: string, keyId: string, algorithm: ShownKey['algorithm']): readonly ShownKey[] => [
      ...(row?.keys ?? []),
      { did, keyId, algorithm, since: metadata.at, revokedAt: null },
    ];
    const withKey = (did: string, keyId: string): Pick<IssuersRow, 'did' | 'keys'> => ({
      did,
      keys: withOne(did, keyId, 'Ed25519'),
    });
    switch (event.type) {
      case 'IssuerRegistered': {
        const { organisationId, name, country, region, did, key } = event.data;
        const shown = { organisationId, name, country, region, issues: true, registeredAt: metadata.at, revision };
        return { ...shown, ...withKey(did, key.keyId) };
      }
      case 'EndorserRegistered':
      case 'InstanceRegistered': {
        const { organisationId, name, did, key } = event.data;
        const shown = { organisationId, name, country: 'NL', region: null, issues: false, registeredAt: metadata.at };
        return { ...shown, ...withKey(did, key.keyId), revision };
      }
      case 'KeyRotated':
        return row && { ...row, ...withKey(event.data.did, event.data.key.keyId), revision };
      case 'JwtKeyAdded': {
        const { did, keyId, algorithm } = event.data;
        return row && { ...row, keys: withOne(did, keyId, algorithm), revision };
      }
      case 'KeyRevoked': {
        const { did, keyId, revokedAt } = event.data;
        const keys = row?.keys.map((key) => (key.did === did && key.keyId === keyId ? { ...key, revokedAt } : key));
        return row && { ...row, keys: keys ?? [], revision };
      }
    }
  },
};
