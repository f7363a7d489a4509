import type { StreamType } from '@estafette/event-store';
import type { ShareCommand, ShareState } from './share.decider.js';
import { shareDecider } from './share.decider.js';
import type { ShareEvent } from './share.events.js';
import { shareEvents } from './share.events.js';

/** `share-<share id>`: one link of a holder, to one credential or to several. */
export const share: StreamType<ShareState, ShareCommand, ShareEvent> = {
  name: 'share',
  decider: shareDecider,
  events: shareEvents,
};
