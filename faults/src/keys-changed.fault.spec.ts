import { placeFaults, verdictFaults } from './checks/verdicts.js';
import type { Version } from './checks/versions.js';
import { signedWith, versionsOf } from './checks/versions.js';
import type { Edit, ServiceProcess } from './chain/service-process.js';
import { fault } from './fault.js';
import { awardInBulk, classOf } from './traffic/awards.js';
import type { Office } from './traffic/office.js';
import { change, companyOffice, rotateKey, schoolOffice, withdrawKey } from './traffic/office.js';
import type { Traffic } from './traffic/traffic.js';

/** So many stand in a file that is worked off while the key changes, and so many of them are there by then. */
const AWARDED = 120;
const BEFORE = 25;
/** So many credentials are suspended, reinstated and revoked each time. */
const SOME = 4;

/**
 * Keys lie with somebody who takes a moment to sign, and now and then seconds, as keepers elsewhere do: what is under way when a key
 * is withdrawn comes into the log when all that was there before is issued anew already.
 */
const SLOW_KEEPER: Edit = {
  file: 'credentials/dist/credential/issuing.js',
  find: 'if (!signing?.issuer.issues)',
  put: 'await new Promise((later) => setTimeout(later, Math.random() < 0.05 ? 4_000 : 100)); if (!signing?.issuer.issues)',
};

fault({
  name: 'keys-changed',
  promise:
    'keys that are rotated or found compromised, and credentials that are revoked, in the middle of issuing leave none that cannot be verified and none that is wrongly valid',
  longOnly: true,
  always: { edits: [SLOW_KEEPER] },
  run: async (run) => {
    const traffic = await run.traffic({ commands: run.scaled(60, 2_000), atOnce: run.either(2, 8) });
    const { client, cast } = traffic;
    const [school, company] = [schoolOffice(client, cast), companyOffice(client, cast)];
    const rounds = run.scaled(1, 8);
    for (let round = 0; round < rounds; round++) {
      await keysChange(traffic, school, round);
      // Every other time also in the middle of issuing anew.
      if (round % 2 === 1) await isKilled(run.chain.one('credentials'));
    }
    await awardInBulk(client, cast, classOf(BEFORE));
    await signed(traffic, company, keyOf(1), 1);
    await withdrawKey(company, keyOf(1), keyOf(2));
    const faults = await run.judge(traffic);
    const versions = await versionsOf(run.chain);
    const lost = [
      ...Array.from({ length: rounds }, (_, round) => ({ of: school, keyId: keyOf(2 * round + 2) })),
      { of: company, keyId: keyOf(1) },
    ].map(({ of, keyId }) => ({ organisationId: of.organisation, keyId }));
    return [
      ...faults,
      ...idle(versions, 2 * rounds + 1),
      ...placeFaults(versions),
      ...(await verdictFaults(client, versions, lost)),
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
  ],
});

async function isKilled(service: ServiceProcess): Promise<void> {
  await service.end('SIGKILL');
  await service.start();
}

const keyOf = (nth: number): string => `key-${nth}`;

/** One key takes the place of another while files are worked off, and is withdrawn in the middle of the next. */
async function keysChange(traffic: Traffic, school: Office, round: number): Promise<void> {
  const { client, cast } = traffic;
  const [first, second, third] = [keyOf(2 * round + 1), keyOf(2 * round + 2), keyOf(2 * round + 3)];
  await awardInBulk(client, cast, classOf(AWARDED));
  const underFirst = await signed(traffic, school, first, BEFORE);
  await Promise.all([rotateKey(school, second), ...each(underFirst.slice(0, SOME), school, 'revocations')]);
  await awardInBulk(client, cast, classOf(AWARDED));
  const underSecond = await signed(traffic, school, second, BEFORE);
  const halted = underSecond.slice(0, SOME);
  await Promise.all(each(halted, school, 'suspensions'));
  await Promise.all([
    withdrawKey(school, second, third),
    ...each(halted, school, 'reinstatements'),
    ...each(underSecond.slice(SOME, 2 * SOME), school, 'revocations'),
  ]);
  // Some that were issued anew meanwhile, too.
  const again = await signed(traffic, school, third, 1, underSecond);
  await Promise.all(each(again.slice(0, SOME), school, 'revocations'));
}

function each(ids: readonly string[], office: Office, what: Parameters<typeof change>[2]): Promise<void>[] {
  return ids.map((id) => change(office, id, what));
}

/** Waits for so many credentials, of these or of all, that a key of theirs signed or endorsed. @returns which */
async function signed(
  { client }: Traffic,
  { organisation }: Office,
  keyId: string,
  many: number,
  among?: readonly string[],
): Promise<string[]> {
  return client.until(
    async () => {
      const all = await signedWith(client.chain, organisation, keyId);
      const ids = among ? all.filter((id) => among.includes(id)) : all;
      return ids.length < many ? null : ids;
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
