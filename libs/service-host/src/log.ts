import { DomainError } from '@estafette/decider';
import type { LoggerService } from '@nestjs/common';
import { context, trace } from '@opentelemetry/api';
import type { DestinationStream } from 'pino';
import { pino } from 'pino';
import type { Config } from './config.js';
import { HttpProblem } from './http/problem.js';

export type Logger = ReturnType<typeof makeLogger>;

/** JSON lines with the trace they belong to. What a person wrote never goes into a log line: only ids and codes do. */
export function makeLogger(
  service: string,
  level: Config['LOG_LEVEL'],
  destination: DestinationStream = pino.destination(1),
) {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const span = trace.getSpan(context.active())?.spanContext();
      return span ? { trace: span.traceId, span: span.spanId } : {};
    },
  };
  return pino(options, destination);
}

/**
 * What of an error may be logged: its kind, code and place in the code. Its words only where they cannot hold what
 * somebody wrote: PostgreSQL, parsers and validators all repeat values in theirs.
 */
export function logged(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, table, constraint, routine, cause } = error as Error & Record<string, unknown>;
  const facts = { code, table, constraint, routine };
  return {
    error: error.name,
    ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => typeof fact === 'string')),
    ...(hasSafeWords(error) ? { message: error.message } : {}),
    stack: placesOf(error),
    ...(cause instanceof Error ? { cause: logged(cause) } : {}),
  };
}

// SQLSTATE classes whose messages name the server's state or objects of the schema, never a value.
const SAFE_SQL = /^(08|25|40|42|53|55|57|58)[0-9A-Z]{3}$/;
const SAFE_NAMES = ['LogWentBackwards', 'ManyKeysParked', 'DeliveryStopped'];

function hasSafeWords(error: Error): boolean {
  if (error instanceof HttpProblem || error instanceof DomainError) return true;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return typeof syscall === 'string' || SAFE_SQL.test(String(code)) || SAFE_NAMES.includes(error.name);
}

/** The lines of a stack that say where; those before them repeat the message. */
function placesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

/** Nest's own lines in our log; its chatter at start goes to debug. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown): void {
    this.logger.debug(String(message));
  }
  error(message: unknown): void {
    this.logger.error(message instanceof Error ? logged(message) : { message: String(message) });
  }
  warn(message: unknown): void {
    this.logger.warn(String(message));
  }
  debug(message: unknown): void {
    this.logger.debug(String(message));
  }
  verbose(message: unknown): void {
    this.logger.trace(String(message));
  }
}
