import type { EventStore } from '@estafette/event-store';
import type { Pool } from 'pg';
import type { Backoff } from './backoff.js';
import type { CloudEvent, Fault } from './cloud-event.js';

/** What happened, for the log: ids, codes and counts, never a message's content. */
export type LogLine = (level: 'debug' | 'info' | 'warn' | 'error', message: string, details: object) => void;

export type Handler = (message: CloudEvent) => Promise<void>;

/** What every delivery of a service needs, whatever brings the messages. */
export interface ReceivingOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  /** The service that receives. */
  readonly service: string;
  /** Contract types that are taken over into our own log as they are. */
  readonly follows: readonly string[];
  /** Judges data by its contract, read open; empty when right. */
  readonly validate: (type: string, data: unknown) => readonly Fault[];
  /** Judges the envelope; empty when right. */
  readonly validateEnvelope: (json: unknown) => readonly Fault[];
  /** Errors, beside those of PostgreSQL and the network, that say nothing about the message. */
  readonly isInfrastructure?: (error: unknown) => boolean;
  /** How often a message is tried before its key is parked, and how long is waited between. */
  readonly retry?: Backoff & { readonly attempts: number };
  /** So many keys newly parked within so long a time pause the consumer: something larger is wrong. */
  readonly manyParked?: { readonly keys: number; readonly withinMs: number };
  /** When a parked key tries again by itself. */
  readonly parkedRetry?: Backoff;
  readonly log?: LogLine;
}

export interface DeliveryOptions extends ReceivingOptions {
  /** The service whose messages these are. */
  readonly upstream: string;
  readonly handlerFor: (type: string) => Handler | undefined;
}

export const RETRY = { attempts: 5, firstMs: 50, mostMs: 1_000 };
export const MANY_PARKED = { keys: 20, withinMs: 60_000 };
export const PARKED_RETRY: Backoff = { firstMs: 1_000, mostMs: 300_000 };
