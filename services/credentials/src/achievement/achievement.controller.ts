import { Controller } from '@nestjs/common';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, put, roles, Route } from '@estafette/service-host';
import { Images } from '../image/images.js';
import { issuer } from '../issuer/issuer.stream.js';
import type { Definition } from './achievement.events.js';
import * as schema from './achievement.schemas.js';
import { achievement } from './achievement.stream.js';

const permission = roles('issuer-admin');
const params = schema.achievementParams;

const defineAchievement = post('', {
  summary: 'Define an achievement of the school that you act for, as a draft',
  permission,
  body: schema.achievementBody,
  refuses: ['issuer-not-registered', 'achievement-exists', 'achievement-not-sound'],
});
const reviseAchievement = put(':achievementId', {
  summary: 'Replace the draft; after publication, draft the next version',
  permission,
  params,
  body: schema.revisionBody,
  refuses: ['achievement-not-sound', 'achievement-retired'],
});
const publishAchievement = post(':achievementId/publications', {
  summary: 'Publish the draft as the next version, which never changes',
  permission,
  params,
  body: schema.nothingBody,
  refuses: ['achievement-retired', 'achievement-not-complete'],
});
const retireAchievement = post(':achievementId/retirements', {
  summary: 'Retire an achievement: nobody can ask for it any more, what was earned keeps its worth',
  permission,
  params,
  body: schema.nothingBody,
  refuses: ['achievement-not-published'],
});

@Controller('achievements')
export class AchievementController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly images: Images,
  ) {}

  @Route(defineAchievement)
  async define(@Input() call: CallOf<typeof defineAchievement>): Promise<CommandReply> {
    const { achievementId, ...definition } = call.body;
    const { state } = await this.store.load(issuer, call.actor.for);
    const command = part(achievement, achievementId, {
      type: 'DefineAchievement',
      ...asked(call),
      achievementId,
      issuerRegistered: state.issues,
      definition,
      hasImage: await this.#hasImage(call.actor.for, definition),
    });
    return this.commands.run(call, command, { location: draftAt(achievementId) });
  }

  @Route(reviseAchievement)
  async revise(@Input() call: CallOf<typeof reviseAchievement>): Promise<CommandReply> {
    const { achievementId } = call.params;
    const command = part(achievement, achievementId, {
      type: 'ReviseAchievement',
      ...asked(call),
      definition: call.body,
      hasImage: await this.#hasImage(call.actor.for, call.body),
    });
    return this.commands.run(call, command, { location: draftAt(achievementId), adds: false });
  }

  @Route(publishAchievement)
  publish(@Input() call: CallOf<typeof publishAchievement>): Promise<CommandReply> {
    const { achievementId } = call.params;
    const command = part(achievement, achievementId, { type: 'PublishAchievement', ...asked(call) });
    return this.commands.run(call, command, { location: at(achievementId) });
  }

  @Route(retireAchievement)
  retire(@Input() call: CallOf<typeof retireAchievement>): Promise<CommandReply> {
    const { achievementId } = call.params;
    const command = part(achievement, achievementId, { type: 'RetireAchievement', ...asked(call) });
    return this.commands.run(call, command, { location: at(achievementId) });
  }

  async #hasImage(organisationId: string, { image }: Pick<Definition, 'image'>): Promise<boolean> {
    return image !== null && (await this.images.isOf(organisationId, image.file));
  }
}

function at(achievementId: string): string {
  return `/v1/achievements/${achievementId}`;
}

function draftAt(achievementId: string): string {
  return `/v1/achievement-drafts/${achievementId}`;
}
