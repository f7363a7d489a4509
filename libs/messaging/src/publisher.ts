import type { Recorded } from '@estafette/event-store';
import type { CloudEvent } from './cloud-event.js';

/** What leaves the service for one event: a contract's type and the data it asks for. */
export interface Contract {
  readonly type: string;
  readonly data: object;
}

/** Which of a service's events leave it, and as what; `[]` keeps an event private. Pure; personal members stay sealed. */
export type Publisher = (event: Recorded) => readonly Contract[];

const CONTRACT_TYPE = /\.([a-z0-9-]+\.v\d+)$/;

/** The messages that an event leaves as, in the publisher's order. */
export function messagesOf(event: Recorded, publisher: Publisher, source: string): CloudEvent[] {
  return publisher(event).map(({ type, data }) => {
    const contract = CONTRACT_TYPE.exec(type)?.[1];
    if (contract === undefined) throw new Error(`${type} is no contract type: it must end in .<event>.v<version>`);
    const { at, traceparent } = event.metadata;
    return {
      specversion: '1.0',
      id: `${event.id}.${contract}`,
      source,
      type,
      subject: event.streamId,
      time: at,
      datacontenttype: 'application/json',
      partitionkey: event.streamId,
      sequence: String(event.revision),
      ...(traceparent === undefined ? {} : { traceparent }),
      data,
    };
  });
}

/** CloudEvents `source` of a service. */
export function sourceOf(installation: string, service: string): string {
  return `urn:estafette:${installation}:${service}`;
}

/** The topic that a service publishes to. */
export function topicOf(service: string): string {
  return `estafette.${service}.v1`;
}
