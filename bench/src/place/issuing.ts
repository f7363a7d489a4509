import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { grantOf, returnBread } from '@estafette/credentials/example';
import type { Side } from '../measure/rounds.js';
import { connected, type Database } from './database.js';
import { environmentOf } from './environment.js';
import { startNeighbours, type Neighbours, type Told } from './neighbours.js';
import type { Stage } from './stage.js';

const HEARD_WITHIN_MS = 30_000;
/** Grants that are told at once: a page of a feed. */
const AT_ONCE = 500;

/** The credentials service as it is deployed, which issues what it is told to. */
export class Issuing {
  readonly #definition = returnBread();
  readonly #achievementId = randomUUID();
  readonly #school = randomUUID();
  #claimed = 0;

  private constructor(
    private readonly neighbours: Neighbours,
    private readonly database: Database,
  ) {}

  static async start(stage: Stage, database: Database): Promise<Issuing> {
    const office = randomUUID();
    const neighbours = await startNeighbours([]);
    stage.after(() => neighbours.close());
    const issuing = new Issuing(neighbours, database);
    void neighbours.organisations.tell(issuing.#toldOf(office));
    const environment = await environmentOf(database, neighbours, { TRANSPORT: 'feed', FEEDS: neighbours.feeds });
    const { url } = await stage.service('credentials', {
      ...environment,
      PUBLIC_URL: 'http://localhost:4700/credentials',
    });
    await issuing.#publish(url, await neighbours.token(office));
    return issuing;
  }

  get side(): Side {
    return { name: `issue, ${AT_ONCE} told at once`, round: () => this.#round() };
  }

  /** @throws Error when not all that was claimed is there, each with a place of its own */
  async check(): Promise<void> {
    for (const type of ['CredentialIssued', 'StatusPlaceTaken']) {
      const count = `select count(*)::integer as n from log.events where type = $1`;
      const { rows } = await connected(this.database.runtimeUrl, (client) =>
        client.query<{ n: number }>(count, [type]),
      );
      if (rows[0]?.n !== this.#claimed) throw new Error(`${this.#claimed} issued, but ${rows[0]?.n} times ${type}`);
    }
  }

  async #round(): Promise<number> {
    const began = performance.now();
    await this.neighbours.validation.tell(Array.from({ length: AT_ONCE }, () => this.#granted()));
    this.#claimed += AT_ONCE;
    return (AT_ONCE / (performance.now() - began)) * 1_000;
  }

  /** By nobody whose word would be signed too: an endorsement is another credential. */
  #granted(): Told {
    const data = grantOf(this.#definition, {
      achievementId: this.#achievementId,
      organisationId: this.#school,
      learnerId: randomUUID(),
    });
    return { event: 'validation-granted', subject: `validation-${data.validationId}`, data };
  }

  #toldOf(office: string): Told[] {
    const organisationId = this.#school;
    const membership = { membershipId: randomUUID(), personId: office, organisationId, role: 'issuer-admin' };
    return [
      {
        event: 'organisation-registered',
        subject: `organisation-${organisationId}`,
        data: { organisationId, kind: 'school', soleTrader: false, name: 'School for Food' },
      },
      { event: 'membership-granted', subject: `person-${office}`, data: membership },
    ];
  }

  async #publish(url: string, token: string): Promise<void> {
    const post = (path: string, body: object): Promise<Response> =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'estafette-acting-for': this.#school,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
    // Facts are on their way at the start.
    const until = performance.now() + HEARD_WITHIN_MS;
    for (let answer = await post('/v1/issuers', {}); answer.status !== 201; answer = await post('/v1/issuers', {})) {
      if (performance.now() > until) throw new Error(`no issuer: ${answer.status} ${await answer.text()}`);
      await delay(50);
    }
    const achievement = { achievementId: this.#achievementId, ...this.#definition };
    for (const [path, body] of [
      ['/v1/achievements', achievement],
      [`/v1/achievements/${this.#achievementId}/publications`, {}],
    ] as const) {
      const answer = await post(path, body);
      if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    }
  }
}
