import { Controller } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { EventStore } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { bytes, Commands, get, id, Input, post, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import type { Definition } from '../achievement/achievement.events.js';
import { achievement } from '../achievement/achievement.stream.js';
import { Views } from '../views/views.js';
import { assertRight, AwardFiles } from './award-files.js';
import { faults, FILE, refusedRows, takes } from './bulk-award.schemas.js';
import { alreadyHeld } from './held-awards.js';

const permission = roles('issuer-admin');
const REFUSES = ['achievement-not-published', 'issuer-not-registered', 'key-not-at-hand'];

const tryOut = post('achievements/:achievementId/award-dry-runs', {
  summary: `Try a file of awards out: what is wrong with it, row by row, and how many would be issued; nothing is. It is ${FILE}`,
  permission,
  params: z.strictObject({ achievementId: id }),
  body: bytes,
  takes,
  refuses: REFUSES,
  success: 200,
  answer: z.object({
    achievementVersion: z.number().describe('under which they would be issued'),
    rows: z.number().int().describe('how many would be issued'),
    awardedBefore: z
      .array(z.number().int())
      .describe('lines of learners who hold it as of that day already: nothing is issued twice'),
    faults,
  }),
});
const start = post('achievements/:achievementId/bulk-awards/:bulkAwardId', {
  summary: `Award an achievement of your school to many at once, as a job of which the progress can be read: all rows of a file, or none where something is wrong with one. It is ${FILE}`,
  permission,
  params: z.strictObject({ achievementId: id, bulkAwardId: id }),
  body: bytes,
  takes,
  refuses: ['bulk-award-exists', ...REFUSES],
});

const told = z.object({
  bulkAwardId: z.uuid(),
  achievementId: z.uuid(),
  achievementVersion: z.number(),
  corrects: z.uuid().nullable().describe('which bulk award it puts right'),
  correctedBy: z.uuid().nullable().describe('which bulk award puts it right'),
  total: z.number().int().describe('how many rows there are'),
  issued: z.number().int(),
  reissued: z.number().int().describe('put right under the id that they had'),
  unchanged: z.number().int().describe('rows that say what was awarded before'),
  revoked: z.number().int().describe('of learners who are not awarded after all'),
  refused: refusedRows,
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});
const one = get('bulk-awards/:bulkAwardId', {
  summary: 'How far a bulk award of your school is',
  permission,
  params: z.strictObject({ bulkAwardId: id }),
  answer: told,
});
const all = get('bulk-awards', {
  summary: 'The bulk awards of your school, the newest first',
  permission,
  answer: z.object({ bulkAwards: z.array(told) }),
});

/** As many as an office looks through. */
const MOST_SHOWN = 100;
const HIDDEN = { organisationId: true, parts: true, partsDone: true, revision: true } as const;

@Controller()
export class BulkAwardController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly views: Views,
    private readonly files: AwardFiles,
  ) {}

  @Route(tryOut)
  async tryOut(@Input() call: CallOf<typeof tryOut>): Promise<object> {
    const { definition, version } = await this.#published(call);
    const { rows, faults: wrong } = await this.files.read(call, definition);
    const held = await alreadyHeld(this.views, call.params.achievementId, rows);
    const awardedBefore = held.map(({ line }) => line);
    return { achievementVersion: version, rows: rows.length - awardedBefore.length, awardedBefore, faults: wrong };
  }

  @Route(start)
  async start(@Input() call: CallOf<typeof start>): Promise<CommandReply> {
    const { bulkAwardId } = call.params;
    const { definition, version: achievementVersion } = await this.#published(call);
    const file = await this.files.read(call, definition);
    assertRight(file);
    const { person: by, for: organisationId } = call.actor;
    const of = { ...call.params, organisationId, achievementVersion, corrects: [], leftOut: null, by };
    return this.commands.run(call, this.files.taking(of, call.body, file.rows), {
      location: `/v1/bulk-awards/${bulkAwardId}`,
    });
  }

  @Route(one)
  async read(@Input() { params, actor }: CallOf<typeof one>): Promise<object> {
    const where = { ...params, organisationId: actor.for };
    const row = await this.views.bulkAwards.findFirst({ where, omit: HIDDEN });
    if (!row) unknown('bulk-award-unknown', 'There is no bulk award with this id that is your school’s.');
    return row;
  }

  @Route(all)
  async list(@Input() { actor }: CallOf<typeof all>): Promise<object> {
    const where = { organisationId: actor.for };
    const order = { startedAt: 'desc' } as const;
    return {
      bulkAwards: await this.views.bulkAwards.findMany({ where, orderBy: order, take: MOST_SHOWN, omit: HIDDEN }),
    };
  }

  async #published({ params, actor }: CallOf<typeof tryOut>): Promise<{ definition: Definition; version: number }> {
    const { state } = await this.store.load(achievement, params.achievementId);
    if (state.organisationId !== actor.for) {
      unknown('achievement-unknown', 'There is no achievement with this id that is your school’s.');
    }
    const definition = state.versions.at(-1);
    if (!definition || state.retired) {
      refuse('achievement-not-published', 'Only an achievement that is published, and not retired, is awarded.');
    }
    return { definition, version: state.versions.length };
  }
}
