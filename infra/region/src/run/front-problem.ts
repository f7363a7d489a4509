import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

const RETRY_AFTER_S = '1';

const TITLES: Readonly<Record<number, string>> = {
  404: 'Not found',
  413: 'Too large',
  431: 'Too many headers',
  500: 'Something went wrong here',
  503: 'Not available right now',
};

/** Answers with a problem (RFC 9457), in the form that the services have. */
export function answerProblem(
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  more: object = {},
): FastifyReply {
  return reply
    .code(status)
    .headers(status === 503 ? { 'retry-after': RETRY_AFTER_S } : {})
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send(problem(status, code, detail, more));
}

/** Answers an error of the framework's: what the caller sent cannot be passed on, or something went wrong here. */
export function answerFault(error: unknown, reply: FastifyReply): void {
  const { statusCode = 500, message = '' } = error as { statusCode?: number; message?: string };
  if (statusCode < 500) answerProblem(reply, statusCode, 'malformed-request', message);
  else answerProblem(reply, 500, 'unexpected', 'Try again, and tell the operator if it stays.');
}

/** Answers bytes that are no request: the framework has no reply for them. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ([431, 'headers-too-large', 'The headers of a request hold at most 16 KiB.'] as const)
      : ([400, 'not-http', 'This is not a request of HTTP/1.1.'] as const);
  const body = JSON.stringify(problem(status, code, detail));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function problem(status: number, code: string, detail: string, more: object = {}): object {
  const title = TITLES[status] ?? 'The request is not right';
  return { type: `urn:estafette:problem:${code}`, status, title, detail, code, ...more };
}
