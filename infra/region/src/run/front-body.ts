import { Transform } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { answerProblem } from './front-problem.js';

/** The services' limit. One that refuses in the middle of a body cuts the connection, and its answer would be lost. */
const LIMIT_BYTES = 1_048_576;
export const TOO_LARGE = [413, 'body-too-large', 'A request holds at most 1 MiB.'] as const;

/** A body that went on past the limit without having said so beforehand. */
export class BodyTooLarge extends Error {}

/**
 * Passes no more of a body on than a service takes: with `BodyTooLarge` the request to the service breaks off. The rest
 * is read and thrown away, since a caller that is cut off while it sends would never see the answer.
 */
export function limitBodies(front: FastifyInstance): void {
  front.addHook('onRequest', async (request, reply) => {
    if (Number(request.headers['content-length'] ?? 0) > LIMIT_BYTES) await answerProblem(reply, ...TOO_LARGE);
  });
  front.addHook('preParsing', (_request, _reply, payload, done) => {
    let seen = 0;
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        seen += chunk.length;
        if (seen <= LIMIT_BYTES) {
          next(null, chunk);
          return;
        }
        next(new BodyTooLarge());
        payload.unpipe(counting).resume();
      },
    });
    payload.on('error', (error) => counting.destroy(error));
    done(null, payload.pipe(counting));
  });
}
