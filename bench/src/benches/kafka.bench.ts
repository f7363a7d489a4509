import { provisionTopics, topicOf } from '@estafette/messaging';
import type { Bench } from '../bench.js';
import { perSecond } from '../measure/pace.js';
import { percentile } from '../measure/ratio.js';
import { inTurns, short } from '../measure/rounds.js';
import type { Child } from '../place/child.js';
import { startHubs } from '../place/hubs.js';
import type { Stage } from '../place/stage.js';
import type { BareKafka } from '../programs/bare-kafka.js';

const ASKERS = 64;
const SATURATE_MS = 6_000;
const ROUND_MS = 6_000;
const SHARE = 0.99;

/** Two processes, one of which answers the other, on topics as ours are. */
async function startBare(stage: Stage, brokers: string): Promise<Child<BareKafka>> {
  const names = ['bench-asked', 'bench-answered'];
  await provisionTopics([brokers], names);
  const [asked = '', answered = ''] = names.map(topicOf);
  const answerer = await stage.child<BareKafka>('bare-kafka');
  await answerer.ask('open', { brokers, as: 'answerer', asked, answered });
  const asker = await stage.child<BareKafka>('bare-kafka');
  await asker.ask('open', { brokers, as: 'asker', asked, answered });
  return asker;
}

export const kafkaVisible: Bench = {
  name: 'kafka-visible-p99',
  what: 'from a command (found a hub) to its row in a view of another service, over Kafka: p99 at half the rate that it can carry',
  against: 'p99 of a bare kafkajs round trip on the same broker, at the same rate',
  goal: 3,
  atMost: true,
  run: async (stage) => {
    const { brokers } = await stage.kafka();
    const chain = await startHubs(stage, brokers);
    const bare = await startBare(stage, brokers);
    // The first time warms up.
    await chain.ask('saturate', { ms: SATURATE_MS / 2, askers: ASKERS });
    const most = perSecond(await chain.ask('saturate', { ms: SATURATE_MS, askers: ASKERS }));
    const half = { ms: ROUND_MS, rate: most / 2 };
    const figure = await inTurns({
      ours: { name: 'command to view, p99', round: async () => percentile(await chain.ask('pace', half), SHARE) },
      other: { name: 'bare round trip, p99', round: async () => percentile(await bare.ask('pace', half), SHARE) },
      rounds: 5,
      unit: ' ms',
    });
    const load = `the chain carries ${short(most)}/s (${ASKERS} at once); measured at ${short(most / 2)}/s`;
    return { ...figure, details: [...figure.details, load] };
  },
};
