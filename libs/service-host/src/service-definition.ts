import type { Provider, Type } from '@nestjs/common';
import type {
  AnyStreamType,
  AnyView,
  EventStore,
  KeyVault,
  Log,
  Subscription,
  Subscriptions,
} from '@estafette/event-store';
import type { Publisher } from '@estafette/messaging';
import type { Pool } from 'pg';
import type { z } from 'zod';
import type { Memberships } from './access/memberships.js';
import type { Config } from './config.js';
import type { ProblemForm } from './http/problem-form.js';
import type { Logger } from './log.js';

/** What a running service holds; given to whatever the definition makes. */
export interface Held {
  readonly config: Config;
  readonly logger: Logger;
  readonly pool: Pool;
  readonly log: Log;
  readonly vault: KeyVault;
  readonly store: EventStore;
  /** Of this service alone, as its definition reads them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Tells when the service's own readers of the log have come by a place in it. */
  readonly subscriptions: Pick<Subscriptions, 'passed'>;
}

/** All that makes one service this service; the host does the rest. */
export interface ServiceDefinition {
  readonly name: string;
  /** The service's own folder: its `migrations/` are run from there. */
  readonly root: URL;
  readonly streams: readonly AnyStreamType[];
  readonly views: readonly AnyView[];
  /** Which of its events leave the service, and as what. */
  readonly publish: Publisher;
  /** Facts of other services that it takes over into its own log, beside memberships. */
  readonly follows: readonly string[];
  /** Contract types that its consumers react to. */
  readonly reactsTo: readonly string[];
  /** Classes with `@On` methods: reactions to events of other services. */
  readonly consumers: readonly Type[];
  readonly controllers: readonly Type[];
  /**
   * Routes that stand without `/v1` before them, since others keep their addresses for good: `organisations/:id/did.json`.
   */
  readonly unversioned?: readonly string[];
  /** Addresses below which a standard of others says how errors are told; everywhere else they are problems (RFC 9457). */
  readonly problemForms?: readonly ProblemForm[];
  readonly providers?: readonly Provider[];
  /** What it reads from the environment beside what every service reads; found in `Held.settings`. */
  readonly settings?: z.ZodObject;
  /** Who knows the memberships; left out: they are followed. */
  readonly memberships?: (held: Held) => Memberships;
  /** Reactions to its own events. */
  readonly reactions?: (held: Held) => readonly Subscription[];
}
