import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HttpProblem } from '@estafette/service-host';
import type { FastifyInstance } from 'fastify';

/** The types by which a credential may be sent as it is, without JSON around it. */
const CREDENTIAL_TYPES = ['application/vc', 'application/vc+ld+json', 'application/ld+json', 'text/plain'];
const TAKES_THEM = '/v1/verifications';

/**
 * Lets the verification take a credential as text, unparsed: only in the text can be seen that something stands there
 * twice, which readers would read differently. All other routes go on taking JSON only.
 */
@Injectable()
export class CredentialText implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addContentTypeParser(CREDENTIAL_TYPES, { parseAs: 'string' }, (request, body, done) => {
      if (request.routeOptions.url === TAKES_THEM) done(null, body);
      else done(new HttpProblem(415, 'content-type-not-json', 'Send JSON: Content-Type: application/json.'));
    });
  }
}
