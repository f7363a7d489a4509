import { Controller } from '@nestjs/common';
import type { Log, Subscriptions } from '@estafette/event-store';
import { Cursors } from '@estafette/event-store';
import type { Publications } from '@estafette/messaging';
import { PUBLISHER } from '@estafette/messaging';
import { z } from 'zod';
import { roles } from '../access/permission.js';
import { text } from '../values.js';
import type { CallOf } from './call.js';
import { Input } from './call.js';
import { HttpProblem } from './problem.js';
import { get, post, Route } from './route.js';

/** What is sent elsewhere, and from where. */
export class RepublicationSource {
  /** Set once messaging is there; null on feeds. */
  publications!: Publications | null;

  constructor(
    readonly log: Log,
    readonly subscriptions: Subscriptions,
  ) {}
}

const MOST_TOLD = 20;

const republication = z.object({
  publication: z.number().describe('from 2: the first is not asked for; messages carry it'),
  askedAt: z.iso.datetime(),
  askedBy: z.string().describe("the person's id"),
  reason: z.string().nullable(),
});
const operator = roles('region-admin');
const list = get('republications', {
  summary: 'The latest times that everything was sent again, and how many events wait to be sent now',
  permission: operator,
  answer: z.object({
    republications: z.array(republication),
    unsent: z.number().nullable().describe('events of the log, counted by their positions; null where nothing is sent'),
  }),
});
const republish = post('republications', {
  summary: 'Send everything again from the log, in order: when the topic was emptied or lost',
  permission: operator,
  body: z.strictObject({ reason: text(500).optional() }),
  refuses: ['nothing-to-republish'],
  answer: z.object({
    republication,
    unsent: z.number().describe('events of the log that lie before it, counted by their positions'),
  }),
});

@Controller()
export class RepublicationsController {
  constructor(private readonly from: RepublicationSource) {}

  @Route(list)
  async list(): Promise<object> {
    const { publications } = this.from;
    if (!publications) return { republications: [], unsent: null };
    return { republications: await publications.latest(MOST_TOLD), unsent: await this.#unsent(publications) };
  }

  @Route(republish)
  async republish(@Input() { actor, body }: CallOf<typeof republish>): Promise<object> {
    const { publications, subscriptions, log } = this.from;
    if (!publications) {
      throw new HttpProblem(
        409,
        'nothing-to-republish',
        'This service sends nothing: others read its feed, which is its log. There is nothing to send again.',
      );
    }
    const republication = await publications.again(actor.person, body.reason ?? null);
    const head = await log.head();
    await subscriptions.recheck();
    return { republication, unsent: head.position };
  }

  async #unsent({ pool }: Publications): Promise<number> {
    const [head, cursor] = await Promise.all([this.from.log.head(), new Cursors(pool).find(PUBLISHER)]);
    return Math.max(0, head.position - Math.max(0, cursor.position));
  }
}
