import { Controller, Res } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { EventStore, KeyVault } from '@estafette/event-store';
import type { CallOf, Reply } from '@estafette/service-host';
import { cut, get, Input, pageByTime, pastTime, PublicAddress, Route, selfOr } from '@estafette/service-host';
import { CHECK_NAMES, FORMS, KINDS, OUTCOMES, VERDICTS } from '@estafette/verifier';
import { z } from 'zod';
import { WHOSE, type Check, type Content } from '../../imported/imported-credential.events.js';
import { importedCredentialParams, textQuery } from '../../imported/imported-credential.schemas.js';
import { importedCredential } from '../../imported/imported-credential.stream.js';
import { Views } from '../views.js';
import type { ImportedEntry } from './imported-credentials.view.js';

const permission = selfOr();

const told = {
  importedCredentialId: z.uuid(),
  name: z.string().nullable(),
  issuer: z
    .object({ id: z.string().nullable(), name: z.string().nullable().describe('as the credential itself says') })
    .describe('who signed it'),
  kind: z.enum(KINDS),
  form: z.enum(FORMS),
  validFrom: z.string().nullable(),
  validUntil: z.string().nullable(),
  verdict: z.enum(VERDICTS).describe('as of `judgedAt`'),
  whose: z.enum(WHOSE).describe('whether it is about you, by what stands hashed in it'),
  judgedAt: z.string(),
  importedAt: z.string(),
  sha256: z.string().describe('of the text as it is given out: by this it is named as evidence'),
  address: z.string().describe('of this very text, for you'),
};

const mine = get('', {
  summary: 'The credentials from elsewhere in your passport, those brought last first, each with its verdict',
  permission,
  query: z.strictObject(pageByTime),
  answer: z.object({ importedCredentials: z.array(z.object(told)), next: z.string().nullable() }),
});
const one = get(':importedCredentialId', {
  summary:
    'A credential from elsewhere in your passport: what the verifier said of it and why, and what happened to it',
  permission,
  params: importedCredentialParams,
  answer: z.object({
    ...told,
    checks: z.array(
      z.object({ check: z.enum(CHECK_NAMES), outcome: z.enum(OUTCOMES), code: z.string(), reason: z.string() }),
    ),
    history: z.array(
      z.object({
        what: z.enum(['imported', 'replaced', 'judged']),
        at: z.string(),
        verdict: z.enum(VERDICTS),
        sha256: z.string().nullable().describe('of the text that was brought; null where it was judged again'),
      }),
    ),
  }),
});

const OF_JWT = 'application/vc+jwt';
const OF_JSON = 'application/vc';
const text = get(':importedCredentialId/text', {
  summary: 'A credential from elsewhere itself, byte for byte as you brought it; of an image, what was baked into it',
  permission,
  params: importedCredentialParams,
  query: textQuery,
  answer: z.looseObject({}).describe('a credential with its proof'),
  gives: OF_JSON,
  alsoGives: { [OF_JWT]: z.string() },
});

/** Texts are long, and given out by themselves. */
const UNTOLD = { text: true } as const;

type Row = Omit<Awaited<ReturnType<Views['importedCredentials']['findMany']>>[number], 'text'>;

@Controller('imported-credentials')
export class ImportedCredentialsController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly store: EventStore,
    private readonly address: PublicAddress,
  ) {}

  @Route(mine)
  async list(@Input() { query, actor }: CallOf<typeof mine>): Promise<object> {
    const past = pastTime('importedAt', 'importedCredentialId', query, 'desc');
    const rows = await this.views.importedCredentials.findMany({
      ...past,
      where: { learnerId: actor.person, ...past.where },
      omit: UNTOLD,
    });
    const { page, next } = cut(rows, query.limit, (row) => `${row.importedAt}~${row.importedCredentialId}`);
    const all = await Promise.all(page.map((row) => this.#tell(row)));
    return { importedCredentials: all.flatMap((each) => each ?? []), next };
  }

  @Route(one)
  async read(@Input() { params, actor }: CallOf<typeof one>): Promise<object> {
    const row = await this.views.importedCredentials.findFirst({
      where: { ...params, learnerId: actor.person },
      omit: UNTOLD,
    });
    const all = row && (await this.#tell(row));
    if (!row || !all) notTheirs();
    const [checks, history] = await Promise.all([
      this.vault.open<unknown>(row.checks) as Promise<readonly Check[]>,
      this.vault.open(row.history as unknown as readonly ImportedEntry[]),
    ]);
    return { ...all, checks, history };
  }

  /** From the stream: there the versions before lie too. */
  @Route(text)
  async give(
    @Input() { params, query, actor }: CallOf<typeof text>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    const { state } = await this.store.load(importedCredential, params.importedCredentialId);
    const versions = state.of?.learnerId === actor.person ? state.versions : [];
    const version =
      query.sha256 === undefined ? versions.at(-1) : versions.find((each) => each.sha256 === query.sha256);
    // An erased learner's texts cannot be opened any more.
    if (!version?.text) notTheirs();
    reply.header('content-type', version.secured === 'jwt' ? OF_JWT : OF_JSON);
    return version.text;
  }

  /** @returns null once it cannot be opened any more */
  async #tell(row: Row): Promise<object | null> {
    const { importedCredentialId, kind, form, verdict, whose, judgedAt, importedAt } = row;
    const opened = await this.vault.open<{ content: unknown; sha256: unknown }>({
      content: row.content,
      sha256: row.sha256,
    });
    if (opened.content === null || typeof opened.sha256 !== 'string') return null;
    const { name, issuerId, issuerName, validFrom, validUntil } = opened.content as Content;
    const address = `${this.address.url}/v1/imported-credentials/${importedCredentialId}/text?sha256=${opened.sha256}`;
    return {
      importedCredentialId,
      name,
      issuer: { id: issuerId, name: issuerName },
      kind,
      form,
      validFrom,
      validUntil,
      verdict,
      whose,
      judgedAt,
      importedAt,
      sha256: opened.sha256,
      address,
    };
  }
}

function notTheirs(): never {
  unknown('imported-credential-unknown', 'There is no such credential that is yours.');
}
