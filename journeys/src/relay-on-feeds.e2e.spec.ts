import { relayJourney } from './relay.journey.js';

relayJourney('the relay on feeds, all services in one process', { kafka: false });
