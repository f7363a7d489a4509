import type { StreamType } from '@estafette/event-store';
import type { HubCommand, HubState } from './hub.decider.js';
import { hubDecider } from './hub.decider.js';
import type { HubEvent } from './hub.events.js';
import { hubEvents } from './hub.events.js';

export const hub: StreamType<HubState, HubCommand, HubEvent> = { name: 'hub', decider: hubDecider, events: hubEvents };
