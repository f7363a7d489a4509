import { z } from 'zod';
import { COMMANDS } from './commands.js';

const commandNames = Object.keys(COMMANDS) as [string, ...string[]];

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'expected a name in lower-case letters, digits and hyphens')
  .describe('A name by which the rest of the file refers to this, with an @ before it.');
const reference = z
  .string()
  .regex(/^@[a-z][a-z0-9-]*$/, 'expected the name of something in this file, with an @ before it: @bakery');
const text = z.string().trim().min(1);
const code = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens');

// As the routes take them, which commands.spec.ts compares; the services themselves are not loaded to play a scenario.
const ORGANISATION_KINDS = [
  'sme',
  'large-employer',
  'self-employed',
  'school',
  'training-provider',
  'knowledge-partner',
  'sector-body',
  'public-body',
  'training-fund',
  'network',
] as const;
const HUB_KINDS = ['hub', 'lab', 'workshop', 'field-lab', 'learning-community'] as const;
const ROLES = [
  'relationship-manager',
  'hub-coordinator',
  'employer',
  'confirmer',
  'learner',
  'coach',
  'team-lead',
  'hr-adviser',
  'workplace-assessor',
  'assessor',
  'exam-board',
  'issuer-admin',
  'region-admin',
] as const;

const organisation = z
  .strictObject({
    kind: z.enum(ORGANISATION_KINDS),
    name: text,
    owner: reference
      .optional()
      .describe('The person that a sole trader is; the kind self-employed always has one, other kinds may.'),
    branch: z.boolean().default(false).describe('Whether it is one of several branches, and so gets a branch number.'),
    educationPartner: z
      .enum(['mbo', 'hbo', 'wo', 'post-initial'])
      .optional()
      .describe('For a school that takes part: its level.'),
  })
  .describe('An organisation. Each run gives it a new id and a new KvK number: @bakery, @bakery.kvkNumber.');

const role = z.strictObject({ role: z.enum(ROLES), for: reference.describe('The organisation.') });
const appointment = z.strictObject({
  by: reference.describe('The school that appoints.'),
  fields: z.array(code).min(1),
});
const person = z
  .strictObject({
    name: text,
    email: z.email(),
    roles: z.array(role).default([]),
    appointedAssessor: z.array(appointment).default([]),
  })
  .describe('A person: their roles, and for what schools appointed them as assessor.');

const hub = z
  .strictObject({
    of: reference.describe('The organisation that founds it.'),
    kind: z.enum(HUB_KINDS),
    name: text,
    town: text,
    members: z.array(reference).default([]).describe('Organisations that join it.'),
  })
  .describe(
    'A hub, founded by a hub-coordinator or relationship-manager of its organisation; its coordinator admits the members.',
  );

const taken = new Set(['id', 'criteria']);
const criterion = z.strictObject({
  name: text,
  statement: text.describe('A plain sentence for the workplace.'),
  required: z.boolean(),
  requiredLevel: name.describe('The name of one of its levels.'),
  levels: z.record(name, text).describe('From the lowest to the highest.'),
});
const achievement = z
  .strictObject({
    of: reference.describe('The school that issues it.'),
    achievementType: z.enum(['Competency', 'MicroCredential']),
    name: text,
    description: text,
    inLanguage: z.string().regex(/^[a-z]{2,3}$/),
    fields: z.array(code).min(1),
    worth: text.describe('What it is worth.'),
    notWorth: text.describe('What it is not: a diploma, an exemption, pay.'),
    standardElements: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('Study load, level and the like, as POST /v1/achievements takes them; needed to publish it.'),
    alignments: z.array(z.record(z.string(), z.unknown())).default([]).describe('Terms of published schemes.'),
    criteria: z.record(
      name.refine((one) => !taken.has(one), 'choose another name for this criterion'),
      criterion,
    ),
  })
  .describe('A published achievement. @it.measures is a criterion, @it.measures.on-your-own a level of it.');

const step = z
  .strictObject({
    heading: text.optional().describe('Begins a new part of the story.'),
    as: reference.describe('Who does it, with their own token; @admin is the first administrator of the region.'),
    for: z
      .union([reference, z.literal('self')])
      .optional()
      .describe(
        'For which organisation, or self: for themselves. Left out, it is the person’s one organisation, or themselves where they have none; so self must be given by somebody who has an organisation.',
      ),
    say: text.describe('What happens, in a sentence that a newcomer follows.'),
    command: z.enum(commandNames),
    with: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('What the command takes: members of its path and of its body. @name stands for an id.'),
    expect: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        'For reads: what the answer must hold, awaited. Members left out may be anything, an item of a list must be somewhere in it, and ?name keeps a value for later steps.',
      ),
    refused: code.optional().describe('The code with which the rules must refuse this.'),
  })
  .describe('A step: somebody does something, and it works, or must be refused.');

const credential = z.strictObject({ learner: reference, achievement: reference });

/** What a scenario file holds. */
export const scenarioSchema = z
  .strictObject({
    $schema: z.string().optional(),
    title: text,
    about: text.describe('What it shows, in a few sentences.'),
    organisations: z.record(name, organisation),
    people: z.record(name, person),
    hubs: z.record(name, hub).default({}),
    achievements: z.record(name, achievement).default({}),
    steps: z.array(step).min(1),
    credentials: z
      .array(credential)
      .default([])
      .describe('What must have been earned at the end; each is written to a file and verified.'),
  })
  .meta({ title: 'A scenario of Estafette: who there is, and what they do' });

export type Scenario = z.output<typeof scenarioSchema>;
export type Step = Scenario['steps'][number];
export type CommandName = keyof typeof COMMANDS;

/** The JSON Schema of scenario files, draft 2020-12; `infra/region/scenarios/scenario.schema.json` holds it. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12', reused: 'inline' });
}
