import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Subscriptions } from '@estafette/event-store';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { from, map, mergeMap } from 'rxjs';
import { CommandReply } from './commands.js';
import type { RouteSpec } from './route-spec.js';
import { ROUTE } from './route.js';

/** Turns what a command gave into status and headers, and has a read wait while views are in doubt. */
@Injectable()
export class ReplyInterceptor implements NestInterceptor {
  readonly #reflector = new Reflector();

  constructor(
    private readonly subscriptions: Pick<Subscriptions, 'caughtUp'>,
    private readonly viewsWaitMs: number,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.#mayRead(context)).pipe(
      mergeMap((caughtUp) => {
        if (!caughtUp) behind(reply);
        return next.handle();
      }),
      map((result) => {
        if (!(result instanceof CommandReply)) return result;
        void reply.status(result.status).header('location', result.location).header('etag', result.etag);
        if (!result.viewsCaughtUp) behind(reply);
        return undefined;
      }),
    );
  }

  /** What people read are views. */
  async #mayRead(context: ExecutionContext): Promise<boolean> {
    const { method, permission } = this.#reflector.get<RouteSpec>(ROUTE, context.getHandler());
    if (method !== 'GET' || permission.kind === 'open' || permission.kind === 'service') return true;
    return this.subscriptions.caughtUp(this.viewsWaitMs);
  }
}

function behind(reply: FastifyReply): void {
  void reply.header('estafette-views', 'behind');
}
