import { anyView } from '@estafette/event-store';
import type { ServiceDefinition } from '@estafette/service-host';
import { BatonController } from './challenge/baton.controller.js';
import { ChallengeController } from './challenge/challenge.controller.js';
import { challenge } from './challenge/challenge.stream.js';
import { OnChallenge } from './challenge/on-challenge.js';
import { follows } from './followed/followed.js';
import { challengesPublisher } from './publishing/challenges.publisher.js';
import { ChallengeBoardController } from './views/challenge-board/challenge-board.controller.js';
import { challengeBoard } from './views/challenge-board/challenge-board.view.js';
import { ChallengeStoryController } from './views/challenge-story/challenge-story.controller.js';
import { challengeStory } from './views/challenge-story/challenge-story.view.js';
import { hubMembers } from './views/hub-members/hub-members.view.js';
import { viewsProvider } from './views/views.js';

/** All that makes this service the challenges service; the only wiring. */
export const challenges: ServiceDefinition = {
  name: 'challenges',
  root: new URL('../', import.meta.url),
  streams: [challenge],
  views: [anyView(challengeBoard), anyView(challengeStory), anyView(hubMembers)],
  publish: challengesPublisher,
  follows,
  reactsTo: [],
  consumers: [],
  controllers: [ChallengeController, BatonController, ChallengeBoardController, ChallengeStoryController],
  providers: [OnChallenge, viewsProvider],
};
