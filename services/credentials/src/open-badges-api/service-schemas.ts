// What the API takes and gives, as OpenAPI 3.0 can say it, in our own words. Of a badge it names what every badge has: what else the
// model of Open Badges 3.0 knows is for its own schemas, and for the verifier.

const text = { type: 'string' };
const moment = { type: 'string', format: 'date-time' };
const list = (items: object) => ({ type: 'array', items });
/** One, or several: JSON-LD lets a single value stand for a list of one. */
const some = (items: object) => ({ anyOf: [items, list(items)] });
const open = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  required,
  properties,
  additionalProperties: true,
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const idOr = (name: string) => ({ anyOf: [text, ref(name)] });

const NAMES = [
  'givenName',
  'familyName',
  'additionalName',
  'familyNamePrefix',
  'honorificPrefix',
  'honorificSuffix',
] as const;

export const SCHEMAS = {
  AchievementCredential: {
    ...open(['@context', 'id', 'type', 'issuer', 'validFrom', 'credentialSubject'], {
      '@context': some({ anyOf: [text, { type: 'object' }] }),
      id: text,
      type: some(text),
      name: { anyOf: [text, { type: 'object' }] },
      issuer: idOr('Profile'),
      validFrom: moment,
      validUntil: moment,
      credentialSubject: ref('AchievementSubject'),
      proof: some({ type: 'object' }),
    }),
    description: 'A badge (Open Badges 3.0), with its proof.',
  },
  AchievementSubject: {
    ...open(['type', 'achievement'], { id: text, type: some(text), achievement: { type: 'object' } }),
    description: 'What somebody achieved.',
  },
  CompactJws: {
    type: 'string',
    pattern: '^[a-zA-Z0-9_-]+\\.[a-zA-Z0-9_-]*\\.[a-zA-Z0-9_-]+$',
    description: 'A badge as a JWT (RFC 7515, compact).',
  },
  GetOpenBadgeCredentialsResponse: {
    type: 'object',
    properties: {
      credential: list(ref('AchievementCredential')),
      compactJwsString: list(ref('CompactJws')),
    },
    additionalProperties: false,
  },
  Image: {
    type: 'object',
    required: ['id', 'type'],
    properties: { id: text, type: { type: 'string', enum: ['Image'] }, caption: text },
    additionalProperties: false,
  },
  Profile: {
    ...open(['id', 'type'], {
      id: text,
      type: some(text),
      name: { anyOf: [text, { type: 'object' }] },
      url: text,
      description: { anyOf: [text, { type: 'object' }] },
      phone: text,
      email: text,
      image: ref('Image'),
      ...Object.fromEntries(NAMES.map((name) => [name, text])),
    }),
    description: 'What somebody tells of themselves, or an issuer.',
  },
  Imsx_StatusInfo: {
    type: 'object',
    required: ['imsx_codeMajor', 'imsx_severity'],
    properties: {
      imsx_codeMajor: { type: 'string', enum: ['failure', 'processing', 'success', 'unsupported'] },
      imsx_severity: { type: 'string', enum: ['error', 'status', 'warning'] },
      imsx_description: text,
      imsx_codeMinor: {
        type: 'object',
        required: ['imsx_codeMinorField'],
        properties: {
          imsx_codeMinorField: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['imsx_codeMinorFieldName', 'imsx_codeMinorFieldValue'],
              properties: { imsx_codeMinorFieldName: text, imsx_codeMinorFieldValue: text },
              additionalProperties: false,
            },
          },
        },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
  ServiceDescriptionDocument: open(['openapi', 'info', 'components'], {
    openapi: text,
    info: open(['termsOfService', 'title', 'version', 'x-imssf-privacyPolicyUrl'], {
      termsOfService: text,
      title: text,
      version: text,
      'x-imssf-privacyPolicyUrl': text,
      'x-imssf-image': text,
    }),
    components: open(['securitySchemes'], { securitySchemes: { type: 'object' } }),
  }),
};
