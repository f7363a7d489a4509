import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { open } from '../access/permission.js';
import { get, Route } from './route.js';

/** The document is made once all routes are known; this holds it. */
export class OpenApiDocument {
  document: object = {};
}

const openapi = get('openapi.json', { summary: 'This description', permission: open, answer: z.looseObject({}) });

@Controller()
export class OpenApiController {
  constructor(private readonly held: OpenApiDocument) {}

  @Route(openapi)
  document(): object {
    return this.held.document;
  }
}
