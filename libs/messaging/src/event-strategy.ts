import { createHash } from 'node:crypto';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { Delivery } from './delivery.js';
import type { Handler, ReceivingOptions } from './delivery-options.js';

/** How a service hears another at this moment: not yet, well, or not. */
export type UpstreamState = 'starting' | 'there' | 'away';

/**
 * What both transports are to Nest: they know the handlers (`@On`), await them, and refuse at start what could not work.
 * Connect one to an app with `connectMicroservice({ strategy }, { inheritAppConfig: … })`; it asks nothing of the rest.
 */
export abstract class EventStrategy extends Server implements CustomTransportStrategy {
  readonly #deliveries: ReadonlyMap<string, Delivery>;
  readonly #follows: ReadonlySet<string>;

  constructor(upstreams: readonly string[], options: ReceivingOptions) {
    super();
    this.#follows = new Set(options.follows);
    const handlerFor = (type: string): Handler | undefined => this.#handlerFor(type);
    this.#deliveries = new Map(
      upstreams.map((upstream) => [upstream, new Delivery({ ...options, upstream, handlerFor })]),
    );
  }

  /** Who delivers an upstream's messages; parked ones too. */
  deliveryOf(upstream: string): Delivery | undefined {
    return this.#deliveries.get(upstream);
  }

  get upstreams(): readonly string[] {
    return [...this.#deliveries.keys()];
  }

  /**
   * What this code takes of an upstream, as a short digest. It names the reader (consumer group, feed cursor): code that
   * takes a further type begins from the beginning, where its earlier messages lie, and replicas of older code go on
   * beside it without moving it on. What has had its effect has none again. Known once the handlers are.
   */
  takenOf(upstream: string): string {
    const types = [...this.#follows, ...this.messageHandlers.keys()].filter(
      (type) => type.split('.').at(-3) === upstream,
    );
    return createHash('sha256').update(types.sort().join('\n')).digest('hex').slice(0, 8);
  }

  /** Nest would chain a second handler of one type behind the first; neither could then be tried again by itself. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const type = String(pattern);
    if (!isEventHandler) throw new Error(`${type}: use @On; services answer requests over HTTP only`);
    if (this.messageHandlers.has(type)) throw new Error(`${type} has two @On handlers: let one call both`);
    if (this.#follows.has(type)) {
      throw new Error(
        `${type} is followed and has an @On handler: one message has its effect once. React to the followed fact in your own log`,
      );
    }
    super.addHandler(type, callback, isEventHandler, extras);
  }

  /** The broker's own events are no concern of an app. */
  override on(): void {
    throw new Error('this transport has no events of its own; its log and its metrics tell');
  }

  override unwrap(): never {
    throw new Error('this transport has no server to unwrap');
  }

  /**
   * How each upstream is heard: a detail of health, no reason to be unready. `away` also when what it told cannot be
   * delivered, `starting` also while Kafka deals its partitions anew.
   */
  abstract get states(): ReadonlyMap<string, UpstreamState>;

  abstract override listen(callback: (error?: unknown) => void): void;

  abstract override close(): Promise<void>;

  #handlerFor(type: string): Handler | undefined {
    const handler = this.messageHandlers.get(type);
    if (!handler) return undefined;
    return async (message) => {
      const result: unknown = await handler(message);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    };
  }
}
