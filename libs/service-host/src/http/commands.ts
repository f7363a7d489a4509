import { createHash } from 'node:crypto';
import type { EventStore, Metadata, Outcome, Part, Subscriptions } from '@estafette/event-store';
import canonicalize from 'canonicalize';
import type { Call } from './call.js';

/** What a command answers: status, where the thing is, its revision. No body; reads are views. */
export class CommandReply {
  constructor(
    readonly status: number,
    readonly location: string,
    readonly etag: string,
    /** False when this service's own views had not caught up in time: what was written stands. */
    readonly viewsCaughtUp: boolean,
  ) {}
}

interface CommandOptions {
  /** The thing's address below the service: `/v1/challenges/<id>`. */
  readonly location: string;
  /** Whether it adds a thing: 201 the first time. */
  readonly adds?: boolean;
}

/** Runs commands of HTTP calls: once per Idempotency-Key, and answered when the caller can read what they wrote. */
export class Commands {
  constructor(
    private readonly store: EventStore,
    private readonly subscriptions: Pick<Subscriptions, 'passed' | 'passedAll'>,
    private readonly viewsWaitMs: number,
  ) {}

  async run(
    call: Call,
    parts: Part | readonly Part[],
    { location, adds = true }: CommandOptions,
  ): Promise<CommandReply> {
    const status = ({ appended }: { appended: number }) => (adds && appended > 0 ? 201 : 200);
    const outcome = await this.store.handle(parts, {
      metadata: metadataOf(call),
      ...(call.ifMatch === undefined ? {} : { ifMatch: call.ifMatch }),
      ...(call.idempotencyKey === undefined
        ? {}
        : {
            once: onceOfCall(call, call.idempotencyKey),
            answer: (written: { revision: number; appended: number }) => ({
              status: status(written),
              location,
              etag: `"${written.revision}"`,
            }),
          }),
    });
    if (outcome.repeated) {
      const { status: first, location: place, etag } = outcome.repeated;
      return new CommandReply(Number(first), String(place), String(etag), await this.#seen(outcome));
    }
    return new CommandReply(status(outcome), location, `"${outcome.revision}"`, await this.#seen(outcome));
  }

  async #seen({ cursor }: Outcome): Promise<boolean> {
    // What was done before may have been done a moment ago, by another replica: it lies somewhere before the end of the log.
    const passing =
      cursor === null
        ? this.subscriptions.passedAll(this.viewsWaitMs)
        : this.subscriptions.passed(cursor, this.viewsWaitMs);
    // It is written, whatever happens while the views are waited for.
    return passing.catch(() => false);
  }
}

/** Who did it, for whom and when, as events record it. */
export function metadataOf({ actor, at }: Call): Metadata {
  return {
    at,
    by: actor.person,
    for: actor.for,
    ...(actor.membership === undefined ? {} : { membership: actor.membership }),
  };
}

/** Scoped by person, organisation and route, so that keys of different people never meet. */
function onceOfCall({ actor, route, params, query, body }: Call, key: string) {
  const asked = Object.keys(query as object).length > 0 ? { params, query, body } : { params, body };
  const digest = createHash('sha256')
    .update(canonicalize(asked) ?? '')
    .digest('hex');
  return { scope: `${actor.person}|${actor.for}|${route}`, key, digest };
}
