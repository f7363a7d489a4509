import { BadArguments } from './arguments.js';
import type { Answer, Request } from './demo/caller.js';
import { Caller } from './demo/caller.js';
import { SERVICE_NAMES } from './run/ports.js';
import { dataFolder, runningRegion } from './running-region.js';

/** A service did not do what it was asked, in its own words. */
export class Refused extends Error {}

const AWAY = 503;

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** @throws BadArguments when there is no service of this name */
export function serviceOf(name: string | undefined): string {
  const names: readonly string[] = SERVICE_NAMES;
  if (name !== undefined && names.includes(name)) return name;
  throw new BadArguments(
    name === undefined
      ? `Say which service: ${names.join(', ')}.`
      : `There is no service ${name}; there are ${names.join(', ')}.`,
  );
}

/** Asks the services of the region that runs here, as its first administrator. */
export class Operator {
  private constructor(
    readonly caller: Caller,
    readonly admin: string,
  ) {}

  /** @throws NoRegion */
  static async here(): Promise<Operator> {
    const { url, firstAdmin } = await runningRegion(dataFolder());
    return new Operator(new Caller(url), firstAdmin);
  }

  /** @throws Refused, RegionAway */
  async get(service: string, path: string): Promise<unknown> {
    return answered(await this.#send({ method: 'GET', address: `/${service}${path}` }));
  }

  /** As {@link get}, but null while the service is away: whoever waits for it asks again. */
  async look(service: string, path: string): Promise<unknown> {
    const answer = await this.#send({ method: 'GET', address: `/${service}${path}` });
    return answer.status === AWAY ? null : answered(answer);
  }

  /** @throws Refused, RegionAway */
  async post(service: string, path: string, body: object): Promise<unknown> {
    return answered(await this.#send({ method: 'POST', address: `/${service}${path}`, body }));
  }

  #send(request: Request): Promise<Answer> {
    return this.caller.send(this.admin, request);
  }
}

function answered(answer: Answer): unknown {
  if (answer.status < 300) return answer.json;
  throw new Refused(`${answer.problem?.code ?? answer.status}: ${answer.problem?.detail ?? answer.text.slice(0, 200)}`);
}
