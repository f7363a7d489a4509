import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { ServiceDefinition } from '../service-definition.js';
import { API_VERSION } from './problem.js';
import { formAt } from './problem-form.js';
import { jsonSchema } from './route-documentation.js';

const problem = {
  type: 'object',
  description: 'RFC 9457; `code` is stable, `errors` names all faults of a request together.',
  required: ['type', 'status', 'title', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    status: { type: 'integer' },
    title: { type: 'string' },
    detail: { type: 'string' },
    code: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['in', 'at', 'code', 'detail'],
        properties: {
          in: { enum: ['path', 'query', 'header', 'body'] },
          at: { type: 'string', description: 'JSON pointer in a body; the name elsewhere.' },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** The service's OpenAPI 3.1 document, from its routes. */
export function openApiOf(
  app: INestApplication,
  definition: Pick<ServiceDefinition, 'name' | 'problemForms'>,
): OpenAPIObject {
  const { name: service, problemForms = [] } = definition;
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Estafette: ${service}`)
    .setDescription(
      'Who may call what, and how a person or a service gets a token: docs/permissions.md and services/identity.',
    )
    .addServer(`/${service}`, 'behind the front of a region')
    .addServer('/', 'the service itself')
    .setVersion(API_VERSION)
    .setLicense('EUPL-1.2', 'https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12')
    .addSecurity('bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problem },
  };
  for (const [path, operations] of Object.entries(document.paths)) {
    const form = formAt(problemForms, path);
    if (form) tellProblemsAs({ [form.mediaType]: { schema: jsonSchema(form.schema, 'output') } }, operations);
  }
  return document;
}

type Operations = OpenAPIObject['paths'][string];
type Content = Readonly<Record<string, object>>;

/** Below some addresses errors are no problems (RFC 9457) but what a standard of others has for them. */
function tellProblemsAs(content: Content, operations: Operations): void {
  for (const { responses } of Object.values(operations) as { responses?: Record<string, { content?: Content }> }[]) {
    for (const response of Object.values(responses ?? {})) {
      if (response.content?.['application/problem+json']) response.content = content;
    }
  }
}
