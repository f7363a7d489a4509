import { readFileSync } from 'node:fs';
import { fold, given } from '@estafette/decider';
import { EventRegistry } from '@estafette/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegisterIssuer } from './issuer.decider.js';
import { issuerDecider } from './issuer.decider.js';
import type { IssuerEvent } from './issuer.events.js';
import { issuerEvents } from './issuer.events.js';
import { issuer } from './issuer.stream.js';

const command: RegisterIssuer = {
  type: 'RegisterIssuer',
  by: { person: 'clerk', for: 'school' },
  organisation: { kind: 'school', name: 'School for Food' },
  key: { did: 'did:key:z6Mk1', seed: 'c2VlZA==' },
};
const registered: IssuerEvent = {
  type: 'IssuerRegistered',
  data: { organisationId: 'school', name: 'School for Food', did: 'did:key:z6Mk1', seed: 'c2VlZA==', by: 'clerk' },
};
const issuers = given(issuerDecider);

describe('registering an issuer', () => {
  it('gives the school its key', () => {
    issuers().when(command).then(registered);
  });

  it('a second time keeps the first key', () => {
    issuers(registered)
      .when({ ...command, key: { did: 'did:key:z6Mk2', seed: 'b3RoZXI=' } })
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
      fc.property(fc.string(), fc.string(), fc.uuid(), (name, did, school) => {
        const any: RegisterIssuer = {
          ...command,
          by: { person: 'clerk', for: school },
          organisation: { kind: 'school', name },
          key: { did, seed: did },
        };
        const history = issuerDecider.decide(any, issuerDecider.initialState);
        return issuerDecider.decide(any, fold(issuerDecider, history)).length === 0;
      }),
    );
  });
});

describe('a stored event', () => {
  it('has its seed sealed with the key of the school', () => {
    expect(issuerEvents.IssuerRegistered.personal?.(registered.data)).toEqual([{ path: 'seed', of: 'school' }]);
  });

  it('of version 1 still reads', () => {
    const stored = JSON.parse(
      readFileSync(new URL('golden/issuer-registered.v1.json', import.meta.url), 'utf8'),
    ) as object;
    const data = new EventRegistry([issuer]).upcast('IssuerRegistered', 1, stored) as IssuerEvent['data'];
    expect(fold(issuerDecider, [{ type: 'IssuerRegistered', data }]).registered).toEqual({
      organisationId: '01a06648-2800-7302-9100-4aa0516ed123',
      name: 'School for Food',
      did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      seed: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
    });
  });
});
