import { across, eachOnce, id } from '@estafette/service-host';
import { z } from 'zod';
import { PATH_KINDS, type PathKind } from '../credential/path.js';
import type { SharedOne } from './share.events.js';

export const shareParams = z.strictObject({ shareId: id });

export const pageLanguage = z.enum(['nl', 'en']);

/** More than these do not fit into one presentation that others can verify. */
export const MOST_SHARED = 20;
const LONGEST_TITLE = 120;

export const pathKind = z.enum(PATH_KINDS);
const kinds = z.array(pathKind).check(eachOnce('kind'));

/** Which links of the path behind a credential are opened: whatever the way in which that is said, each kind once, in the order of a path. */
const opened = z
  .union([z.enum(['all', 'none']), kinds], {
    error: `expected "all", "none", or a list of these: ${PATH_KINDS.join(', ')}`,
  })
  .transform((asked) => (asked === 'none' ? [] : PATH_KINDS.filter((kind) => asked === 'all' || asked.includes(kind))));

interface OneWithPath {
  readonly importedCredentialId?: string | undefined;
  readonly path?: readonly PathKind[] | undefined;
}
const noPathElsewhere = z.refine<OneWithPath>(
  ({ importedCredentialId, path = [] }) => importedCredentialId === undefined || path.length === 0,
  {
    path: ['path'],
    error: 'expected no path: what led to a credential from elsewhere is not known here',
    ...across('importedCredentialId', 'path'),
  },
);

/** In which two ways one thing to be shown is named. */
const either = {
  credentialId: id.optional().describe('one that was issued to you here'),
  importedCredentialId: id.optional().describe('instead: one from elsewhere that you brought'),
};

const sharedOne = z
  .strictObject({
    ...either,
    path: opened.optional().describe('of this one alone, where it opens something else than the others'),
  })
  .refine(
    ({ credentialId, importedCredentialId }) => (credentialId === undefined) !== (importedCredentialId === undefined),
    { error: 'expected one of credentialId and importedCredentialId', ...across() },
  )
  .check(noPathElsewhere);

export const shareBody = z
  .strictObject({
    shareId: id,
    ...either,
    credentials: z
      .array(sharedOne)
      .min(1)
      .max(MOST_SHARED)
      .check(eachOnce('credential', 'path'))
      .optional()
      .describe('instead: all that the link shows, in this order, with a title around it'),
    title: z
      .string()
      .trim()
      .max(LONGEST_TITLE)
      .regex(/[\p{L}\p{N}]/u, 'expected a letter or a digit')
      .regex(/^\P{Cc}*$/u, 'expected one line')
      .optional()
      .describe('of several: what you call the whole; whoever has the link reads it'),
    expiresAt: z.iso
      .datetime({ offset: true })
      .transform((moment) => new Date(moment).toISOString())
      .nullable()
      .default(null)
      .describe('until when the link works, at most five years on; null: until you close it'),
    language: pageLanguage
      .nullable()
      .default(null)
      .describe('in which the link opens; null: as the browser of whoever looks wants it'),
    path: opened
      .optional()
      .describe(
        'which links of what led to each credential it opens (GET /v1/credentials/{credentialId}/path tells you what there is): all, none (also where this is left out), or those of some kinds; a leg names its challenge by id, a baton its leg; of those from elsewhere nothing is known. The others are not told, only how many there are in all, as the credential itself shows',
      ),
  })
  .check(noPathElsewhere)
  .superRefine(({ credentialId, importedCredentialId, credentials, title }, faults) => {
    const fault = (at: string, message: string): void => faults.addIssue({ code: 'custom', path: [at], message });
    if ([credentialId, importedCredentialId, credentials].filter((one) => one !== undefined).length !== 1) {
      fault('credentials', 'expected one of credentialId, importedCredentialId and credentials');
    }
    if (credentials !== undefined && title === undefined) fault('title', 'expected a title of what the link shows');
    if (credentials === undefined && title !== undefined) fault('title', 'expected credentials with a title');
  }, across());

/** A link of a path, as whoever may see it is told. */
export const pathLink = z
  .looseObject({
    id: z.string().describe('of the evidence entry of the credential that holds the commitment'),
    salt: z.string(),
    kind: pathKind,
  })
  .describe(
    'as it was committed to: the `digestMultibase` of its evidence entry is the SHA-256 over its canonical JSON (RFC 8785)',
  );
export const committedLinks = z
  .number()
  .describe('how many links there are in all, opened or not, as the signed credential shows; 0 of one from elsewhere');

/** What a request asks to be shown; the schema sees to it that it is said in one way. */
export function sharedIn(body: z.output<typeof shareBody>): readonly SharedOne[] {
  const { credentials = [body], path: otherwise = [] } = body;
  return credentials.flatMap(({ credentialId, importedCredentialId, path = otherwise }): SharedOne[] => {
    if (credentialId !== undefined) return [{ credentialId, path }];
    return importedCredentialId === undefined ? [] : [{ importedCredentialId }];
  });
}

export const closureBody = z.strictObject({});
