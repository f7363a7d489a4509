import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HttpProblem } from '@estafette/service-host';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Credentials may be sent as they are, without JSON around them. */
export const CREDENTIAL_TYPES = [
  'application/vc',
  'application/vc+ld+json',
  'application/ld+json',
  'text/plain',
] as const;

const ROUTE_URL = '/v1/verifications';
/** As the host bounds a body; beyond it the request is refused, and nothing more needs to be kept. */
const MOST_BYTES = 1_048_576;

/**
 * The text of a request for verification as it was received. A JSON parser silently takes one of two members with the
 * same name; readers differ in which, so a repeated member can only be told, and refused, in the text.
 */
@Injectable()
export class ReceivedText implements OnModuleInit {
  readonly #chunks = new WeakMap<FastifyRequest, Buffer[]>();

  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addContentTypeParser([...CREDENTIAL_TYPES], { parseAs: 'string' }, (request, body, done) => {
      if (request.routeOptions.url === ROUTE_URL) done(null, body);
      else done(new HttpProblem(415, 'content-type-not-json', 'Send JSON: Content-Type: application/json.'));
    });
    fastify.addHook('preParsing', (request, _reply, payload, done) => {
      if (request.routeOptions.url === ROUTE_URL) this.#keep(request, payload);
      done(null, payload);
    });
  }

  /** What was sent; empty for a request to elsewhere. */
  of(request: FastifyRequest): string {
    return Buffer.concat(this.#chunks.get(request) ?? []).toString('utf8');
  }

  #keep(request: FastifyRequest, payload: NodeJS.ReadableStream): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    this.#chunks.set(request, chunks);
    payload.on('data', (chunk: Buffer | string) => {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) chunks.push(Buffer.from(chunk));
    });
  }
}
