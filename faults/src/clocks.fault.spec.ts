import { v7 as uuidv7 } from 'uuid';
import type { ServiceProcess } from './chain/service-process.js';
import { fault } from './fault.js';

const HOUR_MS = 3_600_000;

fault({
  name: 'clocks',
  promise: 'clocks that are an hour wrong change no order; tokens end by the clock of whoever checks them',
  longOnly: true,
  chain: { replicas: { challenges: 2 } },
  run: async (run) => {
    const { chain } = run;
    const [ahead, behind] = chain.of('challenges');
    if (!ahead || !behind) throw new Error('this takes two replicas');
    for (const [service, clockMs] of [
      [ahead, HOUR_MS],
      [behind, -HOUR_MS],
      [chain.one('validation'), HOUR_MS],
    ] as const) {
      await service.end();
      await service.start({ clockMs });
    }
    const traffic = await run.traffic({ commands: run.scaled(200, 1_000) });
    const soon = new Date(Date.now() + HOUR_MS / 2);
    const past = new Date(Date.now() - HOUR_MS / 2);
    const token = (expiresAt: Date): Promise<string> => chain.issuer.personToken(uuidv7(), { expiresAt });
    const expected = [
      ['a token for half an hour, an hour ahead', await asked(ahead, await token(soon)), 401],
      ['a token for half an hour, an hour behind', await asked(behind, await token(soon)), 200],
      ['a token that ended half an hour ago, an hour behind', await asked(behind, await token(past)), 200],
    ] as const;
    const faults = expected.flatMap(([what, status, right]) =>
      status === right ? [] : [`token: ${what}: ${status} instead of ${right}`],
    );
    return [...faults, ...(await run.judge(traffic))];
  },
  breaks: [
    {
      what: 'a log that is read by the clock',
      inside: {
        edits: [
          {
            file: 'event-store/dist/log.js',
            find: 'order by e.incarnation, e.transaction_id, e.position\nlimit $4',
            put: `order by e.metadata->>'at'\nlimit $4`,
          },
        ],
      },
      seenAs: /^(behind|untaken|unanswered|view)/m,
    },
    {
      what: 'tokens whose end is not looked at',
      inside: {
        edits: [
          {
            file: 'service-host/dist/access/token.js',
            find: 'algorithms: [',
            put: 'clockTolerance: 99_999_999, algorithms: [',
          },
        ],
      },
      seenAs: /^token/m,
    },
  ],
});

/** The status of a question that needs nothing but a token. */
async function asked({ url }: ServiceProcess, token: string): Promise<number> {
  const response = await fetch(`${url}/v1/challenges`, {
    headers: { authorization: `Bearer ${token}`, 'estafette-acting-for': 'self' },
  });
  await response.arrayBuffer();
  return response.status;
}
