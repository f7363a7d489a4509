import { readFileSync } from 'node:fs';
import { fold, given } from '@estafette/decider';
import { EventRegistry } from '@estafette/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssuerCommand, OfferedKey } from './issuer.decider.js';
import { currentJwtKey, issuerDecider } from './issuer.decider.js';
import { issuerEvents } from './issuer.events.js';
import { issuer } from './issuer.stream.js';

const did = 'did:web:region.example:organisations:school';
const offered = (keyId: string, seed: string | null = 'c2VlZA=='): OfferedKey => ({
  did,
  key: { keyId, publicKey: `z6Mk-${keyId}` },
  seed,
});
const by = { person: 'clerk', for: 'school' };
const command: Extract<IssuerCommand, { type: 'RegisterIssuer' }> = {
  type: 'RegisterIssuer',
  by,
  organisation: { kind: 'school', name: 'School for Food' },
  country: 'NL',
  region: 'Overijssel',
  offered: offered('key-1'),
};
const registered = {
  type: 'IssuerRegistered',
  data: {
    organisationId: 'school',
    name: 'School for Food',
    country: 'NL',
    region: 'Overijssel',
    ...offered('key-1'),
    by: 'clerk',
  },
} as const;
const rotated = {
  type: 'KeyRotated',
  data: { organisationId: 'school', ...offered('key-2'), by: 'clerk' },
} as const;
const at = '2026-11-22T09:00:00.000Z';
const revoked = (keyId: string) =>
  ({ type: 'KeyRevoked', data: { organisationId: 'school', did, keyId, revokedAt: at, by: 'clerk' } }) as const;
const issuers = given(issuerDecider);

describe('the installation itself', () => {
  const register = { type: 'RegisterInstance', name: 'Estafette', offered: offered('key-1') } as const;
  const itself = {
    type: 'InstanceRegistered',
    data: { organisationId: 'instance', name: 'Estafette', ...offered('key-1') },
  } as const;

  it('gets a key when it first needs one, keeps it, and rotates it', () => {
    issuers().when(register).then(itself);
    issuers(itself)
      .when({ ...register, name: 'Another', offered: offered('key-1', 'b3RoZXI=') })
      .thenNothing();
    issuers(itself)
      .when({ type: 'RotateKey', by, offered: offered('key-2') })
      .then({ type: 'KeyRotated', data: { organisationId: 'instance', ...offered('key-2'), by: 'clerk' } });
  });

  it('has its key sealed under a name of its own', () => {
    const { personal } = issuerEvents.InstanceRegistered;
    expect(personal?.(itself.data)).toEqual([
      { path: 'seed', of: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/) },
    ]);
  });
});

describe('registering an issuer', () => {
  it('gives the school its key', () => {
    issuers().when(command).then(registered);
  });

  it('a second time keeps the first key', () => {
    issuers(registered)
      .when({ ...command, offered: offered('key-1', 'b3RoZXI=') })
      .thenNothing();
  });

  it('a second time keeps the first name, whatever the school is called or is by then', () => {
    for (const organisation of [
      { kind: 'school', name: 'Another' },
      { kind: 'network', name: 'School for Food' },
    ]) {
      issuers(registered)
        .when({ ...command, organisation })
        .thenNothing();
    }
  });

  it('is for schools and training providers', () => {
    const kind = 'training-provider';
    issuers()
      .when({ ...command, organisation: { kind, name: 'School for Food' } })
      .then(registered);
    for (const other of ['sme', 'knowledge-partner', 'network', '']) {
      issuers()
        .when({ ...command, organisation: { kind: other, name: 'Universiteit van Amsterdam' } })
        .thenRefuses('not-a-school');
    }
  });

  it('is not for a sole trader, whose name is personal', () => {
    issuers()
      .when({ ...command, organisation: { kind: 'training-provider', name: null } })
      .thenRefuses('issuer-without-name');
  });

  it('decides nothing once it is done, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.uuid(), (name, keyId, school) => {
        const any: IssuerCommand = {
          ...command,
          by: { person: 'clerk', for: school },
          organisation: { kind: 'school', name },
          offered: offered(keyId),
        };
        const history = issuerDecider.decide(any, issuerDecider.initialState);
        return issuerDecider.decide(any, fold(issuerDecider, history)).length === 0;
      }),
    );
  });
});

describe('an organisation that confirms what it saw', () => {
  const endorse = {
    type: 'RegisterEndorser',
    organisationId: 'bakery',
    name: 'Bakery',
    offered: offered('key-1'),
  } as const;
  const endorser = {
    type: 'EndorserRegistered',
    data: { organisationId: 'bakery', name: 'Bakery', ...offered('key-1') },
  } as const;

  it('has a key once, and issues nothing by it', () => {
    issuers().when(endorse).then(endorser);
    issuers(endorser).when(endorse).thenNothing();
    expect(fold(issuerDecider, [endorser]).issues).toBe(false);
  });

  it('that has a key as an issuer takes no other', () => {
    issuers(registered)
      .when({ ...endorse, organisationId: 'school' })
      .thenNothing();
  });

  it('may become an issuer, with another key', () => {
    const school = { ...command, by: { person: 'clerk', for: 'bakery' }, offered: offered('key-9') };
    const history = issuerDecider.decide(school, fold(issuerDecider, [endorser]));
    expect(fold(issuerDecider, [endorser, ...history])).toMatchObject({
      issues: true,
      keys: [{ keyId: 'key-1' }, { keyId: 'key-9' }],
    });
  });
});

describe('a key', () => {
  it('is rotated, and the one before still stands; by the same name only once', () => {
    issuers(registered)
      .when({ type: 'RotateKey', by, offered: offered('key-2') })
      .then(rotated);
    issuers(registered, rotated)
      .when({ type: 'RotateKey', by, offered: offered('key-2', 'b3RoZXI=') })
      .thenNothing();
    expect(fold(issuerDecider, [registered, rotated]).keys.map(({ revokedAt }) => revokedAt)).toEqual([null, null]);
    issuers()
      .when({ type: 'RotateKey', by, offered: offered('key-2') })
      .thenRefuses('issuer-not-registered');
  });

  it('that signs is revoked together with the rotation to the next', () => {
    issuers(registered)
      .when({ type: 'RevokeKey', by, keyId: 'key-1', at, offered: offered('key-2') })
      .then(rotated, revoked('key-1'));
    issuers(registered)
      .when({ type: 'RevokeKey', by, keyId: 'key-1', at, offered: offered('key-1') })
      .thenRefuses('key-exists');
  });

  it('from before is revoked alone, and once', () => {
    const command = { type: 'RevokeKey', by, keyId: 'key-1', at, offered: offered('key-3') } as const;
    issuers(registered, rotated).when(command).then(revoked('key-1'));
    issuers(registered, rotated, revoked('key-1')).when(command).thenNothing();
  });

  it('is not revoked where there is none, or where it is its own name', () => {
    issuers(registered)
      .when({ type: 'RevokeKey', by, keyId: 'key-7', at, offered: offered('key-2') })
      .thenRefuses('key-unknown');
    const ofDidKey = { ...registered, data: { ...registered.data, did: 'did:key:z6Mk1' } };
    issuers(ofDidKey)
      .when({ type: 'RevokeKey', by, keyId: 'key-1', at, offered: offered('key-2') })
      .thenRefuses('key-is-its-own-name');
  });
});

const jwtKey = (keyId: string, algorithm: 'ES256' | 'RS256' = 'ES256') => ({
  did,
  keyId,
  algorithm,
  publicJwk: { kty: 'EC' },
  privateJwk: '{}',
});
const jwtKeyAdded = (keyId: string, algorithm?: 'RS256') =>
  ({
    type: 'JwtKeyAdded',
    data: { organisationId: 'school', ...jwtKey(keyId, algorithm), by: 'clerk' },
  }) as const;

describe('a key for JWTs', () => {
  const first = {
    type: 'AddJwtKey',
    organisationId: 'school',
    by: 'clerk',
    offered: jwtKey('es256-1'),
    onlyFirst: true,
  } as const;

  it('is made for who signs already, and the first of its algorithm once', () => {
    issuers(registered).when(first).then(jwtKeyAdded('es256-1'));
    issuers(registered, jwtKeyAdded('es256-2')).when(first).thenNothing();
    issuers(registered, jwtKeyAdded('rs256-1', 'RS256')).when(first).then(jwtKeyAdded('es256-1'));
    issuers().when(first).thenRefuses('issuer-not-registered');
  });

  it('is followed by another of another name', () => {
    const next = { ...first, offered: jwtKey('es256-2'), onlyFirst: false };
    issuers(registered, jwtKeyAdded('es256-1')).when(next).then(jwtKeyAdded('es256-2'));
    for (const keyId of ['key-1', 'es256-1']) {
      issuers(registered, jwtKeyAdded('es256-1'))
        .when({ ...next, offered: jwtKey(keyId) })
        .thenNothing();
    }
  });

  it('is used as long as it is not withdrawn, as any key', () => {
    const history = [registered, jwtKeyAdded('es256-1'), jwtKeyAdded('es256-2')];
    for (const keyId of ['key-1', 'es256-1'])
      issuers(...history)
        .when({ type: 'UseKey', keyId })
        .thenNothing();
    for (const keyId of ['es256-1', 'unknown']) {
      const use = { type: 'UseKey', keyId } as const;
      issuers(...history, revoked('es256-1'))
        .when(use)
        .thenRefuses('key-withdrawn');
    }
  });

  it('that signs is withdrawn together with the step to the next of its algorithm', () => {
    const withdraw = { type: 'RevokeKey', by, keyId: 'es256-1', at, offered: jwtKey('es256-2') } as const;
    issuers(registered, jwtKeyAdded('es256-1'), jwtKeyAdded('rs256-1', 'RS256'))
      .when(withdraw)
      .then(jwtKeyAdded('es256-2'), revoked('es256-1'));
    issuers(registered, jwtKeyAdded('es256-1'), jwtKeyAdded('es256-2')).when(withdraw).then(revoked('es256-1'));
    issuers(registered, jwtKeyAdded('es256-1'))
      .when({ ...withdraw, offered: jwtKey('key-1') })
      .thenRefuses('key-exists');
  });

  it('is current as the last of its algorithm, withdrawn ones as they are', () => {
    const state = fold(issuerDecider, [registered, jwtKeyAdded('es256-1'), jwtKeyAdded('es256-2'), revoked('es256-1')]);
    expect(currentJwtKey(state, 'ES256')?.keyId).toBe('es256-2');
    expect(currentJwtKey(state, 'RS256')).toBeUndefined();
    expect(state.jwtKeys.map(({ revokedAt }) => revokedAt)).toEqual([at, null]);
  });

  it('has its private half sealed with the key of the organisation, unless it is kept outside', () => {
    const { data } = jwtKeyAdded('es256-1');
    expect(issuerEvents.JwtKeyAdded.personal?.(data)).toEqual([{ path: 'privateJwk', of: 'school' }]);
    expect(issuerEvents.JwtKeyAdded.personal?.({ ...data, privateJwk: null })).toEqual([]);
  });
});

describe('a stored event', () => {
  it('has its seed sealed with the key of the organisation, unless it is kept outside', () => {
    const { personal } = issuerEvents.IssuerRegistered;
    expect(personal?.(registered.data)).toEqual([{ path: 'seed', of: 'school' }]);
    expect(personal?.({ ...registered.data, seed: null })).toEqual([]);
    expect(issuerEvents.KeyRotated.personal?.(rotated.data)).toEqual([{ path: 'seed', of: 'school' }]);
  });

  it('of version 1 still reads', () => {
    const stored = JSON.parse(
      readFileSync(new URL('golden/issuer-registered.v1.json', import.meta.url), 'utf8'),
    ) as object;
    const data = new EventRegistry([issuer]).upcast('IssuerRegistered', 1, stored) as (typeof registered)['data'];
    expect(fold(issuerDecider, [{ type: 'IssuerRegistered', data }])).toEqual({
      organisationId: '01a06648-2800-7302-9100-4aa0516ed123',
      name: 'School for Food',
      country: 'NL',
      region: null,
      issues: true,
      keys: [
        {
          did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
          keyId: 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
          publicKey: 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
          seed: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
          revokedAt: null,
        },
      ],
      jwtKeys: [],
    });
  });
});
