import { z } from 'zod';

/** What a projection leaves behind: a member of the Open Badges credential, by its path, and why the other form cannot have it. */
export interface NotCarried {
  readonly member: string;
  readonly why: string;
}

export const notCarriedAnswer = z
  .array(
    z.object({
      member: z.string().describe('of the Open Badges credential, by its path'),
      why: z.string().describe('why it is not there, or what became of it'),
    }),
  )
  .describe('what the other form could not carry');
