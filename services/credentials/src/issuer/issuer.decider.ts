import type { Decider } from '@estafette/decider';
import { refuse, unknown } from '@estafette/decider';
import { INSTANCE } from './instance.rules.js';
import type { IssuerEvent, JwtAlgorithm, NewJwtKey, PublicKey } from './issuer.events.js';

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
  | { readonly type: 'RegisterInstance'; readonly name: string; readonly offered: OfferedKey }
  | {
      readonly type: 'RotateKey';
      readonly by: { readonly person: string; readonly for: string };
      readonly offered: OfferedKey;
    }
  /** The first key of an algorithm is made when it is first needed, any other when the organisation asks for it. */
  | {
      readonly type: 'AddJwtKey';
      readonly organisationId: string;
      readonly by: string;
      readonly offered: NewJwtKey;
      readonly onlyFirst: boolean;
    }
  /** Something that the key signed is about to be written, together with this. */
  | { readonly type: 'UseKey'; readonly keyId: string }
  | {
      readonly type: 'RevokeKey';
      readonly by: { readonly person: string; readonly for: string };
      readonly keyId: string;
      readonly at: string;
      /** Takes the place of the key where that is the one that signs: of the same kind. */
      readonly offered: OfferedKey | NewJwtKey;
    };

/** What a key signed is not written once the key is withdrawn. */
export const KEY_WITHDRAWN = 'key-withdrawn';

export interface Key extends PublicKey {
  /** The DID that the key belongs to: one that moved from a did:key to a did:web has several. */
  readonly did: string;
  readonly seed: string | null;
  /** When it was found compromised; null as long as it may vouch. */
  readonly revokedAt: string | null;
}

export interface JwtKey extends NewJwtKey {
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
  /** The last one of an algorithm signs. */
  readonly jwtKeys: readonly JwtKey[];
}

/** Kinds of organisations that can be an education partner, whose assessors judge. */
const SCHOOLS: readonly string[] = ['school', 'training-provider'];

/** The rules of who signs: a school has a key when it registers, a company when it first confirms something. */
export const issuerDecider: Decider<IssuerState, IssuerCommand, IssuerEvent> = {
  initialState: {
    organisationId: '',
    name: null,
    country: 'NL',
    region: null,
    issues: false,
    keys: [],
    jwtKeys: [],
  },
  evolve: (state, event) => {
    const { organisationId } = event.data;
    switch (event.type) {
      case 'IssuerRegistered': {
        const { name, country, region } = event.data;
        return { ...state, organisationId, name, country, region, issues: true, keys: withKey(state.keys, event.data) };
      }
      case 'EndorserRegistered':
      case 'InstanceRegistered':
        return { ...state, organisationId, name: event.data.name, keys: withKey(state.keys, event.data) };
      case 'KeyRotated':
        return { ...state, keys: withKey(state.keys, event.data) };
      case 'JwtKeyAdded': {
        const { did, keyId, algorithm, publicJwk, privateJwk } = event.data;
        const key = { did, keyId, algorithm, publicJwk, privateJwk, revokedAt: null };
        return { ...state, jwtKeys: [...state.jwtKeys, key] };
      }
      case 'KeyRevoked': {
        const { did, keyId, revokedAt } = event.data;
        const revoked = <One extends Key | JwtKey>(key: One): One =>
          key.did === did && key.keyId === keyId ? { ...key, revokedAt } : key;
        return { ...state, keys: state.keys.map(revoked), jwtKeys: state.jwtKeys.map(revoked) };
      }
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'RegisterIssuer':
        return register(command, state);
      case 'RegisterEndorser':
        return registerEndorser(command, state);
      case 'RegisterInstance':
        return registerInstance(command, state);
      case 'RotateKey':
        assertIssuer(state);
        return hasKey(state, command.offered.key) ? [] : [rotated(command, state)];
      case 'AddJwtKey':
        return addJwtKey(command, state);
      case 'UseKey':
        return use(command, state);
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

/** Whoever needs it first offers a key; the first one stays. */
function registerInstance({ name, offered }: Command<'RegisterInstance'>, state: IssuerState): IssuerEvent[] {
  if (state.keys.length > 0) return [];
  return [{ type: 'InstanceRegistered', data: { organisationId: INSTANCE, name, ...offered } }];
}

type Named = Pick<PublicKey, 'keyId'>;

const hasKey = ({ keys, jwtKeys }: IssuerState, { keyId }: Named): boolean =>
  [...keys, ...jwtKeys].some((key) => key.keyId === keyId);

function addJwtKey({ by, offered, onlyFirst }: Command<'AddJwtKey'>, state: IssuerState): IssuerEvent[] {
  assertIssuer(state);
  if (hasKey(state, offered) || (onlyFirst && currentJwtKey(state, offered.algorithm) !== undefined)) return [];
  return [jwtKeyAdded(offered, state, by)];
}

/** Which key signs the JWTs of an algorithm; undefined before there was one. */
export function currentJwtKey({ jwtKeys }: IssuerState, algorithm: JwtAlgorithm): JwtKey | undefined {
  return jwtKeys.findLast((key) => key.algorithm === algorithm);
}

const jwtKeyAdded = (key: NewJwtKey, { organisationId }: IssuerState, by: string): IssuerEvent => ({
  type: 'JwtKeyAdded',
  data: { organisationId, ...key, by },
});

/** The key before stays in the document, so that what it signed goes on verifying. */
function rotated(
  { by, offered }: { readonly by: { readonly person: string }; readonly offered: OfferedKey },
  state: IssuerState,
): IssuerEvent {
  return { type: 'KeyRotated', data: { organisationId: state.organisationId, ...offered, by: by.person } };
}

function use({ keyId }: Command<'UseKey'>, { keys, jwtKeys }: IssuerState): IssuerEvent[] {
  const key = [...keys, ...jwtKeys].find((one) => one.keyId === keyId);
  if (key?.revokedAt !== null) refuse(KEY_WITHDRAWN, 'The key was withdrawn while it signed: sign with the next one.');
  return [];
}

function revoke(command: Command<'RevokeKey'>, state: IssuerState): IssuerEvent[] {
  assertIssuer(state);
  const { by, keyId, at: revokedAt, offered } = command;
  const found = [...state.keys, ...state.jwtKeys].find((key) => key.keyId === keyId);
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
  const current = 'algorithm' in found ? currentJwtKey(state, found.algorithm) : state.keys.at(-1);
  if (found !== current) return [revoked];
  if (hasKey(state, 'key' in offered ? offered.key : offered)) {
    refuse(
      'key-exists',
      'Your organisation has a key of this name already: give the one that takes its place another.',
    );
  }
  return ['key' in offered ? rotated({ by, offered }, state) : jwtKeyAdded(offered, state, by.person), revoked];
}

function assertIssuer({ keys }: IssuerState): void {
  if (keys.length === 0) refuse('issuer-not-registered', 'Register your school as an issuer first: POST /v1/issuers.');
}
