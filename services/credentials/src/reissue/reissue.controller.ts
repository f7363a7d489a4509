import { Controller } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { Commands, get, Input, post, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import type { Definition } from '../achievement/achievement.events.js';
import { achievement } from '../achievement/achievement.stream.js';
import { Views } from '../views/views.js';
import type { Selection } from './reissue.events.js';
import { reissueBody, reissueParams } from './reissue.schemas.js';
import { reissue } from './reissue.stream.js';
import { countOf } from './reissuing.js';

const permission = roles('issuer-admin');

const startReissue = post('', {
  summary:
    'Issue anew all credentials under a version of an achievement in which a mistake was found: they tell what a later version tells',
  permission,
  body: reissueBody,
  refuses: ['reissue-exists', 'version-not-later', 'versions-not-comparable'],
});

const shown = z.object({
  reissueId: z.uuid(),
  selection: z.looseObject({ kind: z.enum(['issuer-key', 'endorser-key', 'achievement']) }),
  note: z.string().nullable(),
  total: z.number().int().describe('how many there were when it began'),
  reissued: z.number().int().describe('credentials that were issued anew as part of this'),
  skipped: z.number().int().describe('those that do not hold any more'),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});

const one = get(':reissueId', {
  summary: 'How far a reissue of your school is: one that was asked for, or that followed from the withdrawal of a key',
  permission: roles('issuer-admin', 'employer'),
  params: reissueParams,
  answer: shown,
});
const all = get('', {
  summary: 'The reissues of your organisation, the newest first',
  permission: roles('issuer-admin', 'employer'),
  answer: z.object({ reissues: z.array(shown) }),
});

/** As many as an office looks through; each is one operation. */
const MOST_SHOWN = 100;
const HIDDEN = { organisationId: true, inShare: true, revision: true } as const;

@Controller('reissues')
export class ReissueController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly views: Views,
  ) {}

  @Route(startReissue)
  async start(@Input() call: CallOf<typeof startReissue>): Promise<CommandReply> {
    const { reissueId, note, ...asked } = call.body;
    const { person, for: organisationId } = call.actor;
    const { state } = await this.store.load(achievement, asked.achievementId);
    const [from, to] = [state.versions[asked.fromVersion - 1], state.versions[asked.toVersion - 1]];
    if (state.organisationId !== organisationId || !from || !to) {
      unknown('achievement-unknown', 'Your school published no achievement with this id and these versions.');
    }
    if (asked.toVersion <= asked.fromVersion) {
      refuse('version-not-later', 'A mistake is put right by a later version: publish it first.');
    }
    assertComparable(from, to);
    const selection: Selection = { kind: 'achievement', organisationId, ...asked };
    const total = await countOf(selection, this.views);
    const command = part(reissue, reissueId, { type: 'StartReissue', reissueId, selection, total, note, by: person });
    return this.commands.run(call, command, { location: `/v1/reissues/${reissueId}` });
  }

  @Route(one)
  async read(@Input() { params, actor }: CallOf<typeof one>): Promise<object> {
    const where = { ...params, organisationId: actor.for };
    const row = await this.views.reissues.findFirst({ where, omit: HIDDEN });
    if (!row) unknown('reissue-unknown', 'Your organisation has no reissue with this id.');
    return row;
  }

  @Route(all)
  async list(@Input() { actor }: CallOf<typeof all>): Promise<object> {
    const reissues = await this.views.reissues.findMany({
      where: { organisationId: actor.for },
      orderBy: [{ startedAt: 'desc' }, { reissueId: 'desc' }],
      take: MOST_SHOWN,
      omit: HIDDEN,
    });
    return { reissues };
  }
}

/** What somebody reached must mean something in the later version too. */
function assertComparable(from: Definition, to: Definition): void {
  const levels = new Set(
    to.criteria.flatMap(({ criterionId, levels: all }) => all.map(({ levelId }) => criterionId + levelId)),
  );
  const all = from.criteria.flatMap((one) => one.levels.map(({ levelId }) => one.criterionId + levelId));
  if (all.every((level) => levels.has(level))) return;
  refuse(
    'versions-not-comparable',
    'The later version lacks a criterion or level of the one before, so what people reached would mean nothing in it.',
  );
}
