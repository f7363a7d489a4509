import type { Decider } from '@estafette/decider';
import { refuse, unknown } from '@estafette/decider';
import type { IssuerEvent, PublicKey } from './issuer.events.js';

/** A key made for a command; used only when the command leads to one. */
export interface OfferedKey {
  readonly did: string;
  readonly key: PublicKey;
  readonly seed: string | null;
}

export type IssuerCommand =
  | {
      readonly type: 'RegisterIssuer';
      /** `for` is the school that becomes an issuer. */
      readonly by: { readonly person: string; readonly for: string };
      /** As the organisation is registered; the name is null for a sole trader, whose name is personal. */
      readonly organisation: { readonly kind: string; readonly name: string | null };
      readonly country: string;
      readonly region: string | null;
      readonly offered: OfferedKey;
    }
  | {
      readonly type: 'RegisterEndorser';
      readonly organisationId: string;
      readonly name: string | null;
      readonly offered: OfferedKey;
    }
  | {
      readonly type: 'RotateKey';
      readonly by: { readonly person: string; readonly for: string };
      readonly offered: OfferedKey;
    }
  | {
      readonly type: 'RevokeKey';
      readonly by: { readonly person: string; readonly for: string };
      readonly keyId: string;
      readonly at: string;
      /** Takes the place of the key where that is the current one. */
      readonly offered: OfferedKey;
    };

export interface Key extends PublicKey {
  /** The DID that the key belongs to: one that moved from a did:key to a did:web has several. */
  readonly did: string;
  readonly seed: string | null;
  /** When it was found compromised; null as long as it may vouch. */
  readonly revokedAt: string | null;
}

export interface IssuerState {
  readonly organisationId: string;
  readonly name: string | null;
  readonly country: string;
  readonly region: string | null;
  /** Whether it may define and issue achievements, not only endorse. */
  readonly issues: boolean;
  /** The last one signs. */
  readonly keys: readonly Key[];
}

/** Kinds of organisations that can be an education partner, whose assessors judge. */
const SCHOOLS: readonly string[] = ['school', 'training-provider'];

/** The rules of who signs: a school has a key when it registers, a company when it first confirms something. */
export const issuerDecider: Decider<IssuerState, IssuerCommand, IssuerEvent> = {
  initialState: { organisationId: '', name: null, country: 'NL', region: null, issues: false, keys: [] },
  evolve: (state, event) => {
    const { organisationId } = event.data;
    switch (event.type) {
      case 'IssuerRegistered': {
        const { name, country, region } = event.data;
        return { organisationId, name, country, region, issues: true, keys: withKey(state.keys, event.data) };
      }
      case 'EndorserRegistered':
        return { ...state, organisationId, name: event.data.name, keys: withKey(state.keys, event.data) };
      case 'KeyRotated':
        return { ...state, keys: withKey(state.keys, event.data) };
      case 'KeyRevoked': {
        const { did, keyId, revokedAt } = event.data;
        const keys = state.keys.map((key) => (key.did === did && key.keyId === keyId ? { ...key, revokedAt } : key));
        return { ...state, keys };
      }
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'RegisterIssuer':
        return register(command, state);
      case 'RegisterEndorser':
        return registerEndorser(command, state);
      case 'RotateKey':
        assertIssuer(state);
        return hasKey(state, command.offered) ? [] : [rotated(command, state)];
      case 'RevokeKey':
        return revoke(command, state);
    }
  },
};

type Command<Type extends IssuerCommand['type']> = Extract<IssuerCommand, { type: Type }>;

function withKey(keys: readonly Key[], { did, key, seed }: OfferedKey): readonly Key[] {
  return [...keys, { ...key, did, seed, revokedAt: null }];
}

function register(
  { by, organisation: { kind, name }, country, region, offered }: Command<'RegisterIssuer'>,
  state: IssuerState,
): IssuerEvent[] {
  // Every attempt brings a key of its own; the first one stays.
  if (state.issues) return [];
  if (!SCHOOLS.includes(kind)) {
    refuse(
      'not-a-school',
      'An issuer is a school or a training provider: the region changes the kind if that is wrong.',
    );
  }
  if (name === null) {
    refuse(
      'issuer-without-name',
      'The name of a sole trader is personal and stays out of credentials: register an organisation.',
    );
  }
  const data = { organisationId: by.for, name, country, region, ...offered, by: by.person };
  return [{ type: 'IssuerRegistered', data }];
}

function registerEndorser(
  { organisationId, name, offered }: Command<'RegisterEndorser'>,
  state: IssuerState,
): IssuerEvent[] {
  if (state.keys.length > 0) return [];
  return [{ type: 'EndorserRegistered', data: { organisationId, name, ...offered } }];
}

const hasKey = ({ keys }: IssuerState, { key }: OfferedKey): boolean => keys.some(({ keyId }) => keyId === key.keyId);

/** The key before stays in the document, so that what it signed goes on verifying. */
function rotated({ by, offered }: Command<'RotateKey' | 'RevokeKey'>, state: IssuerState): IssuerEvent {
  return {
    type: 'KeyRotated',
    data: { organisationId: state.organisationId, ...offered, by: by.person },
  };
}

function revoke(command: Command<'RevokeKey'>, state: IssuerState): IssuerEvent[] {
  assertIssuer(state);
  const { by, keyId, at: revokedAt } = command;
  const found = state.keys.find((key) => key.keyId === keyId);
  if (found === undefined) unknown('key-unknown', 'Your organisation has no key of this name: look it up in its keys.');
  if (found.revokedAt !== null) return [];
  if (found.did.startsWith('did:key:')) {
    refuse(
      'key-is-its-own-name',
      'A did:key cannot be taken back. Rotate, so that you sign with a did:web; then revoke and issue anew what it signed.',
    );
  }
  const { organisationId } = state;
  const revoked: IssuerEvent = {
    type: 'KeyRevoked',
    data: { organisationId, did: found.did, keyId, revokedAt, by: by.person },
  };
  if (found !== state.keys.at(-1)) return [revoked];
  if (hasKey(state, command.offered)) {
    refuse(
      'key-exists',
      'Your organisation has a key of this name already: give the one that takes its place another.',
    );
  }
  return [rotated(command, state), revoked];
}

function assertIssuer({ keys }: IssuerState): void {
  if (keys.length === 0) refuse('issuer-not-registered', 'Register your school as an issuer first: POST /v1/issuers.');
}
