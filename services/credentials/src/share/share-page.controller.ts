import { Controller, Headers, Res } from '@nestjs/common';
import { refuse } from '@estafette/decider';
import type { CallOf, Reply } from '@estafette/service-host';
import { bytes, get, Input, open, post, PublicAddress, Route } from '@estafette/service-host';
import { CHECK_NAMES, OUTCOMES, VERDICTS } from '@estafette/verifier';
import { z } from 'zod';
import { FORM, readForm } from '../issuance/form.js';
import { Judging } from './judging.js';
import { endedPage } from './page/layout.js';
import { CREDENTIAL_TYPES, languageOf, PRESENTATION_TYPES, wantedOf } from './page/negotiation.js';
import { ENDINGS } from './page/shown.js';
import { PAPER, PAPER_FILE } from './paper/file.js';
import { renderPaper } from './paper/paper.js';
import { isJson, presentationOf } from './presentation.js';
import { foundFor, GONE, issuedHere, SHARE_HEADERS, shownTo } from './share-answers.js';
import { linkOf } from './share-links.js';
import { SharePages, type Look } from './share-pages.js';
import { committedLinks, pageLanguage, pathLink } from './share.schemas.js';
import { SharedCredentials, type FoundShare, type Missing } from './shared-credentials.js';

const params = z.strictObject({
  token: z.string().describe('of the link; of one among several, followed by its place: `<token>.2`'),
});
const [CREDENTIAL_TYPE] = CREDENTIAL_TYPES;
const [PRESENTATION_TYPE] = PRESENTATION_TYPES;
const JWT_TYPE = 'application/vc+jwt';
const JSON_TYPE = 'application/json';
const signed = z.looseObject({}).describe('a credential with its proof, as it was signed');
const jwt = z.string().describe('a credential from elsewhere that was signed as a JWT');
const presentation = z
  .looseObject({})
  .describe(
    'a VerifiablePresentation of all that the link shows; each credential in it proves itself, nobody signed the whole',
  );
const page = z.string().describe('a page for people, without scripts');

const overview = z.object({
  title: z.string().describe('as the holder calls the whole; nobody checked it'),
  link: z.string(),
  checkedAt: z.string(),
  credentials: z.array(
    z.object({
      link: z.string().describe('to the page of this one'),
      from: z.enum(['here', 'elsewhere']).describe('whether it was issued here, or brought by its holder'),
      verdict: z.enum(VERDICTS),
      ending: z.enum(ENDINGS).nullable().describe('why it does not hold; null of what holds, or is not genuine'),
      change: z
        .object({ at: z.string(), reason: z.string() })
        .nullable()
        .describe('since when it does not hold, and why, as its school tells everybody; null of one from elsewhere'),
      name: z.string(),
      issuer: z.object({
        id: z.string(),
        name: z.string().nullable().describe('as the credential itself says'),
        known: z.object({ name: z.string(), registry: z.string() }).nullable().describe('what a registry says of it'),
      }),
      validFrom: z.string().nullable(),
      validUntil: z.string().nullable(),
      checks: z.array(
        z.object({ check: z.enum(CHECK_NAMES), outcome: z.enum(OUTCOMES), code: z.string(), reason: z.string() }),
      ),
      path: z
        .array(
          z.object({
            link: pathLink,
            organisation: z
              .string()
              .nullable()
              .describe('that it names, as it is registered; null where there is none'),
            isSigned: z.boolean().describe('whether the credential holds the commitment to exactly this'),
          }),
        )
        .nullable()
        .describe('what led to it, as far as the holder opens that; null where they open nothing'),
      committedTo: committedLinks,
      credential: z.string().describe('itself, byte for byte as it was signed: JSON or a JWT'),
    }),
  ),
});

/** A link that is passed on is given more members by others: they are nothing to us. A language that we lack is no fault. */
const query = z.object({
  lang: pageLanguage.optional().catch(undefined).describe('left out: the one that `Accept-Language` wants most'),
});

const form = z.preprocess(
  readForm,
  z.strictObject({ identity: z.string().max(1_000).optional(), lang: pageLanguage.optional() }),
);

const show = get('', {
  summary:
    'What a holder shares, for whoever has the link: a page that says whether it holds, the credential itself, or all of several as a presentation',
  permission: open,
  params,
  query,
  answer: page,
  gives: 'text/html',
  alsoGives: { [CREDENTIAL_TYPE]: signed, [JWT_TYPE]: jwt, [PRESENTATION_TYPE]: presentation, [JSON_TYPE]: overview },
  gone: GONE,
  refuses: ['presentation-too-large'],
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
  summary: 'A shared credential itself, as a file: byte for byte as it was signed; of several, all as one presentation',
  permission: open,
  params,
  answer: signed,
  gives: CREDENTIAL_TYPE,
  alsoGives: { [JWT_TYPE]: jwt, [PRESENTATION_TYPE]: presentation },
  gone: GONE,
  refuses: ['presentation-too-large'],
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
    private readonly pages: SharePages,
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
    const look = { language: languageOf(call.query.lang, languages), at: call.at };
    const several = typeof found !== 'string' && found.title !== null;
    switch (wantedOf(accept, several ? 'several' : 'one')) {
      case 'page':
        return this.#page(found, look, reply);
      case 'credential':
        return inForm(shownTo(found).text, reply);
      case 'presentation':
        return inOne(foundFor(found), reply);
      case 'overview':
        reply.headers({ 'content-type': JSON_TYPE });
        return JSON.stringify(await this.pages.overview(foundFor(found), look));
    }
  }

  @Route(check)
  async check(
    @Input() { params: { token }, body: { lang, identity }, at }: CallOf<typeof check>,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    reply.headers(SHARE_HEADERS);
    const found = await this.shared.find(token, at);
    // Of several each is asked on a page of its own.
    if (typeof found !== 'string') shownTo(found);
    return this.#page(found, { language: languageOf(lang, languages), at, identity }, reply);
  }

  @Route(download)
  async download(@Input() call: CallOf<typeof download>, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    reply.headers(SHARE_HEADERS);
    const found = foundFor(await this.shared.find(call.params.token, call.at));
    const several = found.title !== null;
    const text = several ? inOne(found, reply) : inForm(shownTo(found).text, reply);
    const name = several ? 'presentation.json' : isJson(text) ? 'credential.json' : 'credential.jwt';
    reply.headers({ 'content-disposition': `attachment; filename="${name}"` });
    return text;
  }

  @Route(print)
  async print(
    @Input() { params: { token }, query: { lang }, at }: CallOf<typeof print>,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Buffer> {
    reply.headers(SHARE_HEADERS);
    const one = issuedHere(await this.shared.find(token, at));
    const language = languageOf(lang, languages);
    const judged = await this.judging.of(one, language, at);
    const paper = await renderPaper(language, { ...judged, text: one.text, link: linkOf(this.address.url, token) });
    reply.headers(PAPER_FILE);
    return paper;
  }

  async #page(found: FoundShare | Missing, look: Look, reply: Reply): Promise<string> {
    reply.headers({ 'content-type': 'text/html; charset=utf-8' });
    if (typeof found !== 'string') return this.pages.page(found, look);
    reply.status(found === 'ended' ? 410 : 404);
    return endedPage(found);
  }
}

/** A credential in the form in which it was signed. */
function inForm(text: string, reply: Reply): string {
  reply.headers({ 'content-type': isJson(text) ? CREDENTIAL_TYPE : JWT_TYPE });
  return text;
}

/** All that a link shows, as one presentation. */
function inOne({ shown }: FoundShare, reply: Reply): string {
  const text = presentationOf(shown.map((one) => one.text));
  if (text === null) {
    const detail = 'So much does not fit into one presentation that others can verify: take each credential by itself.';
    refuse('presentation-too-large', detail);
  }
  reply.headers({ 'content-type': PRESENTATION_TYPE });
  return text;
}
