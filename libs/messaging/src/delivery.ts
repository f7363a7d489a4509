import { SpanKind } from '@opentelemetry/api';
import type { Fact } from '@estafette/event-store';
import { waitAfter, waitWhile } from './backoff.js';
import type { CloudEvent, Decoded, Fault } from './cloud-event.js';
import { causedBy, onceOf } from './consumer.js';
import type { DeliveryOptions, LogLine } from './delivery-options.js';
import { MANY_PARKED, PARKED_RETRY, RETRY } from './delivery-options.js';
import { isInfrastructureError } from './infrastructure.js';
import { atMost, lanesOf } from './lanes.js';
import type { ToPark } from './parked/parking.js';
import { parkedKey, Parking } from './parked/parking.js';
import type { RawMessage } from './raw-message.js';
import { carrierOf, ended, Meters, runWithin, secondsSince, spanFor } from './telemetry.js';

/** The one who reads no longer may, or no longer wants to: what was not done is delivered again, here or elsewhere. */
export class DeliveryStopped extends Error {
  override readonly name = 'DeliveryStopped';
}

/** So many keys fail that the fault is hardly theirs: the consumer pauses and an operator should look. */
export class ManyKeysParked extends Error {
  override readonly name = 'ManyKeysParked';
}

/** The message itself is wrong: trying again at once would not help. */
export class FaultyMessage extends Error {
  override readonly name = 'FaultyMessage';
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(({ path, message }) => `${path === '' ? 'the message' : path} ${message}`).join('; '));
  }
}

interface Message {
  readonly raw: RawMessage;
  readonly decoded: Decoded;
  /** What orders it: messages of one lane are handled one after another. */
  readonly lane: string;
}

// They share statements when they load and when they write: the more go side by side, the less each costs.
const LANES_AT_ONCE = 64;
const FOLLOWED_AT_ONCE = 500;

/** Brings one upstream's messages to their effect: follows, reacts, tries again, parks. Both transports stand on it. */
export class Delivery {
  readonly upstream: string;
  readonly #options: DeliveryOptions;
  readonly #parking: Parking;
  readonly #meters = new Meters();
  readonly #labels: { readonly service: string; readonly upstream: string };
  readonly #log: LogLine;
  readonly #follows: ReadonlySet<string>;
  /** When each key was parked last. */
  readonly #parkedAt = new Map<string, number>();

  constructor(options: DeliveryOptions) {
    this.upstream = options.upstream;
    this.#options = options;
    this.#labels = { service: options.service, upstream: options.upstream };
    this.#parking = new Parking(options.pool);
    this.#follows = new Set(options.follows);
    this.#log = options.log ?? (() => undefined);
  }

  /**
   * Delivers a batch. When it resolves, every message has had its effect or lies parked.
   *
   * @param alive whether the reader still may; looked at before every message
   * @throws DeliveryStopped, ManyKeysParked, or what went wrong beneath us (database, network): deliver the batch again
   */
  async deliver(batch: readonly RawMessage[], alive: () => boolean): Promise<void> {
    const lanes = new Map(lanesOf(batch.map(inLane).filter((message) => this.#isWanted(message))));
    const parked = await this.#parking.among([...lanes.keys()].map((lane) => this.#keyOf(lane)));
    await this.#followAhead(lanes, parked);
    let going = true;
    await atMost(LANES_AT_ONCE, lanes, async ([lane, messages]) => {
      const key = this.#keyOf(lane);
      try {
        if (parked.has(key) && (await this.#parking.queueBehind(key, messages.map(toPark)))) return;
        await this.#inOrder(key, messages, () => going && alive());
      } catch (error) {
        going = false;
        throw error;
      }
    });
  }

  /**
   * One message, once.
   * @throws FaultyMessage, or what its handler throws
   */
  async handle(decoded: Decoded): Promise<void> {
    const message = this.#checked(decoded);
    const follows = this.#follows.has(message.type);
    const handler = this.#options.handlerFor(message.type);
    if (!follows && !handler) {
      this.#meters.skipped.add(1, this.#labels);
      return;
    }
    const { span, within } = this.#span(message);
    try {
      await runWithin(within, async () => {
        if (follows) await this.#options.store.follow([this.#factOf(message, carrierOf(within))]);
        else await handler?.(message);
      });
      ended(span);
    } catch (error) {
      ended(span, error);
      throw error;
    }
    this.#delivered(message, follows ? 'follow' : 'react');
  }

  /** Whether an error says nothing about the message that met it. */
  isInfrastructure(error: unknown): boolean {
    return isInfrastructureError(error) || this.#options.isInfrastructure?.(error) === true;
  }

  get parkedRetry(): typeof PARKED_RETRY {
    return this.#options.parkedRetry ?? PARKED_RETRY;
  }

  /** What cannot be read is wanted too: nobody knows what it is. */
  #isWanted({ decoded }: Message): boolean {
    if (!decoded.event) return true;
    const { type } = decoded.event;
    if (this.#follows.has(type) || this.#options.handlerFor(type)) return true;
    this.#meters.skipped.add(1, this.#labels);
    return false;
  }

  /** Takes the facts that stand first in their lanes over in bulk; whatever is wrong with one shows in its own lane. */
  async #followAhead(lanes: Map<string, readonly Message[]>, parked: ReadonlySet<string>): Promise<void> {
    const ahead: CloudEvent[] = [];
    const rest = new Map<string, readonly Message[]>();
    for (const [lane, messages] of lanes) {
      if (parked.has(this.#keyOf(lane))) continue;
      const first = messages.findIndex(({ decoded }) => !this.#isSoundFact(decoded));
      const facts = first === -1 ? messages : messages.slice(0, first);
      ahead.push(...facts.flatMap(({ decoded }) => decoded.event ?? []));
      rest.set(lane, messages.slice(facts.length));
    }
    if (ahead.length === 0) return;
    const spans = ahead.map((message) => ({ message, ...this.#span(message) }));
    try {
      const facts = spans.map(({ message, within }) => this.#factOf(message, carrierOf(within)));
      for (let at = 0; at < facts.length; at += FOLLOWED_AT_ONCE) {
        await this.#options.store.follow(facts.slice(at, at + FOLLOWED_AT_ONCE));
      }
    } catch (error) {
      for (const { span } of spans) ended(span, error);
      if (this.isInfrastructure(error)) throw error;
      return;
    }
    for (const { span, message } of spans) {
      ended(span);
      this.#delivered(message, 'follow');
    }
    for (const [lane, messages] of rest) lanes.set(lane, messages);
  }

  #isSoundFact(decoded: Decoded): boolean {
    return decoded.event !== undefined && this.#follows.has(decoded.event.type) && this.#faultsOf(decoded).length === 0;
  }

  async #inOrder(key: string, messages: readonly Message[], alive: () => boolean): Promise<void> {
    const { attempts, ...backoff } = this.#options.retry ?? RETRY;
    for (const [index, message] of messages.entries()) {
      for (let attempt = 1; ; attempt++) {
        if (!alive()) throw new DeliveryStopped('the reader was stopped');
        try {
          await this.handle(message.decoded);
          break;
        } catch (error) {
          if (this.isInfrastructure(error)) throw error;
          if (attempt >= attempts || error instanceof FaultyMessage) {
            await this.#park(key, messages.slice(index), attempt, error);
            return;
          }
          await waitWhile(alive, waitAfter(attempt, backoff));
        }
      }
    }
  }

  async #park(key: string, messages: readonly Message[], attempts: number, error: unknown): Promise<void> {
    const { keys, withinMs } = this.#options.manyParked ?? MANY_PARKED;
    const now = performance.now();
    for (const [other, at] of this.#parkedAt) if (now - at >= withinMs) this.#parkedAt.delete(other);
    if (this.#parkedAt.size >= keys && !this.#parkedAt.has(key)) {
      throw new ManyKeysParked(`${keys} keys of ${this.upstream} were parked within ${withinMs} ms`, { cause: error });
    }
    this.#parkedAt.set(key, now);
    const cause = causeOf(error);
    await this.#parking.park(this.upstream, key, messages.map(toPark), {
      cause,
      attempts,
      nextTryMs: this.parkedRetry.firstMs,
    });
    this.#meters.parked.add(messages.length, this.#labels);
    this.#log('warn', 'key parked', {
      upstream: this.upstream,
      key,
      place: messages[0]?.raw.place,
      messages: messages.length,
      cause,
    });
  }

  #checked(decoded: Decoded): CloudEvent {
    const faults = this.#faultsOf(decoded);
    if (!decoded.event || faults.length > 0) throw new FaultyMessage(faults);
    return decoded.event;
  }

  #faultsOf(decoded: Decoded): readonly Fault[] {
    if (!decoded.event) return decoded.faults;
    const data = this.#options.validate(decoded.event.type, decoded.event.data);
    return [
      ...this.#options.validateEnvelope(decoded.event),
      ...data.map(({ path, message }) => ({ path: `/data${path}`, message })),
    ];
  }

  #factOf(message: CloudEvent, trace: { traceparent?: string }): Fact {
    const { traceparent = message.traceparent } = trace;
    return {
      streamId: `${this.upstream}:${message.subject}`,
      type: message.type,
      data: message.data,
      metadata: {
        ...causedBy(message, this.upstream),
        at: message.time,
        ...(traceparent === undefined ? {} : { traceparent }),
      },
      once: onceOf(message),
    };
  }

  #span(message: CloudEvent): ReturnType<typeof spanFor> {
    return spanFor(message, 'process', SpanKind.CONSUMER, {
      'estafette.upstream': this.upstream,
      'estafette.service': this.#options.service,
    });
  }

  #delivered(message: CloudEvent, how: 'follow' | 'react'): void {
    this.#meters.delivered.add(1, { ...this.#labels, type: message.type, how });
    this.#meters.delay.record(secondsSince(message.time), this.#labels);
  }

  #keyOf(lane: string): string {
    return parkedKey(this.upstream, lane);
  }
}

/** A message that cannot be read, or has no key, is ordered by nothing but its place. */
function inLane(raw: RawMessage): Message {
  const decoded = raw.read();
  return { raw, decoded, lane: (decoded.event && raw.key) ?? raw.place };
}

function toPark({ raw, decoded }: Message): ToPark {
  const { event } = decoded;
  return {
    name: event ? `${event.source} ${event.id}` : raw.place,
    place: raw.place,
    type: event?.type ?? null,
    content: raw.content(),
  };
}

/** What an operator reads. */
export function causeOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
