import type { Bench } from '../bench.js';
import { inTurns } from '../measure/rounds.js';
import { CONNECTIONS, Noting } from '../place/noting.js';

export const httpCommand: Bench = {
  name: 'http-command',
  what: `note progress over HTTP: token, membership, validation, load, decide, append, own view seen; ${CONNECTIONS} connections on own streams`,
  against: 'a bare Fastify route with one INSERT',
  goal: 0.3,
  run: async (stage) => {
    const database = await stage.database('http-command');
    const ours = await Noting.challenges(stage, database);
    const bare = await Noting.bare(stage, database);
    const figure = await inTurns({ ours: ours.side, other: bare.side, rounds: 7, warmUps: 2, unit: '/s' });
    await Promise.all([ours.check(), bare.check()]);
    return { ...figure, details: [...figure.details, 'streams of 5 to 25 events: each takes 20 notes, then the next'] };
  },
};
