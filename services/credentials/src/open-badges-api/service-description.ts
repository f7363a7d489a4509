import { z } from 'zod';
import type { AuthorizationServer } from './authorization-server.js';
import { SCHEMAS } from './service-schemas.js';
import { SCOPE_WORDS } from './scopes.js';

/** What an installation says of itself to other systems. */
export interface Provider {
  readonly name: string;
  readonly termsOfService: string;
  readonly privacyPolicy: string;
  readonly image?: string | undefined;
}

/** Of this API alone; whatever is left out points to where the service stands. */
export const providerSettings = z.object({
  // The host checks it.
  ISSUER_URL: z.string().optional(),
  OPEN_BADGES_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where other systems reach the Open Badges API, when that is not below PUBLIC_URL'),
  PROVIDER_NAME: z.string().min(1).default('Estafette').describe('by which people know this installation'),
  TERMS_OF_SERVICE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the terms of this installation'),
  PRIVACY_POLICY_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('what it does with what it knows of people'),
  PROVIDER_IMAGE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('a picture of this installation'),
});

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ 'application/json': { schema: ref(name) } });
const jws = { 'text/plain': { schema: ref('CompactJws') } };

const ERRORS: Readonly<Record<string, string>> = {
  400: 'The request is not right; the description says what is wrong with it.',
  401: 'There is no access token, or none that is valid now.',
  403: 'The token does not have the scope that this takes.',
  404: 'There is nothing here.',
  405: 'This cannot be done here.',
  413: 'The body is too large.',
  500: 'Something went wrong here.',
  default: 'It could not be done; the description says why.',
};
const errors = Object.fromEntries(
  Object.entries(ERRORS).map(([status, description]) => [status, { description, content: json('Imsx_StatusInfo') }]),
);

const header = (description: string, type = 'string') => ({ description, schema: { type } });
const parameter = (name: string, description: string, schema: object) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});
const allowed = (scope: string) => {
  const full = Object.keys(SCOPE_WORDS).find((one) => one.endsWith(`/${scope}`));
  return { security: [{ OAuth2ACG: [full] }] };
};
const credentialOf = (description: string) => ({
  description,
  content: { ...json('AchievementCredential'), ...jws },
});

const PATHS = {
  '/credentials': {
    get: {
      tags: ['OpenBadgeCredentials'],
      operationId: 'getCredentials',
      summary: 'The badges of the person who let you in: those that were issued here, and those that they brought',
      parameters: [
        parameter('limit', 'how many at most', { type: 'integer', format: 'int32', minimum: 1 }),
        parameter('offset', 'how many to pass over', { type: 'integer', format: 'int32', minimum: 0 }),
        parameter('since', 'only those issued later than this', { type: 'string', format: 'date-time' }),
      ],
      responses: {
        200: {
          description: 'A page of them; `Link` names the other pages.',
          headers: {
            'X-Total-Count': header('how many there are in all', 'integer'),
            Link: header('first, last, next and previous page (RFC 8288)'),
          },
          content: json('GetOpenBadgeCredentialsResponse'),
        },
        ...errors,
      },
      ...allowed('credential.readonly'),
    },
    post: {
      tags: ['OpenBadgeCredentials'],
      operationId: 'upsertCredential',
      summary: 'Add a badge to their passport, or replace the one of the same issuer and id',
      description: 'It must be genuine; the newer `validFrom` counts.',
      requestBody: { required: true, content: { ...json('AchievementCredential'), ...jws } },
      responses: {
        200: credentialOf('It took the place of the one before, or was there already.'),
        201: credentialOf('It was added.'),
        ...errors,
      },
      ...allowed('credential.upsert'),
    },
  },
  '/profile': {
    get: {
      tags: ['OpenBadgeCredentials'],
      operationId: 'getProfile',
      summary: 'What the person who let you in tells of themselves; nobody checked it',
      responses: { 200: { description: 'Their profile.', content: json('Profile') }, ...errors },
      ...allowed('profile.readonly'),
    },
    put: {
      tags: ['OpenBadgeCredentials'],
      operationId: 'putProfile',
      summary: 'Replace what they tell of themselves',
      description: 'The id stays ours. Members that are not kept here are refused.',
      requestBody: { required: true, content: json('Profile') },
      responses: { 200: { description: 'Their profile from now on.', content: json('Profile') }, ...errors },
      ...allowed('profile.update'),
    },
  },
  '/discovery': {
    get: {
      tags: ['Discovery'],
      operationId: 'getServiceDescription',
      summary: 'This description',
      responses: {
        200: { description: 'An OpenAPI 3.0 document.', content: json('ServiceDescriptionDocument') },
        default: { description: 'It could not be given.', content: json('Imsx_StatusInfo') },
      },
    },
  },
};

/**
 * The Service Description Document (Open Badges 3.0, section 6.3): an OpenAPI 3.0 document that says what can be asked here, and where
 * another system registers and gets its tokens.
 *
 * @param address where this API lies, without a slash at its end
 */
export function serviceDescription(address: string, provider: Provider, server: AuthorizationServer): object {
  const { name, termsOfService, privacyPolicy, image } = provider;
  const about = { 'x-imssf-privacyPolicyUrl': privacyPolicy, ...(image !== undefined && { 'x-imssf-image': image }) };
  return {
    openapi: '3.0.3',
    info: { title: name, version: '3.0', termsOfService, ...about },
    servers: [{ url: address }],
    tags: [{ name: 'OpenBadgeCredentials' }, { name: 'Discovery' }],
    paths: PATHS,
    components: {
      securitySchemes: {
        OAuth2ACG: {
          type: 'oauth2',
          description: 'The authorization code flow of OAuth 2.0, with PKCE (S256).',
          'x-imssf-name': name,
          'x-imssf-registrationUrl': server.registration,
          'x-imssf-termsOfServiceUrl': termsOfService,
          ...about,
          flows: {
            authorizationCode: {
              authorizationUrl: server.authorization,
              tokenUrl: server.token,
              refreshUrl: server.token,
              scopes: SCOPE_WORDS,
            },
          },
        },
      },
      schemas: SCHEMAS,
    },
  };
}
