import type { Part, StreamType } from '@estafette/event-store';
import { part } from '@estafette/event-store';
import type { StatusPlace } from '../credential/credential.events.js';
import type { Series } from './series.rules.js';
import type { TakeStatusPlace } from './status-place.decider.js';
import { statusPlaceDecider } from './status-place.decider.js';
import type { StatusPlaceEvent } from './status-place.events.js';
import { statusPlaceEvents } from './status-place.events.js';

/** `status-place-<series>-<list>-<index>`: there is one stream for each place that was taken. */
export const statusPlace: StreamType<string | null, TakeStatusPlace, StatusPlaceEvent> = {
  name: 'status-place',
  decider: statusPlaceDecider,
  events: statusPlaceEvents,
};

/** Takes a place, in the same append as the version of the credential that it is for. */
export function takePlace(series: Series, { list, index }: StatusPlace, digest: string): Part {
  return part(statusPlace, `${series}-${list}-${index}`, { type: 'TakeStatusPlace', digest });
}
