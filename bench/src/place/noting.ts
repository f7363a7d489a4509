import { perSecond } from '../measure/pace.js';
import type { Side } from '../measure/rounds.js';
import type { BareRoute } from '../programs/bare-route.js';
import type { HttpLoad, Stretch } from '../programs/http-load.js';
import { MAKE_RAW_EVENTS, RAW_EVENTS } from '../given/raw-events.js';
import { BEFORE_NOTES, Challenges } from './challenges.js';
import type { Child } from './child.js';
import type { Database } from './database.js';
import { connected, countOf, mustHold } from './database.js';
import type { Stage } from './stage.js';

export const CONNECTIONS = 32;
/** A leg takes so many notes, and then another one is begun: streams are of 5 to 25 events, as a relay's are. */
const NOTES_IN_LEG = 20;
const ROUND_MS = 3_000;
/** Legs that are begun at once between rounds. */
const BEGUN_AT_ONCE = 16;

/** How many stretches a connection gets, so that a round takes about as long on any machine. */
class RoundLength {
  #stretches = 1;

  get stretches(): number {
    return this.#stretches;
  }

  took(ms: number): void {
    if (this.#stretches === 1) this.#stretches = Math.max(1, Math.round(ROUND_MS / ms));
  }
}

/** Notes of progress, sent to something over HTTP by a process of its own. */
export class Noting {
  readonly #length = new RoundLength();
  #claimed = 0;

  private constructor(
    private readonly load: Child<HttpLoad>,
    private readonly name: string,
    private readonly stretch: (lane: number) => Promise<Omit<Stretch, 'notes'>>,
    private readonly look: (claimed: number) => Promise<void>,
  ) {}

  /** The challenges service: every note is a whole command. */
  static async challenges(stage: Stage, database: Database, name = 'command'): Promise<Noting> {
    const challenges = await Challenges.start(stage, database, CONNECTIONS);
    const before = await countOf(database.runtimeUrl, 'log.events');
    const load = await loadOn(stage, challenges.service.url);
    let legs = 0;
    const begin = (lane: number): Promise<Omit<Stretch, 'notes'>> => {
      legs++;
      return challenges.runningLeg(lane);
    };
    return new Noting(load, `${name}, ${CONNECTIONS} connections`, begin, (claimed) =>
      mustHold(database.runtimeUrl, 'log.events', before + legs * BEFORE_NOTES + claimed),
    );
  }

  /** A bare route with one INSERT, and a connection to the database for each one to it. */
  static async bare(stage: Stage, { runtimeUrl }: Database): Promise<Noting> {
    await connected(runtimeUrl, (client) => client.query(MAKE_RAW_EVENTS));
    const route = await stage.child<BareRoute>('bare-route');
    const url = await route.ask('open', { url: runtimeUrl, connections: CONNECTIONS });
    const stretch = (): Promise<Omit<Stretch, 'notes'>> => Promise.resolve({ path: '/notes', headers: {} });
    return new Noting(await loadOn(stage, url), `bare route, ${CONNECTIONS} connections`, stretch, (claimed) =>
      mustHold(runtimeUrl, RAW_EVENTS, claimed),
    );
  }

  get side(): Side {
    return { name: this.name, round: () => this.#round() };
  }

  /** @throws Error when not all that was claimed is there */
  async check(): Promise<void> {
    await this.look(this.#claimed);
  }

  async #round(): Promise<number> {
    const lanes = await this.#lanes(this.#length.stretches);
    const done = await this.load.ask('round', { lanes });
    this.#claimed += done.operations;
    this.#length.took(done.ms);
    return perSecond(done);
  }

  /** Begins all that a round needs before its time runs. */
  async #lanes(stretches: number): Promise<Stretch[][]> {
    const lanes: Stretch[][] = Array.from({ length: CONNECTIONS }, () => []);
    const wanted = lanes.flatMap((stretchesOfLane, lane) =>
      Array.from({ length: stretches }, () => ({ stretchesOfLane, lane })),
    );
    const begin = async (): Promise<void> => {
      for (let next = wanted.shift(); next; next = wanted.shift()) {
        next.stretchesOfLane.push({ ...(await this.stretch(next.lane)), notes: NOTES_IN_LEG });
      }
    };
    await Promise.all(Array.from({ length: BEGUN_AT_ONCE }, begin));
    return lanes;
  }
}

async function loadOn(stage: Stage, url: string): Promise<Child<HttpLoad>> {
  const load = await stage.child<HttpLoad>('http-load');
  await load.ask('open', { url, connections: CONNECTIONS });
  return load;
}
