import { id, text } from '@estafette/service-host';
import { z } from 'zod';

export const organisationParams = z.strictObject({ organisationId: id });

const facts = {
  kind: z.enum([
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
  ]),
  name: text(200),
  kvkNumber: z.string().regex(/^\d{8}$/, 'expected the 8 digits of a KvK number'),
  branchNumber: z
    .string()
    .regex(/^\d{12}$/, 'expected the 12 digits of a branch number (vestigingsnummer)')
    .nullable()
    .describe('null where the organisation has one branch'),
  brin: z
    .string()
    .regex(/^\d{2}[A-Z]{2}(\d{2})?$/, 'expected a BRIN code, such as 25LX')
    .nullable()
    .default(null),
  rio: z
    .string()
    .regex(/^\d{3}[A-Z]\d{3}$/, 'expected a RIO code, such as 100B490')
    .nullable()
    .default(null),
};

export const organisationBody = z.strictObject({
  organisationId: id,
  ...facts,
  soleTrader: z.boolean().default(false).describe('always so for the kind self-employed'),
  ownerPersonId: id.nullable().default(null).describe('the person that a sole trader is'),
});

export const changeBody = z.strictObject(facts);
