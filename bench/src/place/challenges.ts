import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from './database.js';
import { environmentOf } from './environment.js';
import type { Neighbours, Told } from './neighbours.js';
import { startNeighbours } from './neighbours.js';
import type { ServiceProcess } from './service-process.js';
import type { Stage } from './stage.js';

/** A leg that runs, and its learner, who notes progress in it. */
export interface RunningLeg {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Person {
  readonly id: string;
  readonly for: string;
}

const HEARD_WITHIN_MS = 30_000;
/** Events in a stream before its first note: posted, accepted, a leg planned, its team formed, started. */
export const BEFORE_NOTES = 5;

const [bakery, centre, college, hubId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const baker: Person = { id: randomUUID(), for: bakery };
const coordinator: Person = { id: randomUUID(), for: centre };
const goals = {
  students: [{ text: 'Measure without disturbing', learningToLearn: false }],
  company: [{ text: 'Ask for help in time', learningToLearn: true }],
};
const terms = { contact: 'Tuesdays at the oven', hoursPerWeek: 2, resultFor: 'region', confidential: null };

/** The challenges service in a process of its own, with a region's people around it. */
export class Challenges {
  readonly #http: Pool;
  readonly #tokens = new Map<string, string>();

  private constructor(
    readonly service: ServiceProcess,
    private readonly neighbours: Neighbours,
    private readonly learners: readonly Person[],
  ) {
    this.#http = new Pool(service.url, { connections: 16 });
  }

  /** @param learners how many people there are to note progress, each with a membership of their school */
  static async start(stage: Stage, database: Database, learners: number): Promise<Challenges> {
    const people = Array.from({ length: learners }, (): Person => ({ id: randomUUID(), for: college }));
    const neighbours = await startNeighbours(toldOf(people));
    stage.after(() => neighbours.close());
    const feed = { TRANSPORT: 'feed', FEEDS: neighbours.feeds };
    const service = await stage.service('challenges', await environmentOf(database, neighbours, feed));
    const challenges = new Challenges(service, neighbours, people);
    stage.after(() => challenges.#http.close());
    await challenges.#heard();
    return challenges;
  }

  /** A challenge whose leg runs, for the nth learner. */
  async runningLeg(nth: number): Promise<RunningLeg> {
    const learner = this.learners[nth % this.learners.length];
    if (!learner) throw new Error('there are no learners');
    const [challengeId, legId] = [uuidv7(), uuidv7()];
    const at = `/v1/challenges/${challengeId}`;
    await this.#must(baker, 'POST', '/v1/challenges', {
      challengeId,
      title: 'Return bread',
      problem: 'A tenth of what we bake comes back.',
      wouldHelp: 'Somebody who counts, and tries.',
      terms,
    });
    await this.#must(coordinator, 'POST', `${at}/acceptances`, { hubId });
    const period = { start: '2026-09-01', end: '2026-10-01' };
    const leg = { legId, aspect: 'waste', schoolId: college, frame: 'project', period, goals };
    await this.#must(coordinator, 'POST', `${at}/legs`, leg);
    const members = [{ personId: learner.id, as: 'student', organisationId: college }];
    await this.#must(coordinator, 'PUT', `${at}/legs/${legId}/team`, { members });
    await this.#must(coordinator, 'POST', `${at}/legs/${legId}/starts`, {});
    return { path: `${at}/legs/${legId}/notes`, headers: await this.#headers(learner) };
  }

  /** Facts are on their way at the start: the baker may post as soon as they are there. */
  async #heard(): Promise<void> {
    const until = performance.now() + HEARD_WITHIN_MS;
    for (;;) {
      const last = this.learners.at(-1) ?? baker;
      const { statusCode, body } = await this.#http.request({
        path: '/v1/challenges',
        method: 'GET',
        headers: await this.#headers(last),
      });
      const said = await body.text();
      if (statusCode === 200) return;
      if (performance.now() > until) throw new Error(`challenges never heard of its people: ${statusCode} ${said}`);
      await delay(50);
    }
  }

  async #must(person: Person, method: 'POST' | 'PUT', path: string, json: object): Promise<void> {
    const headers = { ...(await this.#headers(person)), 'content-type': 'application/json' };
    const { statusCode, body } = await this.#http.request({ path, method, headers, body: JSON.stringify(json) });
    const said = await body.text();
    if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${said}`);
  }

  async #headers(person: Person): Promise<Record<string, string>> {
    const token = this.#tokens.get(person.id) ?? (await this.neighbours.token(person.id));
    this.#tokens.set(person.id, token);
    return { authorization: `Bearer ${token}`, 'estafette-acting-for': person.for };
  }
}

function toldOf(learners: readonly Person[]): Told[] {
  const organisation = (organisationId: string): Told => ({
    event: 'organisation-registered',
    subject: `organisation-${organisationId}`,
    data: { organisationId, kind: 'sme', soleTrader: false, name: 'Somewhere' },
  });
  const granted = ({ id: personId, for: organisationId }: Person, role: string): Told => ({
    event: 'membership-granted',
    subject: `person-${personId}`,
    data: { membershipId: randomUUID(), personId, organisationId, role },
  });
  const hub = { subject: `hub-${hubId}` };
  return [
    ...[bakery, centre, college].map(organisation),
    { ...hub, event: 'hub-founded', data: { hubId, organisationId: centre, kind: 'lab', name: 'Grain loft' } },
    { ...hub, event: 'organisation-joined-hub', data: { hubId, organisationId: college } },
    granted(baker, 'employer'),
    granted(coordinator, 'hub-coordinator'),
    ...learners.map((learner) => granted(learner, 'learner')),
  ];
}
