import { Controller } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { bytes, Input, open, post, Route } from '@estafette/service-host';
import type { Verification } from '@estafette/verifier';
import { CHECK_NAMES, KINDS, OUTCOMES, VERDICTS, verify } from '@estafette/verifier';
import { z } from 'zod';
import { credentialUrl } from './credential-url.js';
import { VerificationSources } from './verification-sources.js';

const options = z.strictObject({
  language: z.enum(['nl', 'en']).optional().describe('of the reasons; English when left out'),
  challenge: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'what the holder of a presentation, or whoever shows an SD-JWT, was asked to sign, so that an old one is told',
    ),
  domain: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('for whom a presentation, or what binds an SD-JWT to a key, must have been made'),
  askElsewhere: z
    .boolean()
    .optional()
    .describe(
      'whether the issuer’s server may be asked for its keys, its status list and evidence; left out: nothing is asked',
    ),
});
const asJson = options.extend({
  credential: z.union([
    z.string().describe('the credential as text, as it was received'),
    z.record(z.string(), z.unknown()).describe('the credential as an object'),
  ]),
});
const inJson = z.union([
  asJson,
  options.extend({ url: credentialUrl.describe('where it lies: as JSON, as a JWT or SD-JWT, or baked into an image') }),
]);
const asItIs = z.string().describe('the credential itself');

type Asked = Partial<z.output<typeof options>> & ({ readonly credential: unknown } | { readonly url: string });

const judged = {
  verdict: z.enum(VERDICTS),
  kind: z.enum(KINDS),
  issuer: z
    .object({
      id: z.string(),
      known: z.object({ name: z.string(), registry: z.string() }).nullable().describe('what a registry says of it'),
    })
    .nullable(),
  checks: z.array(
    z.object({
      check: z.enum(CHECK_NAMES),
      outcome: z.enum(OUTCOMES),
      code: z.string().describe('stable'),
      reason: z.string().describe('for people'),
    }),
  ),
};

const verifyAny = post('', {
  summary:
    'Verify a credential or presentation: anybody’s, with Data Integrity proofs (eddsa-rdfc-2022), as JWT, as SD-JWT, or baked into an image; sent here, or by its address; nothing is kept',
  permission: open,
  body: z.union([inJson, asItIs, bytes]),
  takes: {
    'application/json': inJson,
    'application/vc': asItIs,
    'application/vc+ld+json': asItIs,
    'application/ld+json': asItIs,
    'application/vc+jwt': asItIs,
    'application/vp+jwt': asItIs,
    'application/vc+sd-jwt': asItIs,
    'application/dc+sd-jwt': asItIs,
    'application/jwt': asItIs,
    'text/plain': asItIs,
    'image/png': bytes,
    'image/svg+xml': bytes,
  },
  refuses: ['url-not-read'],
  success: 200,
  answer: z.object({
    ...judged,
    members: z
      .array(z.object({ path: z.string().describe('where it stands, such as endorsement.0'), ...judged }))
      .describe('each credential that stands within, judged on its own: nothing around it vouches for it'),
  }),
});

@Controller('verifications')
export class VerificationController {
  constructor(private readonly sources: VerificationSources) {}

  /** As text where it came as text; of what came as JSON, the host has refused what stands there twice. */
  @Route(verifyAny)
  async verify(@Input() { body, at }: CallOf<typeof verifyAny>): Promise<object> {
    const asked: Asked = typeof body === 'string' || body instanceof Uint8Array ? { credential: body } : body;
    const { language, challenge, domain, askElsewhere = false } = asked;
    const credential = 'url' in asked ? await this.sources.credentialAt(asked.url) : asked.credential;
    const sources = this.sources.of(askElsewhere);
    const judgement = await verify(credential, { now: new Date(at), sources, language, challenge, domain });
    return { ...flat(judgement), members: membersOf(judgement) };
  }
}

function flat({ members: _members, ...judgement }: Verification): Omit<Verification, 'members'> {
  return judgement;
}

/** Those within those too, each by its whole path. */
function membersOf({ members }: Verification, within = ''): object[] {
  return members.flatMap(({ path, verification }) => [
    { path: within + path, ...flat(verification) },
    ...membersOf(verification, `${within}${path}.`),
  ]);
}
