import { Controller, Headers, Res } from '@nestjs/common';
import type { CallOf, Reply } from '@estafette/service-host';
import { bytes, get, Input, open, post, PublicAddress, Route } from '@estafette/service-host';
import { z } from 'zod';
import { Judging } from './judging.js';
import { CREDENTIAL_TYPES, languageOf, prefersCredential } from './page/negotiation.js';
import { endedPage } from './page/layout.js';
import { FORM, readForm } from '../issuance/form.js';
import { renderPage } from './page/page.js';
import { whoseIs } from './page/whose.js';
import { PAPER, PAPER_FILE } from './paper/file.js';
import { renderPaper } from './paper/paper.js';
import { GONE, SHARE_HEADERS, shownTo } from './share-answers.js';
import { linkOf } from './share-links.js';
import type { PageLanguage } from './share.events.js';
import { pageLanguage } from './share.schemas.js';
import { SharedCredentials, type HeldCredential, type Missing } from './shared-credentials.js';

const params = z.strictObject({ token: z.string() });
const [CREDENTIAL_TYPE] = CREDENTIAL_TYPES;
const signed = z.looseObject({}).describe('an Open Badges 3.0 AchievementCredential with its proof');
const page = z.string().describe('a page for people, without scripts');

/** A link that is passed on is given more members by others: they are nothing to us. A language that we lack is no fault. */
const query = z.object({
  lang: pageLanguage.optional().catch(undefined).describe('left out: the one that `Accept-Language` wants most'),
});

const form = z.preprocess(
  readForm,
  z.strictObject({ identity: z.string().max(1_000).optional(), lang: pageLanguage.optional() }),
);

const show = get('', {
  summary: 'A shared credential, for whoever has its link: a page that says whether it holds, or the credential itself',
  permission: open,
  params,
  query,
  answer: page,
  gives: 'text/html',
  alsoGives: { [CREDENTIAL_TYPE]: signed },
  gone: GONE,
});
const check = post('', {
  summary: 'The page of a shared credential, which says too whether it is about whoever has this mail address or id',
  permission: open,
  params,
  body: form,
  takes: { [FORM]: form },
  success: 200,
  answer: page,
  gives: 'text/html',
  gone: GONE,
});
const download = get('credential', {
  summary: 'A shared credential itself, as a file: byte for byte as it was signed',
  permission: open,
  params,
  answer: signed,
  gives: CREDENTIAL_TYPE,
  gone: GONE,
});
const print = get('credential.pdf', {
  summary: 'A shared credential on paper: what its page tells, as a PDF with the credential itself in it',
  permission: open,
  params,
  query,
  answer: bytes,
  gives: PAPER,
  gone: GONE,
});

/** What whoever has a link of a holder is shown. */
@Controller('c/:token')
export class SharePageController {
  constructor(
    private readonly shared: SharedCredentials,
    private readonly judging: Judging,
    private readonly address: PublicAddress,
  ) {}

  @Route(show)
  async show(
    @Input() call: CallOf<typeof show>,
    @Headers('accept') accept: string | undefined,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    reply.headers(SHARE_HEADERS);
    const found = await this.shared.find(call.params.token, call.at);
    if (!prefersCredential(accept)) return this.#page(call, found, languageOf(call.query.lang, languages), reply);
    reply.headers({ 'content-type': CREDENTIAL_TYPE });
    return shownTo(found).text;
  }

  @Route(check)
  async check(
    @Input() call: CallOf<typeof check>,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    reply.headers(SHARE_HEADERS);
    const { lang, identity } = call.body;
    return this.#page(
      call,
      await this.shared.find(call.params.token, call.at),
      languageOf(lang, languages),
      reply,
      identity,
    );
  }

  @Route(download)
  async download(@Input() call: CallOf<typeof download>, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    reply.headers(SHARE_HEADERS);
    const { text } = shownTo(await this.shared.find(call.params.token, call.at));
    reply.headers({ 'content-disposition': 'attachment; filename="credential.json"' });
    return text;
  }

  @Route(print)
  async print(
    @Input() { params: { token }, query: { lang }, at }: CallOf<typeof print>,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Buffer> {
    reply.headers(SHARE_HEADERS);
    const found = shownTo(await this.shared.find(token, at));
    const language = languageOf(lang, languages);
    const judged = await this.judging.of(found, language, at);
    const paper = await renderPaper(language, { ...judged, text: found.text, link: linkOf(this.address.url, token) });
    reply.headers(PAPER_FILE);
    return paper;
  }

  async #page(
    { params: { token }, at }: Pick<CallOf<typeof show>, 'params' | 'at'>,
    found: HeldCredential | Missing,
    language: PageLanguage,
    reply: Reply,
    identity?: string,
  ): Promise<string> {
    reply.headers({ 'content-type': 'text/html; charset=utf-8' });
    if (typeof found === 'string') {
      reply.status(found === 'ended' ? 410 : 404);
      return endedPage(found);
    }
    const judged = await this.judging.of(found, language, at);
    const whose = whoseIs(judged.credential.credentialSubject.identifier ?? [], identity);
    return renderPage(language, { ...judged, whose, token, link: linkOf(this.address.url, token) });
  }
}
