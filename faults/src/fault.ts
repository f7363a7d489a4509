import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ChainOptions, Transport } from './chain/chain.js';
import { Chain } from './chain/chain.js';
import type { Inside } from './chain/service-process.js';
import { judge } from './checks/judge.js';
import { Seeded } from './seeded.js';
import type { TrafficOptions } from './traffic/traffic.js';
import { Traffic } from './traffic/traffic.js';
import type { Ledger } from './traffic/wish.js';

/** How much is done: `quick` is part of `npm test`; `long` is all that is promised. */
export type Scale = 'quick' | 'long';

/** Set by tools/faults.mjs. */
const scale: Scale = process.env['FAULTS_SCALE'] === 'long' ? 'long' : 'quick';
const onlyOn = process.env['FAULTS_TRANSPORT'];
const seed = Number(process.env['FAULTS_SEED'] ?? randomInt(2 ** 31));
/** On one transport, as the seed says, a quarter as long, and without breaks. */
const isShare = process.env['FAULTS_SHARE'] !== undefined;

/** How long people go on asking, and how long all may take to settle: what is broken is not waited for. */
const PATIENCE_MS = {
  whole: { asking: 240_000, settling: 240_000 },
  broken: { asking: 60_000, settling: 15_000 },
};

/** One playing of a fault. */
export class Run {
  constructor(
    readonly chain: Chain,
    readonly transport: Transport,
    readonly random: Seeded,
    private readonly at: Scale,
    private readonly patienceMs: { readonly asking: number; readonly settling: number },
  ) {}

  readonly #ledgers = new Set<Ledger>();

  /** How many commands were acknowledged so far. */
  get commands(): number {
    return [...this.#ledgers].reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  /** The first when this is quick, the second when it is long; of numbers a quarter of the way where it is a share. */
  scaled<T>(quick: T, long: T): T {
    const isPart = isShare && this.at === 'long' && typeof quick === 'number' && typeof long === 'number';
    return isPart ? (Math.ceil(quick + (long - quick) / 4) as T) : this.either(quick, long);
  }

  /** The first when this is quick, the second also in a share. */
  either<T>(quick: T, long: T): T {
    return this.at === 'quick' ? quick : long;
  }

  /** Begins a busy morning of at least so many commands. */
  async traffic(options: Omit<TrafficOptions, 'seed' | 'patienceMs'>): Promise<Traffic> {
    const traffic = await Traffic.start(this.chain, {
      ...options,
      seed: this.random.below(2 ** 31),
      patienceMs: this.patienceMs.asking,
    });
    this.#ledgers.add(traffic.ledger);
    return traffic;
  }

  /** Lets the morning come to its end, and gives what is wrong when the dust has settled. */
  async judge(traffic: Traffic): Promise<string[]> {
    const unanswered = await traffic.finish();
    return [...unanswered, ...(await judge(this.chain, traffic.ledger, this.patienceMs.settling))];
  }
}

export interface Break {
  /** The mechanism that is broken: the fault must then be seen. */
  readonly what: string;
  readonly inside?: Inside;
  /** … or what is broken outside of the processes, once the chain runs. */
  readonly outside?: (chain: Chain) => Promise<unknown>;
  /** Where it is played, when not on the first transport. */
  readonly on?: Transport;
  /** What at least one of the faults found must say. */
  readonly seenAs: RegExp;
}

export interface FaultSpec {
  /** For `--only`. */
  readonly name: string;
  /** What holds all the same, in a sentence; docs/reliability.md names it. */
  readonly promise: string;
  readonly transports?: readonly Transport[];
  /** Left out of `npm test`, which has minutes only; tools/faults.mjs reads this line. */
  readonly longOnly?: boolean;
  /** It takes an administrator of the machine; left out, and told so, for others. */
  readonly needsRoot?: boolean;
  readonly chain?: Omit<ChainOptions, 'transport' | 'inside'>;
  /** What is otherwise inside every process than in the product, so that the fault can be seen at all. */
  readonly always?: Inside;
  /** Makes the fault, and gives what is wrong when the dust has settled. */
  readonly run: (run: Run) => Promise<readonly string[]>;
  /** Shows that the fault is seen when its mechanism is broken; played quickly, on the first transport. */
  readonly breaks: readonly Break[];
}

/**
 * A fault that the chain bears, on each transport, and the proof that it would be seen if it did not. Chance is seeded;
 * the seed stands in the name of each run.
 */
export function fault(spec: FaultSpec): void {
  const { name, promise, transports = ['feed', 'kafka'], needsRoot = false } = spec;
  describe.skipIf(needsRoot && process.getuid?.() !== 0)(`${name}: ${promise}`, () => {
    for (const transport of played(name, transports)) {
      it(`holds on ${transport} (--seed ${seed})`, async ({ task }) => {
        const found = (await play(spec, transport, scale, tellIn(task, `on ${transport}`))).join('\n');
        // At once: others go on for an hour, and all that is wrong stands at the end.
        if (found !== '') process.stderr.write(`${name} on ${transport}:\n${found.slice(0, 4_000)}\n`);
        expect(found).toBe('');
      });
    }
    for (const broken of spec.breaks.slice(0, isShare ? 0 : scale === 'quick' ? 1 : undefined)) {
      it(`is seen when broken: ${broken.what} (--seed ${seed})`, async ({ task }) => {
        const tell = tellIn(task, `broken: ${broken.what}`);
        const found = await play(spec, broken.on ?? transports[0] ?? 'feed', 'quick', tell, broken).catch(
          (error: unknown): readonly string[] => [`threw: ${String(error)}`],
        );
        expect(found.join('\n')).toMatch(broken.seenAs);
      });
    }
  });
}

function played(name: string, transports: readonly Transport[]): readonly Transport[] {
  if (onlyOn !== undefined) return transports.filter((one) => one === onlyOn);
  // Not all on the same one.
  if (isShare) return [new Seeded(seed + name.length).oneOf(transports)];
  return scale === 'quick' ? transports.slice(0, 1) : transports;
}

/** What a playing came to, for tools/faults.mjs to keep. */
interface Played {
  readonly fault: string;
  /** `on feed`, `on kafka`, or `broken: ` and what was. */
  readonly how: string;
  /** How many were acknowledged. */
  readonly commands: number;
  readonly seconds: number;
  readonly seed: number;
}

type Tell = (played: Omit<Played, 'how'>) => void;

function tellIn({ meta }: { readonly meta: object }, how: string): Tell {
  return (played) => Object.assign(meta, { played: { ...played, how } satisfies Played });
}

async function play(
  spec: FaultSpec,
  transport: Transport,
  at: Scale,
  tell: Tell,
  broken?: Break,
): Promise<readonly string[]> {
  const began = performance.now();
  const edits = [...(spec.always?.edits ?? []), ...(broken?.inside?.edits ?? [])];
  const chain = await Chain.start({ ...spec.chain, transport, inside: { ...spec.always, ...broken?.inside, edits } });
  const patience = broken ? PATIENCE_MS.broken : PATIENCE_MS.whole;
  const run = new Run(chain, transport, new Seeded(seed), at, patience);
  try {
    await broken?.outside?.(chain);
    return await spec.run(run);
  } finally {
    await chain.close();
    const seconds = Math.round((performance.now() - began) / 1000);
    tell({ fault: spec.name, commands: run.commands, seconds, seed });
  }
}
