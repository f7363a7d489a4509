import type { Bench } from '../bench.js';
import { perSecond } from '../measure/pace.js';
import type { Side } from '../measure/rounds.js';
import { inTurns } from '../measure/rounds.js';
import type { Stage } from '../place/stage.js';
import type { Signing } from '../programs/signing.js';

const ROUND_MS = 1_000;

async function signer(stage: Stage, name: string, how: 'template' | 'general'): Promise<Side> {
  const child = await stage.child<Signing>('signing');
  if (!(await child.ask('agree', {}))) throw new Error('template and general path make different signatures');
  return { name, round: async () => perSecond(await child.ask('round', { ms: ROUND_MS, how })) };
}

export const signCredential: Bench = {
  name: 'sign-credential',
  what: 'signing the credential of return bread by its template',
  against: 'the general JSON-LD path to the same signature',
  goal: 20,
  run: async (stage) =>
    inTurns({
      ours: await signer(stage, 'template', 'template'),
      other: await signer(stage, 'general', 'general'),
      unit: '/s',
    }),
};
