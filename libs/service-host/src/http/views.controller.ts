import { Controller, Res } from '@nestjs/common';
import type { AnyView, LastRebuild, Log, Rebuilds, Subscriptions } from '@estafette/event-store';
import { Cursors, RebuildRunning, cursorNameOf, tableOf } from '@estafette/event-store';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { roles } from '../access/permission.js';
import type { CallOf } from './call.js';
import { Input } from './call.js';
import { HttpProblem } from './problem.js';
import { get, post, Route } from './route.js';

/** The views of a running service, and what rebuilds them. */
export class ViewSource {
  constructor(
    readonly views: readonly AnyView[],
    readonly log: Log,
    readonly subscriptions: Subscriptions,
    readonly rebuilds: Rebuilds,
  ) {}
}

const view = z.object({
  view: z.string(),
  version: z.number(),
  state: z
    .enum(['live', 'building', 'failed'])
    .describe('building: of new code, not caught up yet; failed: it has stopped in the replica that answers'),
  cause: z.string().nullable().describe('why it failed'),
  lag: z.number().describe('events of the log that lie before it, counted by their positions'),
  lastRebuild: z
    .object({
      startedAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
      running: z.boolean(),
      events: z.number().describe('read so far'),
      ms: z.number(),
      fault: z.string().nullable().describe('why it came to nothing: the live table then stands as it was'),
    })
    .nullable()
    .describe('null: never'),
});
const operator = roles('region-admin');
const list = get('views', {
  summary: 'The views of this service: how far each is, and its last rebuild',
  permission: operator,
  answer: z.object({ views: z.array(view) }),
});
const rebuild = post('views/:view/rebuilds', {
  summary: 'Begin to make a view again from the log, beside the live one; GET /v1/views tells how far it is',
  permission: operator,
  params: z.strictObject({ view: z.string().max(100) }),
  body: z.strictObject({}),
  refuses: ['rebuild-running'],
  success: 202,
  answer: z.object({ view }),
  headers: { Location: 'Where its progress is told.' },
});

@Controller()
export class ViewsController {
  constructor(private readonly from: ViewSource) {}

  @Route(list)
  async list(): Promise<object> {
    return { views: await this.#told(this.from.views) };
  }

  @Route(rebuild)
  async rebuild(
    @Input() { params }: CallOf<typeof rebuild>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { views, rebuilds } = this.from;
    const found = views.find(({ name }) => name === params.view);
    if (!found) {
      const names = views.map(({ name }) => name);
      throw new HttpProblem(404, 'view-unknown', `There is no such view; there are: ${names.join(', ')}.`, {
        extra: { views: names },
      });
    }
    try {
      await rebuilds.begin(found);
    } catch (error) {
      if (!(error instanceof RebuildRunning)) throw error;
      throw new HttpProblem(409, 'rebuild-running', 'This view is being rebuilt already. Wait until that has ended.');
    }
    void reply.header('location', '/v1/views');
    const [told] = await this.#told([found]);
    return { view: told };
  }

  async #told(views: readonly AnyView[]): Promise<z.output<typeof view>[]> {
    const { log, rebuilds } = this.from;
    const cursors = new Cursors(log.pool);
    const [head, last, ...places] = await Promise.all([
      log.head(),
      rebuilds.last(views),
      ...views.map((one) => cursors.find(cursorNameOf(one))),
    ]);
    return views.map((one, index) => ({
      view: one.name,
      version: one.version,
      ...this.#stateOf(cursorNameOf(one)),
      lag: Math.max(0, head.position - (places[index]?.position ?? 0)),
      lastRebuild: (last.get(tableOf(one)) satisfies LastRebuild | undefined) ?? null,
    }));
  }

  #stateOf(name: string): { readonly state: 'live' | 'building' | 'failed'; readonly cause: string | null } {
    const { runners, building } = this.from.subscriptions;
    const fault = runners.find(({ subscription }) => subscription.name === name)?.fault;
    if (fault) return { state: 'failed', cause: fault.message };
    return { state: building.includes(name) ? 'building' : 'live', cause: null };
  }
}
