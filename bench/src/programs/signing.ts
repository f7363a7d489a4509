import { hash } from 'node:crypto';
import { generateSigningKey } from '@estafette/credentials/signing';
import { canonicaliseGenerally, signDocument } from '@estafette/verifier';
import { returnBread } from '@estafette/verifier/example';
import { base58 } from '@scure/base';
import type { Done } from '../measure/pace.js';
import { forMs } from '../measure/pace.js';
import { serve } from './serve.js';

// Signs the credential of return bread: as we do, by our template, or as any signer of JSON-LD does, which expands the
// document by its contexts, makes quads of it and canonicalises them (RDFC-1.0).

const key = generateSigningKey();
const created = new Date('2026-11-21T14:40:00Z');
const credential = returnBread(key.did);
const options = {
  '@context': credential['@context'],
  type: 'DataIntegrityProof',
  cryptosuite: 'eddsa-rdfc-2022',
  created: '2026-11-21T14:40:00Z',
  verificationMethod: key.verificationMethod,
  proofPurpose: 'assertionMethod',
};

const byTemplate = async (): Promise<string> => (await signDocument(credential, key, created)).proof[0].proofValue;

const generally = async (): Promise<string> => {
  const [proofOptions, document] = [await canonicaliseGenerally(options), await canonicaliseGenerally(credential)];
  const digests = [proofOptions, document].map((text) => hash('sha256', text, 'buffer'));
  return `z${base58.encode(key.sign(Buffer.concat(digests)))}`;
};

const tasks = {
  /** Whether both make the very same signature. */
  agree: async (_: object): Promise<boolean> => (await byTemplate()) === (await generally()),
  round: ({ ms, how }: { ms: number; how: 'template' | 'general' }): Promise<Done> =>
    forMs(ms, 1, how === 'template' ? byTemplate : generally),
};

export type Signing = typeof tasks;
serve(tasks);
