import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Answers with problem details (RFC 9457); `code` is stable and kebab-case, `detail` is for people. */
export function sendProblem(reply: FastifyReply, status: number, code: string, detail: string): FastifyReply {
  const title = STATUS_CODES[status] ?? 'Error';
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send({ status, title, detail, code });
}
