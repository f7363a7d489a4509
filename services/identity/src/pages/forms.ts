import { HttpProblem, sendProblem } from '@estafette/service-host/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorPage } from './error-page.js';
import { pageHeaders } from './style.js';
import { WORDS } from './words.js';
import type { Words } from './words.js';

/** More than any form of ours holds. */
const LARGEST_FORM_BYTES = 8_192;

/** Something that a page tells instead of what was asked for. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem';

  constructor(
    readonly status: number,
    readonly reason: keyof Words['errors'],
  ) {
    super(reason);
  }
}

/**
 * Sets routes up for people: forms are read, those that come from another site are refused, and what goes wrong is a page.
 *
 * @param origin of this service's public address
 */
export function servePages(app: FastifyInstance, origin: string): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LARGEST_FORM_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  app.addHook('onRequest', (request, _reply, done) => {
    const { origin: from } = request.headers;
    // Every browser says where a form comes from; that the cookie came along too shows that it is not another site's.
    const foreign = request.method === 'POST' && from !== undefined && from !== origin;
    done(foreign ? new PageProblem(403, 'elsewhere') : undefined);
  });
  app.setErrorHandler((error: unknown, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'a page failed');
    if (!wantsPage(request.headers.accept)) {
      sendProblem(reply, new HttpProblem(problem.status, problem.reason, WORDS.en.errors[problem.reason]));
      return;
    }
    const page = errorPage(request.raw, { reason: problem.reason });
    void reply.status(problem.status).headers(page.headers).send(page.text);
  });
}

/** Whoever asks for JSON and not for a page is no person in a browser. */
function wantsPage(accept = '*/*'): boolean {
  return !/\bjson\b/i.test(accept) || /text\/html/i.test(accept);
}

function problemOf(error: unknown): PageProblem {
  if (error instanceof PageProblem) return error;
  const { name = '', statusCode = 500 } = (error ?? {}) as { name?: string; statusCode?: number };
  if (name === 'SessionNotFound') return new PageProblem(400, 'expired');
  if (statusCode >= 400 && statusCode < 500) return new PageProblem(statusCode === 413 ? 413 : 400, 'form');
  return new PageProblem(500, 'broken');
}

/** A field of a form that was sent; empty where it is missing or stands there more than once. */
export function fieldOf(request: FastifyRequest, name: string): string {
  if (!(request.body instanceof URLSearchParams)) throw new PageProblem(400, 'form');
  const values = request.body.getAll(name);
  return values.length === 1 ? (values[0] ?? '').trim() : '';
}

/** Sends a page. @param onwards where an application has people sent back to, when the page is on the way there */
export function sendPage(
  reply: FastifyReply,
  text: string,
  more: { status?: number; onwards?: string } = {},
): FastifyReply {
  return reply
    .status(more.status ?? 200)
    .headers(pageHeaders(more.onwards))
    .type('text/html; charset=utf-8')
    .send(text);
}
