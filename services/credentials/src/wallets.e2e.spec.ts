import type { RunningService } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallet } from './copy/wallet.example.js';
import { didDocumentOf, done, issuingSchool, judgedBy, type IssuingSchool } from './issuing-school.set-up.js';
import { checkedJwt, isSetInTokenList, readSdJwt, type DidDocument } from './sd-jwt-by-hand.set-up.js';
import { collectWithSphereon } from './sphereon-wallet.set-up.js';
import { held, offered, startForWallets, type Held } from './wallets.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let document: DidDocument;
beforeAll(async () => {
  service = await startForWallets();
  school = await issuingSchool(service);
});
afterAll(() => service.close());

const didDocument = (): Promise<DidDocument> => didDocumentOf(service, school.organisationId);

const verdictOn = async (credential: unknown): Promise<string> => (await judgedBy(service, credential)).verdict;

const revoke = ({ credentialId }: Held): Promise<void> =>
  done(school.office.post(`/v1/credentials/${credentialId}/revocations`, { reason: 'issued-in-error' }));

const ways = [
  { final: false, by: 'kid', algorithm: 'ES256', said: 'as the drafts have it, by a DID' },
  { final: true, by: 'jwk', algorithm: 'ES256', said: 'as 1.0 has it, by a key' },
  { final: true, by: 'kid', algorithm: 'EdDSA', said: 'as 1.0 has it, by a DID of another kind of key' },
] as const;

/** Held, and collected by the wallet of Sphereon. */
async function collected(configuration: string, way: (typeof ways)[number], reference = false) {
  const of = await held(service, school);
  const made = await wallet(way.algorithm);
  const { kty, crv, x, y } = made.jwk;
  // A key that comes without a DID gets the did:jwk of its public members.
  const named = `did:jwk:${Buffer.from(JSON.stringify({ kty, crv, x, y })).toString('base64url')}`;
  const key = { ...made, algorithm: way.algorithm, did: way.by === 'jwk' ? named : made.did };
  const { link, linkByReference, transactionCode } = await offered(of);
  const offer = { link: reference ? linkByReference : link, transactionCode };
  const got = await collectWithSphereon(offer, key, { configuration, ...way });
  document = await didDocument();
  return { of, key, got };
}

describe.each(ways)('a wallet of another make that asks $said', (way) => {
  it('gets a credential with a Data Integrity proof', async () => {
    const { of, key, got } = await collected('open-badge-ldp-vc', way);
    const credential = got as SignedCredential;
    expect(credential).toMatchObject({ id: of.credential.id, credentialSubject: { id: key.did } });
    expect(await verdictOn(credential)).toBe('valid');
    expect((await verifiesElsewhere(credential, new Date(), { [document.id]: document })).verified).toBe(true);
    await revoke(of);
    expect(await verdictOn(credential)).toBe('not-valid-any-more');
  });

  it('gets a JWT of Open Badges 3.0', async () => {
    const { of, key, got } = await collected('open-badge-jwt', way, true);
    expect((await checkedJwt(String(got), document)).payload).toMatchObject({ jti: of.credential.id, sub: key.did });
    expect(await verdictOn(got)).toBe('valid');
    await revoke(of);
    expect(await verdictOn(got)).toBe('not-valid-any-more');
  });

  it('gets an SD-JWT of the VC Data Model, after DIIP', async () => {
    const { of, key, got } = await collected('open-badge-vc-sd-jwt', way, true);
    const { header, signed, disclosed, hideable } = await readSdJwt(String(got), document);
    expect(header).toMatchObject({ alg: 'ES256', typ: 'vc+sd-jwt', cty: 'vc' });
    const { proof: _proof, credentialStatus: before, ...credential } = of.credential;
    const { iss, iat, cnf, status, credentialStatus, ...content } = disclosed as Record<string, unknown> & {
      status: { status_list: { idx: number; uri: string } };
      credentialStatus: { statusListIndex: string };
    };
    expect(content).toEqual({ ...credential, credentialSubject: { ...credential.credentialSubject, id: key.did } });
    expect([iss, typeof iat, cnf]).toEqual([document.id, 'number', { kid: `${key.did}#0` }]);
    expect(hideable.toSorted()).toEqual(
      ['activityEndDate', 'activityStartDate', 'creditsEarned', 'evidence', 'identifier', 'result'].toSorted(),
    );
    // What nobody may hide stands there in plain.
    const plain = ['@context', 'cnf', 'credentialStatus', 'id', 'issuer', 'status', 'type', 'validFrom'];
    expect(Object.keys(signed)).toEqual(expect.arrayContaining(plain));
    expect(JSON.stringify(signed)).not.toContain(credential.credentialSubject.identifier?.[0]?.identityHash ?? 'none');
    // One place, in both kinds of list.
    expect(String(status.status_list.idx)).toBe(credentialStatus.statusListIndex);
    expect(credentialStatus.statusListIndex).not.toBe(before?.statusListIndex);
    expect(await isSetInTokenList(status.status_list, document)).toBe(false);
    await revoke(of);
    await eventually(() => isSetInTokenList(status.status_list, document));
  });

  it('gets what of it an SD-JWT VC says', async () => {
    const { of, key, got } = await collected('open-badge-dc-sd-jwt', way);
    const { header, signed, disclosed, hideable } = await readSdJwt(String(got), document);
    expect(header).toMatchObject({ alg: 'ES256', typ: 'dc+sd-jwt' });
    const { achievement, result } = of.credential.credentialSubject;
    expect(signed).toMatchObject({
      iss: document.id,
      jti: of.credential.id,
      nbf: Math.floor(Date.parse(of.credential.validFrom) / 1_000),
      vct: 'urn:estafette:vct:achievement-credential:1',
      cnf: { kid: `${key.did}#0`, jwk: expect.objectContaining({ x: key.jwk.x }) },
      achievement: { id: achievement.id, name: achievement.name, criteria: achievement.criteria },
    });
    expect(disclosed).toMatchObject({
      result: result?.map(() => ({ level: 'on your own', criterion: expect.any(String) })),
      evidence: of.credential.evidence?.map(({ id }) => ({ id })),
    });
    expect(hideable.toSorted()).toEqual(
      ['activityEndDate', 'activityStartDate', 'creditsEarned', 'evidence', 'identifier', 'result'].toSorted(),
    );
    expect(JSON.stringify(disclosed)).not.toMatch(/@context|null/);
    const { status } = signed as { status: { status_list: { idx: number; uri: string } } };
    expect(await isSetInTokenList(status.status_list, document)).toBe(false);
    await revoke(of);
    await eventually(() => isSetInTokenList(status.status_list, document));
  });
});

describe('a Token Status List', () => {
  it('has every place of its school, set where the other list has it set', async () => {
    const places: { idx: number; uri: string }[] = [];
    const [way] = ways;
    const all = [];
    for (let count = 0; count < 3; count++) all.push(await collected('open-badge-dc-sd-jwt', way));
    for (const { got } of all) {
      const { signed } = await readSdJwt(String(got), document);
      places.push((signed as { status: { status_list: { idx: number; uri: string } } }).status.status_list);
    }
    const [first, second, third] = all;
    if (!first || !second || !third) throw new Error('three were made');
    const suspend = { reason: 'under-review' };
    await done(school.office.post(`/v1/credentials/${second.of.credentialId}/suspensions`, suspend));
    const set = async (): Promise<boolean[]> => Promise.all(places.map((place) => isSetInTokenList(place, document)));
    expect(await set()).toEqual([false, true, false]);
    // What was suspended stays set when it is reinstated: whoever holds the copy asks for a new one.
    await done(
      school.office.post(`/v1/credentials/${second.of.credentialId}/reinstatements`, { reason: 'review-closed' }),
    );
    await revoke(third.of);
    expect(await set()).toEqual([false, true, true]);
  });

  it('is none where nobody signs, or no place was taken', async () => {
    const at = `${service.running.url}/token-status-lists`;
    expect((await fetch(`${at}/${school.organisationId}/9`)).status).toBe(404);
    expect((await fetch(`${at}/${school.office.personId}/1`)).status).toBe(404);
    const other = await issuingSchool(service);
    await held(service, other);
    expect((await fetch(`${service.running.url}/status-lists/${other.organisationId}/1`)).status).toBe(200);
    // No SD-JWT was ever made there, and reading makes no key.
    expect((await fetch(`${at}/${other.organisationId}/1`)).status).toBe(404);
  });
});
