import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { Input, open, post, Route } from '@estafette/service-host';
import { z } from 'zod';
import type { Verification } from '../signing/index.js';
import { verifyCredential } from '../signing/index.js';

const inJson = z.strictObject({
  credential: z.union([
    z.string().describe('the credential as text, as it was received'),
    z.record(z.string(), z.unknown()).describe('the credential as an object'),
  ]),
});
const asItIs = z.string().describe('the credential itself');

const verify = post('', {
  summary:
    'Verify a credential: anybody’s Open Badges 3.0 credential with a did:key and eddsa-rdfc-2022; nothing is kept',
  permission: open,
  body: z.union([inJson, asItIs]),
  takes: {
    'application/json': inJson,
    'application/vc': asItIs,
    'application/vc+ld+json': asItIs,
    'application/ld+json': asItIs,
    'text/plain': asItIs,
  },
  success: 200,
  answer: z.object({
    verdict: z.enum(['valid', 'not-valid-any-more', 'not-genuine']),
    checks: z.array(
      z.object({
        check: z.enum(['document', 'shape', 'context', 'proof', 'signature', 'status', 'dates']),
        passed: z.boolean(),
        code: z.string().describe('stable'),
        reason: z.string().describe('for people'),
      }),
    ),
  }),
});

@Controller('verifications')
export class VerificationController {
  /** As text where it came as text; of what came as JSON, the host has refused what stands there twice. */
  @Route(verify)
  verify(@Input() { body, at }: CallOf<typeof verify>): Promise<Verification> {
    return verifyCredential(typeof body === 'string' ? body : body.credential, { now: new Date(at) });
  }
}
