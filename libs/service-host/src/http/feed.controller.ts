import { Controller, Res } from '@nestjs/common';
import type { Publisher } from '@estafette/messaging';
import { BATCH, encodeBatch, EVENTS_BEYOND, NEXT_CURSOR, readFeed } from '@estafette/messaging';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { scope } from '../access/permission.js';
import type { Running } from '../run/held.js';
import type { CallOf } from './call.js';
import { Input } from './call.js';
import { HttpProblem } from './problem.js';
import { get, Route } from './route.js';

/** Where the feed reads from. */
export class FeedSource {
  constructor(
    readonly held: Running,
    readonly publisher: Publisher,
    readonly source: string,
    readonly ended: AbortSignal,
  ) {}
}

const MOST_EVENTS = 500;

const readFeedRoute = get('feed', {
  summary: 'What left this service, in order: a batch of CloudEvents past a cursor, waiting for the first',
  permission: scope('feed:read'),
  query: z.strictObject({
    after: z
      .string()
      .regex(/^(\d{1,9}\.\d{1,19}\.\d{1,15})?$/, 'expected the cursor of Estafette-Next-Cursor')
      .optional(),
    wait: z.coerce.number().int().min(0).max(60).default(0).describe('seconds'),
  }),
  answer: z.array(
    z.looseObject({
      specversion: z.literal('1.0'),
      id: z.string(),
      source: z.string(),
      type: z.string().describe('the contract that the data keeps to'),
      subject: z.string(),
      time: z.iso.datetime({ offset: true }),
      data: z.looseObject({}),
    }),
  ),
  gives: BATCH,
  headers: {
    [NEXT_CURSOR]: 'What to ask for next: `after`.',
    [EVENTS_BEYOND]: 'How many events of the log lie past it, those that do not leave the service included.',
  },
  refuses: ['cursor-ahead-of-log'],
});

@Controller()
export class FeedController {
  constructor(private readonly from: FeedSource) {}

  @Route(readFeedRoute)
  async read(
    @Input() { query }: CallOf<typeof readFeedRoute>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { held, publisher, source, ended } = this.from;
    const closed = new AbortController();
    reply.raw.once('close', () => {
      closed.abort();
    });
    const batch = await readFeed({
      log: held.log,
      subscriptionsWake: held.subscriptions.wake,
      publisher,
      source,
      ...(query.after === undefined ? {} : { after: query.after }),
      waitMs: query.wait * 1_000,
      limit: MOST_EVENTS,
      signal: AbortSignal.any([ended, closed.signal]),
    });
    if (batch === 'not-a-cursor')
      throw new HttpProblem(400, 'cursor-not-valid', 'Give the cursor of Estafette-Next-Cursor.');
    if (batch === 'ahead') {
      throw new HttpProblem(
        409,
        'cursor-ahead-of-log',
        'This cursor lies beyond the log, which was restored from a backup: read from the start.',
      );
    }
    void reply.header(NEXT_CURSOR, batch.next).header(EVENTS_BEYOND, batch.beyond);
    return encodeBatch(batch.events);
  }
}
