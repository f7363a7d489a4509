import type { LoggerService } from '@nestjs/common';
import { context, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import type { Config } from './config.js';

export type Logger = ReturnType<typeof makeLogger>;

/** JSON lines with the trace they belong to. What a person wrote never goes into a log line: only ids and codes do. */
export function makeLogger(service: string, level: Config['LOG_LEVEL']) {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const span = trace.getSpan(context.active())?.spanContext();
      return span ? { trace: span.traceId, span: span.spanId } : {};
    },
  });
}

/** What of an error may be logged: its kind and code, and its text where that comes from code of ours or a library. */
export function logged(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  // PostgreSQL repeats values of the row in `detail`, never in `message`.
  return { error: error.name, message: error.message, ...(code === undefined ? {} : { code }), stack: error.stack };
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
