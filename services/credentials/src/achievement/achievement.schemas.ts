import { code, id, text } from '@estafette/service-host';
import { z } from 'zod';
import { IMAGE_FILE } from '../image/image-files.js';
import { ASSESSMENT_TYPES, NLQF, PARTICIPATIONS, SUPERVISIONS } from './standard-elements.rules.js';

export const achievementParams = z.strictObject({ achievementId: id });

const level = z.strictObject({
  levelId: id,
  name: text(100),
  rank: z.number().int().min(1).max(100).describe('a higher rank is a higher level'),
});

const criterion = z.strictObject({
  criterionId: id,
  name: text(200),
  statement: text(1_000).describe('the criterion as a plain sentence for the workplace'),
  required: z.boolean().describe('whether the achievement cannot be earned without it'),
  requiredLevelId: id.describe('the level that is enough'),
  levels: z.array(level).max(20),
});

const address = z.url({ protocol: /^https?$/, error: 'expected http://… or https://…' }).max(2_000);

const standardElements = z
  .strictObject({
    learningOutcomes: z.array(text(500)).max(30).default([]).describe('what somebody knows, understands and can do'),
    studyLoad: z
      .strictObject({
        unit: z.enum(['ects', 'sbu', 'hour']),
        value: z.number().positive().max(10_000).multipleOf(0.01),
      })
      .nullable()
      .default(null)
      .describe('1 EC (ects) is 28 SBU, and an SBU an hour of study'),
    level: z
      .strictObject({
        basis: z
          .enum(['law', 'classified', 'indicative', 'none'])
          .describe('by what right it is said; an indicative level is never shown as one of the NLQF'),
        eqf: z.number().int().min(1).max(8).nullable().default(null),
        nlqf: z.enum(NLQF).nullable().default(null),
        cycle: z.enum(['short', 'first', 'second', 'third']).nullable().default(null),
      })
      .nullable()
      .default(null),
    assessmentTypes: z.array(z.enum(ASSESSMENT_TYPES)).max(ASSESSMENT_TYPES.length).default([]),
    participation: z.enum(PARTICIPATIONS).nullable().default(null).describe('in what form people take part'),
    qualityAssurance: z
      .strictObject({ type: z.enum(['accredited', 'external', 'internal']), statement: text(1_000) })
      .nullable()
      .default(null)
      .describe('how its quality is assured, and by whom'),
    prerequisites: text(1_000).nullable().default(null).describe('what one must have before'),
    supervision: z.enum(SUPERVISIONS).nullable().default(null).describe('during the assessment'),
    stackability: z.enum(['stand-alone', 'stackable']).nullable().default(null),
    furtherInformation: address.nullable().default(null),
  })
  .prefault({})
  .describe(
    'the standard elements of Annex I of Council Recommendation 2022/C 243/02; a draft may leave any open, a publication none of the first six',
  );

const alignment = z.strictObject({
  kind: z.enum(['skill', 'work-process', 'occupation', 'qualification']),
  name: text(300),
  url: address,
  framework: text(200).describe('the scheme, such as CompetentNL, ESCO or a qualification file'),
  code: text(100).nullable().default(null),
});

const translation = z.strictObject({ achievementId: id, version: z.number().int().min(1).nullable().default(null) });

const image = z.strictObject({
  file: z
    .string()
    .regex(IMAGE_FILE, 'expected the name that POST /v1/images gave it: 64 lower-case hex digits and .png or .svg')
    .describe('an image that your school uploaded'),
  caption: text(500).describe('what is to be seen, for whoever does not see it'),
});

const definition = {
  achievementType: z.enum(['Competency', 'MicroCredential']),
  awardingFramework: text(500)
    .nullable()
    .default(null)
    .describe('under which framework the school may award it; needed for a MicroCredential'),
  name: text(200),
  description: text(4_000),
  inLanguage: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'expected a language tag such as nl or en-GB')
    .max(35)
    .describe('the language of the texts here (BCP 47)'),
  fields: z.array(code).max(20).describe('codes of the fields for which its assessors are appointed'),
  criteria: z.array(criterion).max(50),
  worth: text(2_000).describe('what it is worth, in full sentences'),
  notWorth: text(2_000).describe('what it is not: diploma, exemption, pay'),
  standardElements,
  alignments: z.array(alignment).max(30).default([]).describe('terms of published schemes that it is about'),
  translations: z.array(translation).max(10).default([]).describe('the same achievement in other languages'),
  tags: z.array(text(60)).max(20).default([]),
  validForMonths: z.number().int().min(1).max(600).nullable().default(null).describe('left out: for good'),
  image: image.nullable().default(null).describe('left out: one is drawn with its name'),
};

export const achievementBody = z.strictObject({ achievementId: id, ...definition });
export const revisionBody = z.strictObject(definition);
export const nothingBody = z.strictObject({});
