import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicKeyOf } from '@estafette/verifier';
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Key, OfferedKey } from '../issuer/issuer.decider.js';
import type { JwtAlgorithm } from '../issuer/issuer.events.js';
import { generateJwk, generateSigningKey } from '../signing/index.js';
import { jwkOf } from './jwk.js';
import type { KeyKeeper } from './key-keeper.js';
import { keeperSettings, makeKeeper } from './make-keeper.js';

const did = 'did:web:region.example:organisations:school';
const name = { did, keyId: 'key-1' };
let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'estafette-keys-'))));
afterAll(() => rm(folder, { recursive: true }));

const keyOf = ({ key, seed }: OfferedKey): Key => ({ ...key, did, seed, revokedAt: null });
const given = jwkOf(generateSigningKey(name));
const keepers: readonly (readonly [string, () => KeyKeeper])[] = [
  ['the log', () => makeKeeper({})],
  ['files', () => makeKeeper({ KEYS_FOLDER: folder })],
  ['the environment', () => makeKeeper({ SIGNING_KEYS: { [`${did}#key-1`]: given } })],
];

describe.each(keepers)('a key in %s', (_, keeper) => {
  it('signs what anybody’s Ed25519 accepts, under the name that it was made for', async () => {
    const offered = await keeper().make(name);
    // Another keeper, as after a restart or in another replica.
    const signer = await keeper().signer(keyOf(offered));
    const data = Buffer.from('bread');
    const x = Buffer.from(publicKeyOf(`did:key:${offered.key.publicKey}`)).toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, data, publicKey, await signer.sign(data))).toBe(true);
    expect([signer.did, signer.verificationMethod]).toEqual([did, `${did}#key-1`]);
  });

  it('is refused where it is not kept', async () => {
    const offered = await keeper().make(name);
    const missing = { ...keyOf(offered), keyId: 'key-9', seed: null };
    await expect(keeper().signer(missing)).rejects.toMatchObject({ code: 'key-not-at-hand' });
  });
});

const jwk = Object.fromEntries(
  await Promise.all((['ES256', 'RS256'] as const).map(async (one) => [one, await generateJwk(one)] as const)),
) as Readonly<Record<JwtAlgorithm, JsonWebKey>>;
const jwtKeepers: readonly (readonly [string, (algorithm: JwtAlgorithm) => KeyKeeper])[] = [
  ['the log', () => makeKeeper({})],
  ['files', () => makeKeeper({ KEYS_FOLDER: folder })],
  ['the environment', (algorithm) => makeKeeper({ SIGNING_KEYS: { [`${did}#${algorithm}`]: jwk[algorithm] } })],
];

describe.each(jwtKeepers)('a key for JWTs in %s', (_, keeper) => {
  it.each(['ES256', 'RS256'] as const)('signs what anybody’s %s accepts, after a restart too', async (algorithm) => {
    const offered = await keeper(algorithm).makeForJwt({ did, keyId: algorithm }, algorithm);
    const signer = await keeper(algorithm).jwtSigner({ ...offered, revokedAt: null });
    const data = Buffer.from('bread');
    const key = createPublicKey({ key: offered.publicJwk, format: 'jwk' });
    const signature = await signer.sign(data);
    expect(verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    expect([signer.kid, signer.algorithm]).toEqual([`${did}#${algorithm}`, algorithm]);
    expect(Object.keys(offered.publicJwk)).not.toContain('d');
  });

  it('of another algorithm, or another than was registered, is refused', async () => {
    const offered = await keeper('ES256').makeForJwt({ did, keyId: 'ES256' }, 'ES256');
    const key = { ...offered, revokedAt: null };
    const { x = '' } = await generateJwk('ES256');
    for (const wrong of [
      { ...key, algorithm: 'RS256' as const },
      { ...key, publicJwk: { ...key.publicJwk, x } },
      { ...key, keyId: 'missing', privateJwk: null },
    ]) {
      await expect(keeper('ES256').jwtSigner(wrong)).rejects.toMatchObject({ code: 'key-not-at-hand' });
    }
  });
});

describe('a key outside of the log', () => {
  it('is nowhere in what the log is given', async () => {
    for (const [, keeper] of keepers.slice(1)) expect((await keeper().make(name)).seed).toBeNull();
  });

  it('in a file is for the service’s own account alone, and is made once for a name', async () => {
    const keeper = makeKeeper({ KEYS_FOLDER: folder });
    const [first, again] = [await keeper.make({ did, keyId: 'key-2' }), await keeper.make({ did, keyId: 'key-2' })];
    expect(again).toEqual(first);
    const own = join(folder, encodeURIComponent(did));
    expect(await readdir(own)).toContain('key-2.jwk.json');
    expect((await stat(join(own, 'key-2.jwk.json'))).mode & 0o777).toBe(0o600);
  });

  it('in a file is one key for all who make it at the same moment, whole from the first look on', async () => {
    const name = { did, keyId: 'raced' };
    const keepers = Array.from({ length: 8 }, () => makeKeeper({ KEYS_FOLDER: folder }));
    const made = await Promise.all(keepers.map((keeper) => keeper.make(name)));
    expect(new Set(made.map(({ key }) => key.publicKey)).size).toBe(1);
    const own = await readdir(join(folder, encodeURIComponent(did)));
    expect(own.filter((file) => file.startsWith('raced'))).toEqual(['raced.jwk.json']);
  });

  it('never lies outside of the folder, whatever its name', async () => {
    await makeKeeper({ KEYS_FOLDER: folder }).make({ did: 'did:web:../..', keyId: '../../key' });
    expect(await readdir(join(folder, encodeURIComponent('did:web:../..')))).toEqual(['..%2F..%2Fkey.jwk.json']);
  });

  it('that was exchanged, or is none, is refused', async () => {
    const keeper = makeKeeper({ KEYS_FOLDER: folder });
    const key = keyOf(await keeper.make({ did, keyId: 'key-3' }));
    const file = join(folder, encodeURIComponent(did), 'key-3.jwk.json');
    const kept = JSON.parse(await readFile(file, 'utf8')) as object;
    for (const text of [JSON.stringify(given), JSON.stringify({ ...kept, x: given.x }), '{}', 'no JSON']) {
      await writeFile(file, text);
      await expect(keeper.signer(key)).rejects.toMatchObject({ code: 'key-not-at-hand' });
    }
  });

  it('in the environment is laid ready by whoever runs the region', async () => {
    const keeper = makeKeeper({ SIGNING_KEYS: { [`${did}#key-1`]: given } });
    await expect(keeper.make({ did, keyId: 'key-2' })).rejects.toMatchObject({ code: 'key-not-laid-ready' });
    expect(keeperSettings.safeParse({ SIGNING_KEYS: 'no JSON' }).success).toBe(false);
    expect(keeperSettings.parse({ SIGNING_KEYS: JSON.stringify({ a: given }) }).SIGNING_KEYS).toEqual({ a: given });
  });
});
