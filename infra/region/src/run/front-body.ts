import { Transform } from 'node:stream';
import { BODY_TOO_LARGE, BYTES_LIMIT_BYTES } from '@estafette/service-host/http';
import type { FastifyInstance } from 'fastify';

/** A body that went on past the limit without having said so beforehand. */
export class BodyTooLarge extends Error {}

/**
 * Passes no more of a body on than any service takes: with `BodyTooLarge` the request to the service breaks off. The rest
 * is read and thrown away, since a caller that is cut off while it sends would never see the answer.
 */
export function limitBodies(front: FastifyInstance): void {
  front.addHook('onRequest', ({ headers }, _reply, done) => {
    done(Number(headers['content-length'] ?? 0) > BYTES_LIMIT_BYTES ? BODY_TOO_LARGE : undefined);
  });
  front.addHook('preParsing', (_request, _reply, payload, done) => {
    let seen = 0;
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        seen += chunk.length;
        if (seen <= BYTES_LIMIT_BYTES) {
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
