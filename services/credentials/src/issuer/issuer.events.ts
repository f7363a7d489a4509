import type { DomainEvent } from '@estafette/decider';
import type { EventTypes } from '@estafette/event-store';
import { sealerOf } from './instance.rules.js';

/** A key as everybody may know it. */
export interface PublicKey {
  /** The fragment that names it in the document of its DID: `key-1`. */
  readonly keyId: string;
  /** An Ed25519 multikey, `z6Mk…`. */
  readonly publicKey: string;
}

/** The algorithms of credentials as JWT (RFC 7518, section 3.1) that Open Badges 3.0 and wallets ask for. */
export type JwtAlgorithm = 'ES256' | 'RS256';

/** A key that signs JWTs: its public half, and its private half where that is kept here. */
export interface NewJwtKey {
  readonly did: string;
  /** The fragment that names it in the document of its DID. */
  readonly keyId: string;
  readonly algorithm: JwtAlgorithm;
  /** RFC 7517: P-256 or RSA. */
  readonly publicJwk: { readonly kty: string } & Readonly<Record<string, string>>;
  /** The private JWK as JSON text: whoever has it can sign for the organisation. Null where it is kept outside. */
  readonly privateJwk: string | null;
}

/** What is told of a new key: its public half, and its private half where that is kept here. */
interface NewKey {
  readonly organisationId: string;
  /** `did:web:…`, or `did:key:z6Mk…` of those that registered before there were others; public. */
  readonly did: string;
  readonly key: PublicKey;
  /**
   * The 32 bytes of the private key in base64: whoever has it can sign for the organisation. Null where it is kept outside,
   * in a file or the environment.
   */
  readonly seed: string | null;
}

export type IssuerEvent =
  | DomainEvent<
      'IssuerRegistered',
      NewKey & {
        /** As credentials show it; public. */
        name: string;
        /** ISO 3166-1 alpha-2. */
        country: string;
        region: string | null;
        by: string;
      }
    >
  /** An organisation of which somebody confirmed what they saw: it endorses with a key of its own, kept by the platform. */
  | DomainEvent<'EndorserRegistered', NewKey & { name: string | null }>
  /** The installation itself needed a key for the first time. */
  | DomainEvent<'InstanceRegistered', NewKey & { name: string }>
  | DomainEvent<'KeyRotated', NewKey & { by: string }>
  /** It signs the JWTs of its algorithm from now on; those before stay for what they signed. */
  | DomainEvent<'JwtKeyAdded', NewJwtKey & { organisationId: string; by: string }>
  /** Somebody else may have used the key: nothing that it signed is to be trusted any more. */
  | DomainEvent<'KeyRevoked', { organisationId: string; did: string; keyId: string; revokedAt: string; by: string }>;

type RegisteredV1 = Readonly<Record<'organisationId' | 'name' | 'did' | 'seed' | 'by', string>>;

const keySealed = ({ organisationId, seed }: NewKey) =>
  seed === null ? [] : [{ path: 'seed', of: sealerOf(organisationId) }];

/** The seed lies in the vault's keeping like personal data does, under a key of the organisation's own. */
export const issuerEvents: EventTypes<IssuerEvent> = {
  IssuerRegistered: {
    version: 2,
    personal: keySealed,
    upcast: {
      1: (data) => {
        const { did, ...rest } = data as RegisteredV1;
        const publicKey = did.slice('did:key:'.length);
        return { ...rest, did, key: { keyId: publicKey, publicKey }, country: 'NL', region: null };
      },
    },
  },
  EndorserRegistered: { version: 1, personal: keySealed },
  InstanceRegistered: { version: 1, personal: keySealed },
  KeyRotated: { version: 1, personal: keySealed },
  JwtKeyAdded: {
    version: 1,
    personal: ({ organisationId, privateJwk }) =>
      privateJwk === null ? [] : [{ path: 'privateJwk', of: sealerOf(organisationId) }],
  },
  KeyRevoked: { version: 1 },
};
