import { copyFaults } from './checks/copies.js';
import { placeFaults, verdictFaults } from './checks/verdicts.js';
import type { Held, Version } from './checks/versions.js';
import { signedIn, signedWith } from './checks/versions.js';
import type { Edit, ServiceProcess } from './chain/service-process.js';
import { fault } from './fault.js';
import { awardInBulk, classOf } from './traffic/awards.js';
import { takeCopies } from './traffic/copies.js';
import type { Office } from './traffic/office.js';
import { change, companyOffice, rotateKey, schoolOffice, withdrawKey } from './traffic/office.js';
import type { Traffic } from './traffic/traffic.js';

/** So many stand in a file that is worked off while the key changes, and so many of them are there by then. */
const AWARDED = 120;
const BEFORE = 25;
/** So many credentials are suspended, reinstated, revoked and copied each time: of copies one in each format. */
const SOME = 4;

/**
 * Keys lie with somebody who takes a moment to sign, and now and then seconds, as keepers elsewhere do: what is under way when a key
 * is withdrawn comes into the log when all that was there before is issued anew already.
 */
const SLOW_KEEPER: Edit = {
  file: 'credentials/dist/credential/issuing.js',
  find: 'if (!signing?.issuer.issues)',
  put: 'await new Promise((later) => setTimeout(later, (globalThis.signed = (globalThis.signed ?? 0) + 1) % 15 === 0 ? 5_000 : 100)); if (!signing?.issuer.issues)',
};

/** The same for copies: what they are made of, and the key at hand, may not be the last any more when they come into the log. */
const SLOW_COPIES: Edit = {
  file: 'credentials/dist/copy/bound-copies.js',
  find: 'const profile = profileOf(signing);',
  put: 'await new Promise((later) => setTimeout(later, Math.random() < 0.4 ? 3_000 : 100)); const profile = profileOf(signing);',
};

fault({
  name: 'keys-changed',
  promise:
    'keys that are rotated or found compromised, and credentials that are revoked, in the middle of issuing leave no credential, and no copy of one for a wallet, that cannot be verified or is wrongly valid',
  longOnly: true,
  always: { edits: [SLOW_KEEPER, SLOW_COPIES] },
  run: async (run) => {
    const traffic = await run.traffic({ commands: run.scaled(60, 2_000), atOnce: run.either(2, 8) });
    const { client, cast } = traffic;
    const [school, company] = [schoolOffice(client, cast), companyOffice(client, cast)];
    const rounds = run.scaled(1, 8);
    await rotateKey(school, jwtKeyOf(1), 'ES256');
    for (let round = 0; round < rounds; round++) {
      const left = await keysChange(traffic, school, round);
      // Every other time also in the middle of issuing anew, and of copying.
      const killed = round % 2 === 1 ? isKilled(run.chain.one('credentials')) : null;
      await Promise.all([takeCopies(client, left), killed]);
    }
    await awardInBulk(client, cast, classOf(BEFORE));
    const endorsed = (await signed(traffic, company, keyOf(1), 1)).slice(-SOME);
    await takeCopies(client, endorsed);
    await Promise.all([withdrawKey(company, keyOf(1), keyOf(2)), takeCopies(client, endorsed)]);
    // Of what was issued anew by then.
    await takeCopies(client, endorsed);
    const faults = await run.judge(traffic);
    const { versions, copies } = await signedIn(run.chain);
    const lost = [
      ...Array.from({ length: rounds }, (_, round) => [keyOf(2 * round + 2), jwtKeyOf(2 * round + 1)])
        .flat()
        .map((keyId) => ({ organisationId: school.organisation, keyId })),
      { organisationId: company.organisation, keyId: keyOf(1) },
    ];
    return [
      ...faults,
      ...idle(versions, 2 * rounds + 1),
      ...placeFaults([...versions, ...copies]),
      ...(await verdictFaults(client, versions, lost)),
      ...(await copyFaults(run.chain, copies, lost)),
    ];
  },
  breaks: [
    {
      what: 'what was being signed while its key was withdrawn is left as it is',
      inside: {
        edits: [
          {
            file: 'credentials/dist/reissue/reissuing.js',
            find: 'if (!await revoked.hasAny(keys)) return;',
            put: 'return;',
          },
        ],
      },
      seenAs: /^verdict: the newest .* is not-genuine \(key-revoked\) and should be valid/m,
    },
    {
      what: 'issuing anew that ends with its first share',
      inside: {
        edits: [
          {
            file: 'credentials/dist/reissue/reissuing.js',
            find: 'const SHARE = 50',
            put: 'const SHARE = 30',
          },
          {
            file: 'credentials/dist/reissue/reissuing.js',
            find: 'if (last === undefined) {',
            put: 'if (after !== null || last === undefined) {',
          },
        ],
      },
      seenAs: /^verdict: the newest .* is not-genuine \(key-revoked\) and should be valid/m,
    },
    {
      what: 'a revocation that is told at the place where the credential stood first',
      inside: {
        edits: [
          {
            file: 'credentials/dist/credential/credential.decider.js',
            find: `if (state.standing === 'revoked') return [];`,
            put: `if (state.standing !== 'revoked') return [{ type: 'CredentialRevoked', data: { ...changed, copies, status: state.issued.status } }];`,
          },
        ],
      },
      seenAs: /^verdict: the newest .* is valid \(\) and should be not-valid-any-more/m,
    },
    {
      what: 'a key that is withdrawn, and published as before',
      inside: {
        edits: [
          {
            file: 'credentials/dist/issuer/did-documents.js',
            find: 'revokedAt === null',
            put: 'true',
          },
        ],
      },
      seenAs: /^outside: .* is not-valid-any-more elsewhere and should be not-genuine/m,
    },
    {
      what: 'copies that outlive what they were made of',
      inside: {
        edits: [
          {
            file: 'credentials/dist/credential/credential.decider.js',
            find: 'replaces: signed.status,',
            put: 'replaces: signed.status, copies: [],',
          },
        ],
      },
      seenAs: /^copy: .* is valid \(\) elsewhere and should be not-valid-any-more/m,
    },
    {
      what: 'a copy of what was issued anew while it was made',
      inside: {
        edits: [
          {
            file: 'credentials/dist/credential/standing.rules.js',
            find: 'if (signed.digest !== of)',
            put: 'if (false)',
          },
        ],
      },
      seenAs: /^copy: .* is not of the text that held when it was made/m,
    },
  ],
});

async function isKilled(service: ServiceProcess): Promise<void> {
  await service.end('SIGKILL');
  await service.start();
}

const keyOf = (nth: number): string => `key-${nth}`;

/** With which it signs JWTs and SD-JWTs. */
const jwtKeyOf = (nth: number): string => `jwt-${nth}`;

/**
 * One key takes the place of another while files are worked off, and is withdrawn in the middle of the next. The one for copies is
 * withdrawn when the other is rotated, and rotated when that is withdrawn. Wallets get copies all the while.
 * @returns some that were just signed, of which some were just revoked
 */
async function keysChange(traffic: Traffic, school: Office, round: number): Promise<readonly Held[]> {
  const { client, cast } = traffic;
  const [first, second, third] = [keyOf(2 * round + 1), keyOf(2 * round + 2), keyOf(2 * round + 3)];
  const [firstJwt, secondJwt, thirdJwt] = [jwtKeyOf(2 * round + 1), jwtKeyOf(2 * round + 2), jwtKeyOf(2 * round + 3)];
  await awardInBulk(client, cast, classOf(AWARDED));
  await takeCopies(client, (await signed(traffic, school, first, SOME)).slice(0, SOME));
  const underFirst = await signed(traffic, school, first, BEFORE);
  await Promise.all([
    rotateKey(school, second),
    withdrawKey(school, firstJwt, secondJwt, 'ES256'),
    ...each(underFirst.slice(0, SOME), school, 'revocations'),
    takeCopies(client, underFirst.slice(0, 2 * SOME)),
  ]);
  await awardInBulk(client, cast, classOf(AWARDED));
  await takeCopies(client, (await signed(traffic, school, second, 2 * SOME)).slice(0, 2 * SOME));
  const underSecond = await signed(traffic, school, second, BEFORE);
  const halted = underSecond.slice(0, SOME);
  await Promise.all(each(halted, school, 'suspensions'));
  await Promise.all([
    withdrawKey(school, second, third),
    rotateKey(school, thirdJwt, 'ES256'),
    ...each(halted, school, 'reinstatements'),
    ...each(underSecond.slice(SOME, 2 * SOME), school, 'revocations'),
    takeCopies(client, underSecond.slice(0, 6 * SOME)),
  ]);
  // Some that were issued anew meanwhile, too.
  const again = await signed(traffic, school, third, 2 * SOME, underSecond);
  await Promise.all(each(again.slice(0, SOME), school, 'revocations'));
  return again.slice(0, 2 * SOME);
}

function each(all: readonly Held[], office: Office, what: Parameters<typeof change>[2]): Promise<void>[] {
  return all.map(({ credentialId }) => change(office, credentialId, what));
}

/** Waits for so many credentials, of these or of all, that a key of theirs signed or endorsed. @returns which */
async function signed(
  { client }: Traffic,
  { organisation }: Office,
  keyId: string,
  many: number,
  among?: readonly Held[],
): Promise<Held[]> {
  return client.until(
    async () => {
      const all = await signedWith(client.chain, organisation, keyId);
      const wanted = new Set(among?.map(({ credentialId }) => credentialId));
      const found = among ? all.filter(({ credentialId }) => wanted.has(credentialId)) : all;
      return found.length < many ? null : found;
    },
    () => `${many} credentials that ${keyId} of ${organisation} signed`,
  );
}

/** Keys with which nothing was issued: then nothing was shown. */
function idle(versions: readonly Version[], keys: number): string[] {
  const used = new Set(versions.filter(({ isFirst }) => isFirst).map(({ keyId }) => keyId));
  return Array.from({ length: keys }, (_, nth) => keyOf(nth + 1)).flatMap((keyId) =>
    used.has(keyId) ? [] : [`idle: nothing was issued with ${keyId}`],
  );
}
