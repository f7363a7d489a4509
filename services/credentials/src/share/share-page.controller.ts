import { Controller, Headers, Res } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { get, HttpProblem, Input, open, post, PublicAddress, Route } from '@estafette/service-host';
import type { SignedCredential } from '@estafette/verifier';
import { verify } from '@estafette/verifier';
import { z } from 'zod';
import { VerificationSources } from '../verification/verification-sources.js';
import { CREDENTIAL_TYPES, languageOf, prefersCredential } from './page/negotiation.js';
import { endedPage } from './page/layout.js';
import { renderPage } from './page/page.js';
import { CONTENT_SECURITY_POLICY } from './page/style.js';
import { whoseIs } from './page/whose.js';
import { linkOf } from './share-links.js';
import type { PageLanguage } from './share.events.js';
import { pageLanguage } from './share.schemas.js';
import { SharedCredentials, type Missing, type SharedCredential } from './shared-credentials.js';

const params = z.strictObject({ token: z.string() });
const [CREDENTIAL_TYPE] = CREDENTIAL_TYPES;
const signed = z.looseObject({}).describe('an Open Badges 3.0 AchievementCredential with its proof');
const gone = 'The link ended, or its holder closed it; told as a page to whoever asks for one.';
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
  gone,
});
const check = post('', {
  summary: 'The page of a shared credential, which says too whether it is about whoever has this mail address or id',
  permission: open,
  params,
  body: form,
  takes: { 'application/x-www-form-urlencoded': form },
  success: 200,
  answer: page,
  gives: 'text/html',
  gone,
});
const download = get('credential', {
  summary: 'A shared credential itself, as a file: byte for byte as it was signed',
  permission: open,
  params,
  answer: signed,
  gives: CREDENTIAL_TYPE,
  gone,
});

/** Of every answer: not found by search engines, told to no other site, kept nowhere. */
const HEADERS = {
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'no-referrer',
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  vary: 'Accept, Accept-Language',
};

interface Reply {
  headers(headers: Readonly<Record<string, string>>): unknown;
  status(code: number): unknown;
}

/** What whoever has a link of a holder is shown. */
@Controller('c/:token')
export class SharePageController {
  constructor(
    private readonly shared: SharedCredentials,
    private readonly sources: VerificationSources,
    private readonly address: PublicAddress,
  ) {}

  @Route(show)
  async show(
    @Input() call: CallOf<typeof show>,
    @Headers('accept') accept: string | undefined,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    reply.headers(HEADERS);
    const found = await this.shared.find(call.params.token, call.at);
    if (!prefersCredential(accept)) return this.#page(call, found, languageOf(call.query.lang, languages), reply);
    reply.headers({ 'content-type': CREDENTIAL_TYPE });
    return textOf(found);
  }

  @Route(check)
  async check(
    @Input() call: CallOf<typeof check>,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    reply.headers(HEADERS);
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
    reply.headers(HEADERS);
    const text = textOf(await this.shared.find(call.params.token, call.at));
    reply.headers({ 'content-disposition': 'attachment; filename="credential.json"' });
    return text;
  }

  async #page(
    { params: { token }, at }: Pick<CallOf<typeof show>, 'params' | 'at'>,
    found: SharedCredential | Missing,
    language: PageLanguage,
    reply: Reply,
    identity?: string,
  ): Promise<string> {
    reply.headers({ 'content-type': 'text/html; charset=utf-8' });
    if (typeof found === 'string') {
      reply.status(found === 'ended' ? 410 : 404);
      return endedPage(found);
    }
    const { text, standing, change } = found;
    const credential = JSON.parse(text) as SignedCredential;
    const now = new Date(at);
    const judgement = await verify(text, { now, language, sources: this.sources.of(false) });
    return renderPage(language, {
      credential,
      judgement,
      standing,
      change,
      whose: whoseIs(credential.credentialSubject.identifier ?? [], identity),
      link: linkOf(this.address.url, token),
      verifier: `${this.address.url}/v1/verifications`,
      token,
      at: now,
    });
  }
}

function textOf(found: SharedCredential | Missing): string {
  if (typeof found !== 'string') return found.text;
  if (found === 'unknown') throw new HttpProblem(404, 'share-unknown', 'There is nothing behind this link.');
  throw new HttpProblem(410, 'share-ended', 'This link does not work any more: ask the holder for a new one.');
}

/** The members of a form; one that stands there several times is a list, which no member may be. */
function readForm(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  const members = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(members.keys())].map((name) => {
      const values = members.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
