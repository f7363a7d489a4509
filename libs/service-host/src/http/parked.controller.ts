import { Controller } from '@nestjs/common';
import type { ParkedMessages } from '@estafette/messaging';
import { z } from 'zod';
import { roles } from '../access/permission.js';
import type { CallOf } from './call.js';
import { Input } from './call.js';
import { get, post, Route } from './route.js';

/** Set once messaging is there. */
export class ParkedSource {
  messages!: ParkedMessages;
}

const message = z.object({
  id: z.uuid(),
  place: z.string().describe('where it was found'),
  type: z.string().nullable(),
  content: z.unknown().describe('the event, or its headers and bytes (base64) where they make none'),
  cause: z.string().nullable().describe('null: it was not tried yet'),
  attempts: z.number(),
  queuedAt: z.iso.datetime(),
  firstTriedAt: z.iso.datetime().nullable(),
  lastTriedAt: z.iso.datetime().nullable(),
});
const parkedKey = z.object({
  key: z.string().describe('`<upstream>/<key>`, or `<upstream>/<place>` of a message without a usable key'),
  upstream: z.string(),
  parkedAt: z.iso.datetime(),
  nextTryAt: z.iso.datetime().nullable().describe('null: it waits for you'),
  messages: z.number().describe('how many wait here'),
  head: message.nullable().describe('the one in front, which all others wait for'),
});
const replayed = z.object({
  key: z.string(),
  handled: z.number().describe('how many messages had their effect'),
  parked: z.boolean(),
  cause: z.string().nullable(),
});
const operator = roles('region-admin');
const list = get('parked-keys', {
  summary: 'Keys that are set aside because a message failed, with the message in front and its cause',
  permission: operator,
  query: z.strictObject({
    after: z.string().max(500).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: z.object({ keys: z.array(parkedKey) }),
});
const replay = post('parked-keys/replays', {
  summary: 'Try a parked key now, in the order of its messages',
  permission: operator,
  body: z.strictObject({ key: z.string().min(1).max(500) }),
  refuses: ['parked-key-busy'],
  success: 200,
  answer: z.object({ replayed }),
});
const discard = post('parked-keys/discards', {
  summary: 'Throw away a parked message (by id) or all that a key holds; kept on record with the reason',
  permission: operator,
  body: z.strictObject({ keyOrId: z.string().min(1).max(500), reason: z.string().trim().min(1).max(500) }),
  refuses: ['parked-key-busy'],
  success: 200,
  answer: z.object({ discarded: z.number() }),
});

@Controller()
export class ParkedController {
  constructor(private readonly from: ParkedSource) {}

  @Route(list)
  async list(@Input() { query }: CallOf<typeof list>): Promise<object> {
    const { after, limit } = query;
    return { keys: await this.from.messages.list({ limit, ...(after === undefined ? {} : { after }) }) };
  }

  @Route(replay)
  async replay(@Input() { body }: CallOf<typeof replay>): Promise<object> {
    return { replayed: await this.from.messages.replay(body.key) };
  }

  @Route(discard)
  async discard(@Input() { body }: CallOf<typeof discard>): Promise<object> {
    return { discarded: await this.from.messages.discard(body.keyOrId, body.reason) };
  }
}
