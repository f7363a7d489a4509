import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One event of another service, as a spec tells it. */
export interface ToldEvent {
  /** `nl.estafette.organisations.hub-founded.v1` */
  readonly type: string;
  /** Stream id with its prefix: `hub-<uuid>`. */
  readonly subject: string;
  readonly data: object;
  /** Left out: a new one. Telling the same id twice is a repeat. */
  readonly id?: string;
  /** When it happened, as RFC 3339; left out: now. */
  readonly time?: string;
}

/** Feeds of services that are not there: a spec says what they tell. */
export interface TestFeeds {
  /** For the variable FEEDS: name and address of each. */
  readonly feeds: string;
  /** Adds an event to its service's feed; gives its id. */
  tell(event: ToldEvent): string;
  /** Where somebody stands who has read all that was told: by service, the cursor behind it; `''` where nothing was. */
  cursors(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Serves `GET /<service>/v1/feed?after=…&wait=…` as services do, from what was told. */
export async function startTestFeeds(services: readonly string[]): Promise<TestFeeds> {
  const told = new Map<string, object[]>(services.map((service) => [service, []]));
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://feeds');
    const events = told.get(url.pathname.split('/')[1] ?? '') ?? [];
    const after = Number(url.searchParams.get('after')?.split('.')[2] ?? 0);
    const answer = (): void => {
      waiting.delete(answer);
      clearTimeout(timer);
      response.setHeader('content-type', 'application/cloudevents-batch+json');
      response.setHeader('estafette-next-cursor', cursorBehind(events));
      response.end(JSON.stringify(events.slice(after)));
    };
    const timer = setTimeout(answer, events.length > after ? 0 : Number(url.searchParams.get('wait') ?? 0) * 1_000);
    if (events.length <= after) waiting.add(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    feeds: services.map((service) => `${service}=${address}/${service}`).join(','),
    tell: ({ type, subject, data, id, time = new Date().toISOString() }) => {
      const service = type.split('.')[2] ?? '';
      const events = told.get(service);
      if (!events) throw new Error(`no feed of ${service}: name it in startTestFeeds`);
      const named = id ?? messageId(type);
      events.push({
        specversion: '1.0',
        id: named,
        source: `urn:estafette:test:${service}`,
        type,
        subject,
        time,
        datacontenttype: 'application/json',
        partitionkey: subject,
        sequence: String(events.length + 1),
        data,
      });
      for (const answer of [...waiting]) answer();
      return named;
    },
    cursors: () => Object.fromEntries([...told].map(([service, events]) => [service, cursorBehind(events)])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A new message's id, as services make them: event id and contract. */
export function messageId(type: string): string {
  return `${randomUUID()}.${type.split('.').slice(3).join('.')}`;
}

function cursorBehind(events: readonly object[]): string {
  return events.length === 0 ? '' : `1.1.${events.length}`;
}
