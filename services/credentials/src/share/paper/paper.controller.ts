import { Controller, Headers, Res } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import type { CallOf, Reply } from '@estafette/service-host';
import { bytes, get, id, Input, PublicAddress, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { Judging } from '../judging.js';
import { addToLinkedIn } from '../linkedin.js';
import { languageOf } from '../page/negotiation.js';
import { linkOf } from '../share-links.js';
import { pageLanguage } from '../share.schemas.js';
import { SharedCredentials, type HeldCredential, type OpenShare } from '../shared-credentials.js';
import { PAPER, PAPER_FILE } from './file.js';
import { renderPaper } from './paper.js';

const permission = selfOr();
const params = z.strictObject({ credentialId: id });

const print = get(':credentialId/pdf', {
  summary: 'A credential of your own on paper: a PDF with the credential itself in it, and the link that you choose',
  permission,
  params,
  query: z.strictObject({
    lang: pageLanguage.optional().describe('left out: the one that `Accept-Language` wants most'),
    shareId: id
      .optional()
      .describe(
        'of the share whose link and QR code stand on it, and which says what of the path it tells; left out: none',
      ),
  }),
  answer: bytes,
  gives: PAPER,
  refuses: ['share-not-open'],
});
const linkedIn = get(':credentialId/linkedin', {
  summary:
    'The address at which LinkedIn offers to add a credential of your own to your profile, with a link that you gave out',
  permission,
  params,
  query: z.strictObject({
    shareId: id.optional().describe('of the share whose link LinkedIn shows; left out: the only one that is open'),
  }),
  answer: z.object({
    credentialId: z.uuid(),
    shareId: z.uuid(),
    addToProfile: z.url().describe('nothing is told to LinkedIn until you open it'),
  }),
  refuses: ['no-share-open', 'shares-to-choose-from', 'share-not-open', 'credential-does-not-hold'],
});

/** What holders take along of a credential to where others look. */
@Controller('credentials')
export class PaperController {
  constructor(
    private readonly shared: SharedCredentials,
    private readonly judging: Judging,
    private readonly address: PublicAddress,
  ) {}

  @Route(print)
  async print(
    @Input() call: CallOf<typeof print>,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Buffer> {
    const { query, at } = call;
    const { held, shares } = await this.#found(call, query.shareId);
    const share = query.shareId === undefined ? undefined : chosen(shares, query.shareId);
    const language = languageOf(query.lang, languages);
    const link = share ? this.#linkOf(share) : null;
    const paper = await renderPaper(language, {
      ...(await this.judging.of(held, language, at)),
      text: held.text,
      link,
    });
    reply.headers({ ...PAPER_FILE, 'cache-control': 'no-store', vary: 'Accept-Language' });
    return paper;
  }

  @Route(linkedIn)
  async linkedIn(@Input() call: CallOf<typeof linkedIn>): Promise<object> {
    const { credentialId } = call.params;
    const { held, shares } = await this.#found(call);
    const share = call.query.shareId === undefined ? only(shares) : chosen(shares, call.query.shareId);
    const addToProfile = addToLinkedIn(await this.judging.of(held, 'nl', call.at), this.#linkOf(share));
    if (addToProfile === null) {
      refuse('credential-does-not-hold', 'It does not hold now. Whoever followed the link would read so.');
    }
    return { credentialId, shareId: share.shareId, addToProfile };
  }

  /** A credential of a holder with their links to it. What led to it is opened as far as one of these does: paper is handed on too. */
  async #found(
    { params: { credentialId }, actor, at }: Pick<CallOf<typeof print>, 'params' | 'actor' | 'at'>,
    shareId?: string,
  ): Promise<{ held: HeldCredential; shares: OpenShare[] }> {
    const shares = await this.shared.openShares(credentialId, actor.person, at);
    const opened = shares.find((one) => one.shareId === shareId)?.path;
    const held = await this.shared.held(credentialId, actor.person, opened);
    if (!held) unknown('credential-unknown', 'There is no credential with this id that is yours.');
    return { held, shares };
  }

  #linkOf({ token, language }: OpenShare): string {
    return linkOf(this.address.url, token, language);
  }
}

function chosen(shares: readonly OpenShare[], shareId: string): OpenShare {
  const share = shares.find((one) => one.shareId === shareId);
  return (
    share ?? refuse('share-not-open', 'No link of yours to this credential that works has this id: share it anew.')
  );
}

function only([share, ...others]: readonly OpenShare[]): OpenShare {
  if (!share) {
    refuse(
      'no-share-open',
      'LinkedIn shows a link to it: share the credential first (POST /v1/shares), then ask again.',
    );
  }
  if (others.length > 0) {
    refuse(
      'shares-to-choose-from',
      'Several links of yours to this credential work: say by shareId which LinkedIn shows.',
    );
  }
  return share;
}
