import type { ExceptionFilter } from '@nestjs/common';
import { applyDecorators, Catch, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { Metadata, OnceKey } from '@estafette/event-store';
import { throwError } from 'rxjs';
import type { CloudEvent } from './cloud-event.js';

/** Nest would hide every error of a handler behind "Internal server error"; delivery must see which one it was. */
@Catch()
class Rethrow implements ExceptionFilter {
  catch(error: unknown): unknown {
    return throwError(() => error);
  }
}

/**
 * The method reacts to messages of this contract type. It is given the CloudEvent, is awaited, and must bear repetition:
 * give `onceOf(message)` to the one command that it handles.
 */
export function On(type: string): MethodDecorator {
  return applyDecorators(EventPattern(type) as MethodDecorator, UseFilters(Rethrow));
}

/** What makes a message have its effect once. */
export function onceOf(message: Pick<CloudEvent, 'source' | 'id'>): OnceKey {
  return { scope: message.source, key: message.id, digest: 'message' };
}

/** Metadata of what a service decides now because of a message. */
export function causedBy(message: Pick<CloudEvent, 'source' | 'id'>, service: string): Metadata {
  return {
    at: new Date().toISOString(),
    by: `service:${service}`,
    for: null,
    cause: { source: message.source, id: message.id },
  };
}
