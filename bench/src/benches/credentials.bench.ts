import type { Bench } from '../bench.js';
import { perSecond } from '../measure/pace.js';
import type { Side } from '../measure/rounds.js';
import { inTurns } from '../measure/rounds.js';
import { Issuing } from '../place/issuing.js';
import type { Stage } from '../place/stage.js';
import { Writer } from '../place/writer.js';
import type { Credentials, Work } from '../programs/credentials.js';

const ROUND_MS = 1_000;

/** Each side in a process of its own, so that neither fills the other's caches or heap. */
async function side(stage: Stage, name: string, work: Work): Promise<Side> {
  const child = await stage.child<Credentials>('credentials');
  if (!(await child.ask('agree', {}))) throw new Error('the two sides do not come to the same');
  return { name, round: async () => perSecond(await child.ask('round', { ms: ROUND_MS, work })) };
}

interface Compared {
  readonly name: string;
  readonly what: string;
  readonly against: string;
  readonly goal: number;
  readonly ours: Work;
  readonly other: Work;
}

function compared({ ours, other, ...bench }: Compared): Bench {
  return {
    ...bench,
    run: async (stage) =>
      inTurns({
        ours: await side(stage, ours, ours),
        other: await side(stage, other, other),
        warmUps: 2,
        unit: '/s',
      }),
  };
}

export const issueCredential = compared({
  name: 'credentials-issue',
  what: "signing the demo's credential by its template",
  against: '`node:crypto` Ed25519 signing of its canonical N-Quads, which are there already',
  goal: 0.4,
  ours: 'issue',
  other: 'bare signature',
});

export const issueCredentialElsewhere = compared({
  name: 'credentials-issue-general',
  what: "signing the demo's credential by its template",
  against: 'a general JSON-LD signer (Digital Bazaar) that makes the same signature',
  goal: 20,
  ours: 'issue',
  other: 'issue elsewhere',
});

export const verifyCredential = compared({
  name: 'credentials-verify',
  what: "verifying the demo's credential: signature, status, dates, issuer, and the endorsement in it",
  against: 'a general verifier (Digital Bazaar), which looks at the signature alone',
  goal: 5,
  ours: 'verify',
  other: 'verify elsewhere',
});

export const verifyForeign = compared({
  name: 'credentials-verify-foreign',
  what: 'verifying credentials of other shapes than ours, from the corpus',
  against: 'a general verifier (Digital Bazaar)',
  goal: 0.9,
  ours: 'verify foreign',
  other: 'verify foreign elsewhere',
});

/** In time, not in speed: so the sides change places. */
export const resignStatusList: Bench = {
  name: 'credentials-status-list',
  what: 'signing a status list again, of which one place in a hundred is set: the time that it takes',
  against: 'gzip of its bits and one bare signature',
  goal: 3,
  atMost: true,
  run: async (stage) => {
    const inMs = ({ name, round }: Side): Side => ({ name, round: async () => 1_000 / (await round()) });
    return inTurns({
      ours: inMs(await side(stage, 're-sign list', 're-sign list')),
      other: inMs(await side(stage, 'gzip and bare signature', 'gzip and bare signature')),
      warmUps: 2,
      unit: ' ms',
    });
  },
};

export const issueInBulk: Bench = {
  name: 'credentials-bulk',
  what: 'from a granted validation, told over a feed, to a signed credential with its place in a status list; without endorsements',
  against: 'bare prepared single-row INSERTs of 32 writers',
  goal: 0.2,
  run: async (stage) => {
    const database = await stage.database('credentials');
    const ours = await Issuing.start(stage, database);
    const raw = await Writer.raw(stage, database, { writers: 32 });
    const figure = await inTurns({ ours: ours.side, other: raw.side, rounds: 7, warmUps: 2, unit: '/s' });
    await Promise.all([ours.check(), raw.check()]);
    return figure;
  },
};
