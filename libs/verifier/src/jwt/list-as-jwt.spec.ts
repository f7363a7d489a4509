import { expect, it } from 'vitest';
import { encodeStatusList } from '../status/bitstring.js';
import { verify } from '../verify.js';
import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import { failuresOf, ofDidKey, p256Key, payloadOf, signByHand, headerOf } from './jwt.example.js';

// Some issuers give their status lists out as JWTs.

const now = new Date('2026-12-01T00:00:00Z');
const key = ofDidKey(p256Key());
const other = ofDidKey(p256Key());
it('a status list as JWT is read, and believed of the issuer alone', async () => {
  const bits = new Uint8Array(16_384);
  bits[0] = 0x40;
  const list = {
    '@context': [CREDENTIALS_CONTEXT],
    id: 'https://x.example/l',
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: key.did,
    credentialSubject: {
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: encodeStatusList(bits),
    },
  };
  const credential = (index: string) =>
    signByHand(key, {
      ...payloadOf(key.did),
      credentialStatus: {
        type: 'BitstringStatusListEntry',
        statusPurpose: 'revocation',
        statusListIndex: index,
        statusListCredential: 'https://x.example/l',
      },
    });
  const judged = async (index: string, text: string) =>
    failuresOf(await verify(credential(index), { now, sources: { statusList: () => Promise.resolve(text) } }));
  expect(await judged('0', signByHand(key, list))).toEqual([]);
  expect(await judged('1', signByHand(key, list))).toEqual(['status revoked']);
  expect(await judged('0', signByHand(other, list, headerOf(key)))).toEqual(['status status-list-not-genuine']);
});
