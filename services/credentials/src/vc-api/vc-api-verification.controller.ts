import { Controller, Res } from '@nestjs/common';
import type { CallOf, Reply } from '@estafette/service-host';
import { Input, open, post, Route } from '@estafette/service-host';
import { verify, type Verification } from '@estafette/verifier';
import { z } from 'zod';
import { VerificationSources } from '../verification/verification-sources.js';
import {
  credentialOptions,
  opened,
  partAt,
  presentationOptions,
  readVerifyRequest,
  tell,
  type Members,
  type Told,
} from './verify-request.js';

export const VERIFY_PATH = 'vc-api/credentials/verify';
export const VERIFY_PRESENTATION_PATH = 'vc-api/presentations/verify';

const anything = z.record(z.string(), z.unknown());
const answer = z
  .looseObject({
    verified: z.boolean(),
    problemDetails: z.array(z.object({ type: z.string(), title: z.string(), detail: z.string() })),
  })
  .describe('the same with status 400 where it is not verified');
const OPTIONS =
  '`returnResults`, `returnProblemDetails` (of what decides nothing too), `checks` (all are always made), and our own `askElsewhere`: whether the issuer’s server may be asked for its keys and its status list';

const verifyCredential = post('verify', {
  summary: 'Verify a credential (W3C VC API): `{verifiableCredential, options}`; nothing is kept',
  permission: open,
  body: anything.describe(`\`verifiableCredential\`; \`options\`: \`returnCredential\`, ${OPTIONS}`),
  success: 200,
  answer,
  refuses: ['vc-api-request-not-valid'],
});
const verifyPresentation = post('verify', {
  summary: 'Verify a presentation and each credential in it (W3C VC API): `{verifiablePresentation, options}`',
  permission: open,
  body: anything.describe(
    `\`verifiablePresentation\`; \`options\`: \`challenge\` and \`domain\` that the holder was asked to sign, \`returnPresentation\`, ${OPTIONS}`,
  ),
  success: 200,
  answer,
  refuses: ['vc-api-request-not-valid'],
});

@Controller('vc-api/credentials')
export class VcApiVerificationController {
  constructor(private readonly sources: VerificationSources) {}

  @Route(verifyCredential)
  async verify(
    @Input() { body, at }: CallOf<typeof verifyCredential>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { document, options } = readVerifyRequest(body, 'verifiableCredential', credentialOptions);
    const sources = this.sources.of(options.askElsewhere ?? false);
    const told = tell(await verify(opened(document), { now: new Date(at), sources }), document, 'credential');
    if (!told.verified) reply.status(400);
    return {
      verified: told.verified,
      problemDetails: [...told.errors, ...(options.returnProblemDetails ? told.warnings : [])],
      ...(options.returnCredential && { credential: document }),
      ...(options.returnResults && { results: { checks: told.checks } }),
    };
  }
}

@Controller('vc-api/presentations')
export class VcApiPresentationController {
  constructor(private readonly sources: VerificationSources) {}

  /** It is verified where it is itself, and each credential that it shows. */
  @Route(verifyPresentation)
  async verify(
    @Input() { body, at }: CallOf<typeof verifyPresentation>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { document, options } = readVerifyRequest(body, 'verifiablePresentation', presentationOptions);
    const { challenge, domain, askElsewhere = false, returnProblemDetails = false } = options;
    const sources = this.sources.of(askElsewhere);
    const judgement = await verify(opened(document), { now: new Date(at), sources, challenge, domain });
    const own = tell(judgement, document, 'presentation');
    const shown = shownIn(judgement, document);
    const verified = own.verified && shown.every((one) => one.verified);
    if (!verified) reply.status(400);
    const warnings = [own, ...shown].flatMap((one) => one.warnings);
    const credentials = shown.map(({ path, errors, ...one }) => ({
      path,
      verified: one.verified,
      problemDetails: errors,
      checks: one.checks,
    }));
    return {
      verified,
      problemDetails: [
        ...own.errors,
        ...shown.flatMap(({ path, errors }) => errors.map((one) => ({ ...one, detail: `${path}: ${one.detail}` }))),
        ...(returnProblemDetails ? warnings : []),
      ],
      ...(options.returnPresentation && { verifiablePresentation: document }),
      ...(options.returnResults && { results: { presentation: { checks: own.checks }, credentials } }),
    };
  }
}

function shownIn({ members }: Verification, document: Members): (Told & { readonly path: string })[] {
  return members.map(({ path, verification }) => ({
    path,
    ...tell(verification, partAt(document, path), 'credential'),
  }));
}
