import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect } from 'vitest';

// A client of the Open Badges API that knows nothing but what the service description says, judged by a validator of OpenAPI
// documents and one of JSON Schema that others wrote.

interface Operation {
  readonly security?: readonly { readonly OAuth2ACG: readonly string[] }[];
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, { schema: object }>> }>>;
}
export interface Description {
  readonly openapi: string;
  readonly info: Readonly<Record<string, string>>;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: {
      readonly OAuth2ACG: Readonly<Record<string, unknown>> & {
        readonly flows: { readonly authorizationCode: Readonly<Record<string, unknown>> };
      };
    };
  };
}
export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OpenBadgesClient {
  readonly description: Description;
  readonly at: (path: string, init?: RequestInit) => Promise<Response>;
  /** Throws where a response is not as the description says that it is. */
  readonly assertDescribed: (path: string, method: string, answer: Response, body: unknown) => void;
  /** Asks with the scopes that the description names, and holds every answer against it. */
  readonly ask: (
    who: Pick<Caller, 'personId'>,
    method: string,
    path: string,
    sent?: { readonly body?: string | undefined; readonly type?: string },
  ) => Promise<Said>;
}

export async function openBadgesClient(service: TestService<RunningService>): Promise<OpenBadgesClient> {
  const at = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${service.running.url}/ims/ob/v3p0${path}`, init);

  const description = (await (await at('/discovery')).json()) as Description;
  const validator = new Validator();
  await validator.validate(structuredClone(description) as unknown as Record<string, unknown>);
  const resolved = validator.resolveRefs() as unknown as Description;

  function assertDescribed(path: string, method: string, answer: Response, body: unknown): void {
    const { responses } = resolved.paths[path]?.[method.toLowerCase()] ?? { responses: {} };
    const described = responses[answer.status] ?? responses['default'];
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const schema = described?.content[type]?.schema;
    expect(schema, `${method} ${path} says nothing of ${answer.status} ${type}`).toBeDefined();
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats.default(ajv);
    const valid = ajv.validate(schema ?? {}, body);
    expect(valid, `${method} ${path}: ${ajv.errorsText()}`).toBe(true);
  }

  async function ask(
    who: Pick<Caller, 'personId'>,
    method: string,
    path: string,
    { body, type = 'application/json' }: { readonly body?: string | undefined; readonly type?: string } = {},
  ): Promise<Said> {
    const [route = ''] = path.split('?');
    const [{ OAuth2ACG: scopes } = { OAuth2ACG: [] }] =
      description.paths[route]?.[method.toLowerCase()]?.security ?? [];
    const token = await service.issuer.personToken(who.personId, { scope: scopes.join(' ') });
    const headers = { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': type }) };
    const answer = await at(path, { method, headers, ...(body !== undefined && { body }) });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
    const read = isJson ? (JSON.parse(text) as Said['body']) : {};
    assertDescribed(route, method, answer, isJson ? read : text);
    return { status: answer.status, headers: answer.headers, text, body: read };
  }

  return { description, at, assertDescribed, ask };
}

/** The code by which an error is told, and its words. */
export function failure({ status, body }: Said): string {
  const { imsx_codeMinor: minor, imsx_description: words } = body as {
    imsx_codeMinor: { imsx_codeMinorField: [{ imsx_codeMinorFieldValue: string }] };
    imsx_description: string;
  };
  return `${status} ${minor.imsx_codeMinorField[0].imsx_codeMinorFieldValue}: ${words}`;
}
