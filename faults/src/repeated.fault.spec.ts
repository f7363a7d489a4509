import { Topics } from './chain/topics.js';
import { fault } from './fault.js';
import { KNOWN_BY_NOTHING } from './breaks.js';

const READ_WITHIN_MS = 120_000;

fault({
  name: 'repeated',
  promise: 'every message may come ten times more, in any order and among new ones: it has its effect once',
  longOnly: true,
  transports: ['kafka'],
  run: async (run) => {
    const { chain, random } = run;
    const before = await run.traffic({ commands: run.scaled(150, 1_000) });
    const faults = await run.judge(before);
    const topics = await Topics.of(chain);
    try {
      const services = chain.definitions.map(({ name }) => name);
      const lying = await Promise.all(
        services.map(async (service) => (await topics.read(service)).map((message) => ({ ...message, service }))),
      );
      const again = Array.from({ length: run.scaled(3, 10) }, () => lying.flat()).flat();
      const traffic = await run.traffic({ commands: run.scaled(150, 1_000), after: before });
      await topics.putEach(random.shuffled(again));
      faults.push(...(await traffic.finish()), ...(await topics.unread(READ_WITHIN_MS)));
      return [...faults, ...(await run.judge(traffic))];
    } finally {
      await topics.close();
    }
  },
  breaks: [KNOWN_BY_NOTHING],
});
