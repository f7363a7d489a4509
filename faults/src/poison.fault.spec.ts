import { setTimeout as delay } from 'node:timers/promises';
import { followsOf, MEMBERSHIP_FACTS } from '@estafette/service-host';
import { eventually } from '@estafette/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { Chain } from './chain/chain.js';
import { asOperator } from './chain/operator.js';
import type { ServiceProcess } from './chain/service-process.js';
import type { Lying } from './chain/topics.js';
import { Topics } from './chain/topics.js';
import { eventsOf } from './checks/effects.js';
import type { Run } from './fault.js';
import { fault } from './fault.js';
import { introduced } from './traffic/cast.js';
import type { Traffic } from './traffic/traffic.js';

const UPSTREAM = 'organisations';
const [GRANTED] = MEMBERSHIP_FACTS;
const PARTITIONS = 12;
/** How many facts of the poisoned person come behind the poison. */
const GO_ON = 3;
const PARKED_WITHIN_MS = 60_000;
const READ_WITHIN_MS = 30_000;
const UNREADABLE = /^FaultyMessage: \/data must be a JSON object/;
const BROKEN = /^FaultyMessage: .*\/data\/membershipId must be/;

fault({
  name: 'poison',
  promise:
    'a message that nobody can read, or that breaks its contract, sets its own key aside and no other, through restarts and rebalances; what came behind it waits for the operator, in its order',
  longOnly: true,
  transports: ['kafka'],
  always: {
    // A member that was killed is counted out sooner: it is not what is looked at here.
    edits: [
      {
        file: 'messaging/dist/kafka/upstream-consumer.js',
        find: 'options.sessionTimeoutMs ?? 30_000',
        put: 'options.sessionTimeoutMs ?? 8_000',
      },
    ],
  },
  run: async (run) => {
    const { chain } = run;
    const traffic = await run.traffic({ commands: run.scaled(150, 2_000) });
    const topics = await Topics.of(chain);
    try {
      const learner = await introduced(traffic.client, 'learner', traffic.cast.school);
      await eventually(async () => (await lyingOf(topics, learner)).length > 0, { timeoutMs: PARKED_WITHIN_MS });
      const [challenges, validation] = [chain.one('challenges'), chain.one('validation')];
      await Promise.all([challenges.end('SIGKILL'), validation.end('SIGKILL')]);
      const poison = await poisoned(topics, learner);
      await goesOn(traffic, learner);
      await Promise.all([
        killedOnceMore(run, challenges, traffic),
        killedOnceMore(run, validation, traffic).then(() => rebalanced(run, topics)),
      ]);
      const faults = await setAside(chain, poison, learner, traffic);
      faults.push(...(await discarded(chain, poison)));
      return [...faults, ...(await run.judge(traffic)), ...(await disorder(chain, learner))];
    } finally {
      await topics.close();
    }
  },
  breaks: [
    {
      what: 'what comes behind a parked message passes it',
      inside: {
        edits: [
          {
            file: 'messaging/dist/delivery.js',
            find: 'if (parked.has(key) && await this.#parking.queueBehind(',
            put: 'if (false && await this.#parking.queueBehind(',
          },
        ],
      },
      seenAs: /^overtaken/m,
    },
    {
      what: 'what waited behind a parked message comes out in another order',
      inside: {
        edits: [
          { file: 'messaging/dist/parked/parking.js', find: 'order by nth limit', put: 'order by nth desc limit' },
        ],
      },
      seenAs: /^(disorder|overtaken)/m,
    },
    {
      what: 'a message that fails holds up its whole partition',
      inside: {
        edits: [
          {
            file: 'messaging/dist/delivery.js',
            find: 'await this.#park(key,',
            put: 'throw error; await this.#park(key,',
          },
        ],
      },
      seenAs: /^(untaken|unparked)/m,
    },
  ],
});

/** What must be parked in every taker: its key, why, and how much lies there. */
interface Poison {
  readonly key: string;
  readonly cause: RegExp;
  readonly messages: number;
}

function takersIn(chain: Chain): readonly string[] {
  return chain.definitions.filter((one) => followsOf(one).includes(GRANTED)).map(({ name }) => name);
}

/** The messages of a person that lie in the topic. */
async function lyingOf(topics: Topics, person: string): Promise<readonly Lying[]> {
  const granted = (await topics.read(UPSTREAM)).filter(({ headers }) => text(headers['ce_type']) === GRANTED);
  return granted.filter(({ key }) => key?.toString() === `person-${person}`);
}

/** Puts one message that is not JSON into every partition, and some that break their contract, one among a real person's. */
async function poisoned(topics: Topics, learner: string): Promise<readonly Poison[]> {
  const [sound] = await lyingOf(topics, learner);
  if (!sound) throw new Error('there is no message to take as a model');
  const poison: Poison[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const unreadable = { ...sound, partition, key: `unreadable-${partition}`, value: 'Good morning!' };
    const place = await topics.put(UPSTREAM, unreadable);
    poison.push({ key: `${UPSTREAM}/${place}`, cause: UNREADABLE, messages: 1 });
  }
  const value = JSON.stringify({ membershipId: 'the one of yesterday' });
  for (const person of [learner, uuidv7(), uuidv7()]) {
    const [key, ce_id] = [`person-${person}`, `${uuidv7()}.membership-granted.v1`];
    await topics.put(UPSTREAM, {
      key,
      headers: { ...sound.headers, ce_id, ce_subject: key, ce_partitionkey: key },
      value,
    });
    poison.push({ key: `${UPSTREAM}/${key}`, cause: BROKEN, messages: person === learner ? 1 + GO_ON : 1 });
  }
  return poison;
}

/** Three more facts of a person whose key is poisoned. */
async function goesOn({ client, cast }: Traffic, person: string): Promise<void> {
  const [first, second] = [uuidv7(), uuidv7()];
  const asAdmin = { service: UPSTREAM, as: client.chain.admin, for: null };
  const memberships = `/v1/people/${person}/memberships`;
  const granted = (membershipId: string, role: string) =>
    client.wish({
      ...asAdmin,
      path: memberships,
      body: { membershipId, organisationId: cast.school, role },
      leaves: { stream: `person-${person}`, type: 'MembershipGranted', where: ['membershipId', membershipId] },
    });
  await granted(first, 'coach');
  await client.wish({
    ...asAdmin,
    path: `${memberships}/${first}/revocations`,
    body: {},
    leaves: { stream: `person-${person}`, type: 'MembershipRevoked', where: ['membershipId', first] },
  });
  await granted(second, 'assessor');
}

/** It takes what lies there, and is killed before it could say so. */
async function killedOnceMore({ random }: Run, service: ServiceProcess, traffic: Traffic): Promise<void> {
  service.spawn({ at: { point: 'before-offset-commit', nth: 1 + random.below(3) } });
  await Promise.race([service.ended, traffic.over, delay(READ_WITHIN_MS)]);
  await service.end('SIGKILL');
  await service.start();
}

/** Somebody joins the group of a taker and leaves it again, and with each the partitions are dealt anew. */
async function rebalanced(run: Run, topics: Topics): Promise<void> {
  const group = await topics.groupOf('validation', UPSTREAM);
  for (let times = run.scaled(6, 100); times > 0; times -= 2) {
    const guest = await topics.join(group, UPSTREAM);
    await guest.leave();
    await eventually(async () => (await topics.membersOf(group)) === 1, { timeoutMs: PARKED_WITHIN_MS });
  }
}

interface ParkedKey {
  readonly key: string;
  readonly messages: number;
  readonly head: { readonly id: string; readonly cause: string | null } | null;
}

async function parkedIn(chain: Chain, service: string): Promise<readonly ParkedKey[]> {
  const { json } = await asOperator(chain, service, 'GET', 'parked-keys?limit=500');
  return (json as { keys: ParkedKey[] }).keys;
}

/** Waits until exactly the poisoned keys lie parked in each taker, and gives what is not so. */
async function setAside(chain: Chain, poison: readonly Poison[], learner: string, traffic: Traffic): Promise<string[]> {
  let faults: string[] = [];
  // What was overtaken once stays so, and is not waited for.
  let overtaken = false;
  const look = async (): Promise<boolean> => {
    faults = [];
    for (const taker of takersIn(chain)) {
      const parked = new Map((await parkedIn(chain, taker)).map((one) => [one.key, one]));
      for (const { key, cause, messages } of poison) {
        const found = parked.get(key);
        if (!found) faults.push(`unparked: ${key} in ${taker}`);
        else if (!cause.test(found.head?.cause ?? ''))
          faults.push(`cause: ${key} in ${taker}: ${found.head?.cause ?? ''}`);
        else if (found.messages !== messages) faults.push(`overtaken: ${found.messages} lie in ${key} of ${taker}`);
        parked.delete(key);
      }
      for (const key of parked.keys()) faults.push(`parked: ${key} in ${taker}`);
      if ((await factsIn(chain, taker, learner)).length > 1) {
        faults.push(`overtaken: ${learner} in ${taker}`);
        overtaken = true;
      }
    }
    return faults.length === 0 || overtaken;
  };
  await traffic.until(look, PARKED_WITHIN_MS).catch(() => undefined);
  return faults;
}

/** The operator throws the poison away, and that alone. */
async function discarded(chain: Chain, poison: readonly Poison[]): Promise<string[]> {
  const faults: string[] = [];
  for (const taker of takersIn(chain)) {
    const parked = await parkedIn(chain, taker);
    for (const { key } of poison) {
      const keyOrId = parked.find((one) => one.key === key)?.head?.id;
      if (keyOrId === undefined) continue;
      const { status, json } = await asOperator(chain, taker, 'POST', 'parked-keys/discards', {
        keyOrId,
        reason: 'Poison.',
      });
      if (status !== 200 || (json as { discarded: number }).discarded !== 1)
        faults.push(`undiscarded: ${key} in ${taker}: ${status} ${JSON.stringify(json)}`);
    }
  }
  return faults;
}

/** What a taker knows of a person's memberships, in the order in which it took it. */
async function factsIn(chain: Chain, taker: string, person: string): Promise<readonly string[]> {
  return (await eventsOf(chain, taker))
    .filter(({ stream }) => stream === `${UPSTREAM}:person-${person}`)
    .map(({ type, data }) => `${type} ${String(data['membershipId'])}`);
}

/** Takers that did not take a person's memberships in the order in which they were told. */
async function disorder(chain: Chain, person: string): Promise<string[]> {
  const told = (await eventsOf(chain, UPSTREAM))
    .filter(({ stream, type }) => stream === `person-${person}` && type.startsWith('Membership'))
    .map(({ type, data }) => {
      const contract = type === 'MembershipGranted' ? 'membership-granted' : 'membership-revoked';
      return `nl.estafette.${UPSTREAM}.${contract}.v1 ${String(data['membershipId'])}`;
    });
  const faults: string[] = [];
  for (const taker of takersIn(chain)) {
    const took = await factsIn(chain, taker, person);
    if (took.join('\n') !== told.join('\n')) faults.push(`disorder: ${taker} took of ${person}\n${took.join('\n')}`);
  }
  return faults;
}

function text(header: Lying['headers'][string]): string {
  return String(header);
}
