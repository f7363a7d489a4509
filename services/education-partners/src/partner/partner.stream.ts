import type { StreamType } from '@estafette/event-store';
import type { PartnerCommand } from './partner.commands.js';
import type { PartnerState } from './partner.decider.js';
import { partnerDecider } from './partner.decider.js';
import type { PartnerEvent } from './partner.events.js';
import { partnerEvents } from './partner.events.js';

export const partner: StreamType<PartnerState, PartnerCommand, PartnerEvent> = {
  name: 'partner',
  decider: partnerDecider,
  events: partnerEvents,
};
