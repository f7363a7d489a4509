import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { CommandReply } from './commands.js';

/** Turns what a command gave into status and headers. */
@Injectable()
export class ReplyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((result) => {
        if (!(result instanceof CommandReply)) return result;
        void reply.status(result.status).header('location', result.location).header('etag', result.etag);
        if (!result.viewsCaughtUp) void reply.header('estafette-views', 'behind');
        return undefined;
      }),
    );
  }
}
