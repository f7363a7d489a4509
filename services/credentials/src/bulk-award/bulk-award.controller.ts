import { createHash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { EventStore, KeyVault, part, type Part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { bytes, Commands, get, HttpProblem, id, Input, post, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { achievement } from '../achievement/achievement.stream.js';
import { Issuers } from '../issuer/issuers.js';
import { Views } from '../views/views.js';
import { MOST_FAULTS, readAwardFile, refusing, type AwardFile } from './award-file.js';
import { bulkAward, bulkAwardPart } from './bulk-award.stream.js';
import { alreadyHeld } from './held-awards.js';

const permission = roles('issuer-admin');
const takes = { 'text/csv': bytes };
const REFUSES = ['achievement-not-published', 'issuer-not-registered', 'key-not-at-hand'];
const file =
  'a CSV file in UTF-8: `learner_id`, `assessed_by`, one column for each criterion with the level that was reached; optional ';
const more = '`awarded_on`, `period_start`, `period_end`, `evidence_url`, `evidence_sha256`';

const fault = z.object({
  line: z.number().nullable().describe('in the file, the header being 1'),
  column: z.string().nullable(),
  code: z.string(),
  detail: z.string(),
});

const tryOut = post('achievements/:achievementId/award-dry-runs', {
  summary: `Try a file of awards out: what is wrong with it, row by row, and how many would be issued; nothing is. It is ${file}${more}`,
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
    faults: z.array(fault).describe(`the first ${MOST_FAULTS}`),
  }),
});
const start = post('achievements/:achievementId/bulk-awards/:bulkAwardId', {
  summary: `Award an achievement of your school to many at once, as a job of which the progress can be read: all rows of a file, or none where something is wrong with one. It is ${file}${more}`,
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
  total: z.number().int(),
  issued: z.number().int(),
  refused: z.array(z.object({ line: z.number(), code: z.string() })).describe('rows that led to nothing, and why'),
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

/** So many rows are worked off together; a crash repeats the reading of no more. */
const ROWS_A_PART = 100;
/** As many as an office looks through. */
const MOST_SHOWN = 100;
const HIDDEN = { organisationId: true, parts: true, partsDone: true, revision: true } as const;

const OWN = { code: 'own-learning', detail: 'Nobody awards themselves: have somebody else send the file.' };
const ERASED = { code: 'person-erased', detail: 'This learner was erased: nothing new can be recorded about them.' };

@Controller()
export class BulkAwardController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly issuers: Issuers,
  ) {}

  @Route(tryOut)
  async tryOut(@Input() call: CallOf<typeof tryOut>): Promise<object> {
    const { params } = call;
    const { rows, faults, version } = await this.#read(call);
    const held = await alreadyHeld(this.views, params.achievementId, rows);
    const awardedBefore = held.map(({ line }) => line);
    return { achievementVersion: version, rows: rows.length - awardedBefore.length, awardedBefore, faults };
  }

  /** Row by row in events of their own, written in one statement: all of the file is taken in, or nothing. */
  @Route(start)
  async start(@Input() call: CallOf<typeof start>): Promise<CommandReply> {
    const { bulkAwardId, achievementId } = call.params;
    const { person, for: organisationId } = call.actor;
    const { rows, faults, version: achievementVersion } = await this.#read(call);
    if (faults.length > 0) {
      const detail = 'Nothing was awarded: mend the file, and send it again.';
      throw new HttpProblem(400, 'file-not-right', detail, { extra: { faults } });
    }
    const parts = Math.ceil(rows.length / ROWS_A_PART);
    const of = { bulkAwardId, organisationId, achievementId, achievementVersion };
    const digest = createHash('sha256').update(call.body).digest('hex');
    const started = { type: 'StartBulkAward' as const, ...of, total: rows.length, parts, digest, by: person };
    const given = Array.from({ length: parts }, (_, index): Part => {
      const within = rows.slice(index * ROWS_A_PART, (index + 1) * ROWS_A_PART);
      return part(bulkAwardPart, `${bulkAwardId}-${index + 1}`, {
        type: 'GivePart',
        ...of,
        part: index + 1,
        rows: within,
      });
    });
    return this.commands.run(call, [part(bulkAward, bulkAwardId, started), ...given], {
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

  /** All that keeps a file from being taken in, whether it is tried out or meant. */
  async #read({ params, body, actor, at }: CallOf<typeof tryOut>): Promise<AwardFile & { readonly version: number }> {
    const { state } = await this.store.load(achievement, params.achievementId);
    if (state.organisationId !== actor.for) {
      unknown('achievement-unknown', 'There is no achievement with this id that is your school’s.');
    }
    const definition = state.versions.at(-1);
    if (!definition || state.retired) {
      refuse('achievement-not-published', 'Only an achievement that is published, and not retired, is awarded.');
    }
    const signing = await this.issuers.signing(actor.for);
    if (!signing) refuse('issuer-not-registered', 'Register your school as an issuer first: POST /v1/issuers.');
    const read = readAwardFile(body, definition, at.slice(0, 10));
    const erased = await this.vault.erasedAmong(read.learners.map(({ learnerId }) => learnerId));
    const file = refusing(read, (learnerId) =>
      learnerId === actor.person ? OWN : erased.has(learnerId) ? ERASED : undefined,
    );
    return { ...file, version: state.versions.length };
  }
}
