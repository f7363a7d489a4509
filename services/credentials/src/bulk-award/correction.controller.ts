import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { bytes, Commands, id, Input, post, roles, Route } from '@estafette/service-host';
import pLimit from 'p-limit';
import { z } from 'zod';
import { achievement } from '../achievement/achievement.stream.js';
import { Views } from '../views/views.js';
import { withFaults, type AwardFile } from './award-file.js';
import { assertRight, AwardFiles } from './award-files.js';
import { planOf, type AwardPlan } from './award-plans.js';
import { assertNotCorrected, type BulkAwardState } from './bulk-award.decider.js';
import { LEFT_OUT } from './bulk-award.events.js';
import { faults, FILE, refusedRows, takes } from './bulk-award.schemas.js';
import { bulkAward } from './bulk-award.stream.js';
import { awardedBy, type HeldAward } from './held-awards.js';
import { unnamedAwards } from './unnamed-awards.js';

const permission = roles('issuer-admin');
const REFUSES = ['bulk-award-unfinished', 'bulk-award-corrected', 'issuer-not-registered', 'key-not-at-hand'];
const query = z.strictObject({
  leftOut: z
    .enum(LEFT_OUT)
    .default('kept')
    .describe('what becomes of the credentials of learners whom the file does not name'),
});

const tryOut = post('bulk-awards/:bulkAwardId/correction-dry-runs', {
  summary: `Try a corrected file out: what is wrong with it, or else what it would change of what a bulk award of your school led to; nothing is. It is ${FILE}`,
  permission,
  params: z.strictObject({ bulkAwardId: id }),
  query,
  body: bytes,
  takes,
  refuses: [...REFUSES, 'own-learning'],
  success: 200,
  answer: z.object({
    achievementVersion: z
      .number()
      .describe('under which the file is read, and new ones would be issued: that of the first'),
    issued: z.array(z.number().int()).describe('lines of learners to whom it was not awarded as of that day'),
    reissued: z.array(z.number().int()).describe('lines that say something else than was awarded'),
    unchanged: z.number().int().describe('how many lines say what was awarded'),
    revoked: z
      .array(z.object({ credentialId: z.uuid(), learnerId: z.uuid() }))
      .describe(
        'what would be revoked: of learners who are left out, where you ask so, and of those who are named as of another day instead',
      ),
    refused: refusedRows,
    faults,
  }),
});
const correct = post('bulk-awards/:bulkAwardId/corrections/:correctionId', {
  summary: `Put right what a bulk award of your school led to, by the whole file as it should have been, as one operation: a bulk award itself, of which the progress can be read. Who was awarded something else is issued theirs anew under its id and told once; who was not awarded is; who is left out keeps theirs, or has it revoked where you ask so. It is ${FILE}`,
  permission,
  params: z.strictObject({ bulkAwardId: id, correctionId: id }),
  query,
  body: bytes,
  takes,
  refuses: ['bulk-award-exists', ...REFUSES, 'own-learning'],
});

type Asked = CallOf<typeof tryOut> | CallOf<typeof correct>;

interface Correction {
  readonly first: NonNullable<BulkAwardState['started']>;
  /** All that it puts right, the earliest first. */
  readonly corrects: readonly string[];
  readonly file: AwardFile;
  /** What is to be revoked. */
  readonly withdrawn: readonly HeldAward[];
}

/** So many rows are looked up side by side. */
const SIDE_BY_SIDE = 100;

@Controller()
export class CorrectionController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly views: Views,
    private readonly files: AwardFiles,
  ) {}

  @Route(tryOut)
  async tryOut(@Input() call: CallOf<typeof tryOut>): Promise<object> {
    const { first, corrects, file, withdrawn } = await this.#read(call);
    const { achievementId, achievementVersion } = first;
    const isRight = file.faults.length === 0;
    const of = { achievementId, corrects, bulkAwardId: randomUUID() };
    const plans = await pLimit(SIDE_BY_SIDE).map(
      isRight ? file.rows : [],
      async (row) => [row, await planOf(this.store, of, row)] as const,
    );
    const lines = (does: AwardPlan['does']): number[] =>
      plans.flatMap(([row, plan]) => (plan.does === does ? [row.line] : []));
    return {
      ...{ achievementVersion, issued: lines('issue'), reissued: lines('reissue'), unchanged: lines('nothing').length },
      revoked: withdrawn,
      refused: plans.flatMap(([{ line }, plan]) => (plan.does === 'refuse' ? [{ line, code: plan.code }] : [])),
      faults: file.faults,
    };
  }

  @Route(correct)
  async correct(@Input() call: CallOf<typeof correct>): Promise<CommandReply> {
    const { bulkAwardId, correctionId } = call.params;
    if (correctionId === bulkAwardId) {
      refuse('bulk-award-exists', 'A correction is a bulk award of its own: give it an id of its own.');
    }
    const { first, corrects, file, withdrawn } = await this.#read(call);
    assertRight(file);
    const { achievementId, achievementVersion, organisationId } = first;
    const of = { bulkAwardId: correctionId, organisationId, achievementId, achievementVersion, corrects };
    const ids = withdrawn.map(({ credentialId }) => credentialId);
    const asked = { ...of, leftOut: call.query.leftOut, by: call.actor.person };
    const [started, ...parts] = this.files.taking(asked, call.body, file.rows, ids);
    const corrected = part(bulkAward, bulkAwardId, { type: 'CorrectBulkAward' as const, correctionId });
    return this.commands.run(call, [started, corrected, ...parts], { location: `/v1/bulk-awards/${correctionId}` });
  }

  /** A file as it should have been is read under the version of the achievement, and as of the day, of the wrong one. */
  async #read(call: Asked): Promise<Correction> {
    const { params, actor, query: asked } = call;
    const { state } = await this.store.load(bulkAward, params.bulkAwardId);
    const first = state.started;
    if (first?.organisationId !== actor.for) {
      unknown('bulk-award-unknown', 'There is no bulk award with this id that is your school’s.');
    }
    const correctionId = 'correctionId' in params ? params.correctionId : undefined;
    const isAgain = state.correctedBy !== null && state.correctedBy === correctionId;
    if (!isAgain) assertNotCorrected(state);
    const { achievementId, achievementVersion } = first;
    const published = (await this.store.load(achievement, achievementId)).state;
    const definition = published.versions[achievementVersion - 1];
    if (!definition) throw new Error('what was awarded was published');
    const corrects = [...first.corrects, first.bulkAwardId];
    const awarded = await awardedBy(this.views, corrects);
    if (!awarded) refuse('bulk-award-unfinished', 'It is still being worked off: put it right once it is finished.');
    // The same file a day later names the same awards.
    const file = await this.files.read(call, definition, { asOf: awarded.since, mayBeEmpty: true });
    // Where something is wrong with the file, that is told: whom it names is not known then.
    if (file.faults.length > 0) return { first, corrects, file, withdrawn: [] };
    const { leftOut } = asked;
    const { rows } = file;
    const of = { file: { achievementId, corrects, bulkAwardId: correctionId ?? randomUUID() }, leftOut, awarded, rows };
    const { withdrawn, faults } = await unnamedAwards(this.store, this.views, of);
    // What was taken in already is taken in as it was.
    if (faults.length > 0 && !isAgain) return { first, corrects, file: withFaults(file, faults), withdrawn: [] };
    if (withdrawn.some(({ learnerId }) => learnerId === actor.person)) {
      refuse(
        'own-learning',
        'Your own credential would be revoked: nobody decides on their own, have somebody else send the file.',
      );
    }
    return { first, corrects, file, withdrawn };
  }
}
