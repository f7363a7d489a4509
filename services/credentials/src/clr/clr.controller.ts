import { randomBytes, randomUUID } from 'node:crypto';
import { Controller, Headers, Res } from '@nestjs/common';
import { refuse } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf, Reply } from '@estafette/service-host';
import { Input, metadataOf, post, Route, selfOr } from '@estafette/service-host';
import { formalFaults, signDocument, VerifierError } from '@estafette/verifier';
import { z } from 'zod';
import { PERSON_ID } from '../credential/credential-content.js';
import { Instance } from '../instance/instance.js';
import type { Signing } from '../issuer/issuers.js';
import { coversType, weightOf } from '../share/page/negotiation.js';
import { Views } from '../views/views.js';
import { BroughtCredentials, type Brought } from './brought-credentials.js';
import { buildRecord } from './build-clr.js';
import { clrBody, MOST_CREDENTIALS } from './clr.schemas.js';
import { assertTheirs, choose, notCarriedOf, type Held } from './choosing.js';

const NAMES = { nl: 'Overzicht van behaalde erkenningen', en: 'Record of earned recognitions' } as const;

const RECORD_TYPE = 'application/vc';
const TOLD_TYPE = 'application/json';

const record = z.looseObject({}).describe('a ClrCredential with its proof');
const makeRecord = post('', {
  summary:
    'Your own credentials as one record (CLR 2.0), signed by the installation: each keeps its own proof; nothing is kept',
  permission: selfOr(),
  body: clrBody,
  success: 200,
  answer: record,
  gives: RECORD_TYPE,
  alsoGives: {
    [TOLD_TYPE]: z.object({
      record,
      notCarried: z
        .array(z.object({ importedCredentialId: z.uuid(), why: z.string().describe('why it is not in the record') }))
        .describe('what you brought from elsewhere, and asked for with all the rest, that the record could not carry'),
    }),
  },
  headers: { 'Content-Disposition': 'A name for the file.' },
  refuses: [
    'nothing-to-record',
    'credential-does-not-hold',
    'credential-not-carried',
    'record-too-large',
    'key-not-laid-ready',
  ],
});

@Controller('clrs')
export class ClrController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly instance: Instance,
    private readonly brought: BroughtCredentials,
  ) {}

  @Route(makeRecord)
  async make(
    @Input() call: CallOf<typeof makeRecord>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    const { actor, body } = call;
    const [held, brought] = [await this.#held(actor.person), await this.#brought(call)];
    assertTheirs(held, brought, body);
    const signing = await this.instance.signing(metadataOf(call));
    const of = { signing, personId: actor.person, name: NAMES[body.language], at: new Date(call.at) };
    const judged = await Promise.all(
      brought.map(async (one) => ({ ...one, why: one.why ?? (await whyNotIn(of, one)) })),
    );
    const chosen = choose(held, judged, body);
    const before = await this.brought.thatHeld(actor.person);
    const partial =
      held.some((one) => one.holds && !chosen.held.includes(one)) ||
      before.some((one) => !chosen.brought.some(({ importedCredentialId }) => importedCredentialId === one));
    const texts = [...chosen.held, ...chosen.brought].map(({ text }) => text);
    const signed = await sign(of, texts, partial).catch(tooLarge);
    return told(signed, judged, accept, reply);
  }

  /** What they ask for of what they brought. So many that no record holds them are not judged at all. */
  async #brought({ actor, at, body: { importedCredentialIds } }: CallOf<typeof makeRecord>): Promise<Brought[]> {
    if (importedCredentialIds?.length === 0) return [];
    const tooMany = importedCredentialIds === null && (await this.brought.count(actor.person)) > MOST_CREDENTIALS;
    if (tooMany) refuse(...TOO_LARGE);
    return this.brought.of(actor.person, importedCredentialIds, new Date(at));
  }

  /** All that was issued to somebody here, the oldest first. Of an erased holder nothing can be opened. */
  async #held(learnerId: string): Promise<readonly Held[]> {
    const rows = await this.views.myCredentials.findMany({
      where: { learnerId },
      orderBy: [{ issuedAt: 'asc' }, { credentialId: 'asc' }],
    });
    const texts = await this.vault.open<unknown[]>(rows.map(({ credential }) => credential));
    return rows.flatMap(({ credentialId, standing }, index) => {
      const text = texts[index];
      return typeof text === 'string' ? [{ credentialId, text, holds: standing === 'valid' }] : [];
    });
  }
}

/** By whom a record is signed, and of whom it is. */
interface RecordOf {
  readonly signing: Signing;
  readonly personId: string;
  readonly name: string;
  readonly at: Date;
}

function sign({ signing, personId, name, at }: RecordOf, texts: readonly string[], partial: boolean): Promise<object> {
  const { signer, key, issuer } = signing;
  const unsigned = buildRecord({
    id: randomUUID(),
    name,
    issuer: { id: key.did, type: ['Profile'], ...(issuer.name !== null && { name: issuer.name }) },
    at,
    identity: { value: personId, type: PERSON_ID, salt: randomBytes(16).toString('hex') },
    credentials: texts.map((text) => JSON.parse(text) as object),
    partial,
  });
  return signDocument(unsigned, signer, at);
}

/** Why others could not verify a record with this in it: whoever wrote it may have used words that records lack. */
async function whyNotIn(of: RecordOf, { text }: Brought): Promise<string | null> {
  try {
    const alone = await sign(of, [text], false);
    return formalFaults(alone, 'record', 'lenient').length === 0 ? null : NOT_SAYABLE;
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    return NOT_SAYABLE;
  }
}

const NOT_SAYABLE = 'As it is written it cannot stand in a record that others can verify.';
const TOO_LARGE = [
  'record-too-large',
  'So many credentials do not fit into one record that others can verify: choose fewer.',
] as const;

/** Each credential in it can stand in a record by itself, so that size is all that can be wrong. */
function tooLarge(error: unknown): never {
  if (!(error instanceof VerifierError) || error.code !== 'not-signable') throw error;
  refuse(...TOO_LARGE);
}

/** The record as a file, or, for whoever wants that more, with what it could not carry. */
function told(signed: object, brought: readonly Brought[], accept: string | undefined, reply: Reply): string {
  const wanted = (type: string): number => weightOf(type, accept, coversType);
  if (wanted(TOLD_TYPE) > wanted(RECORD_TYPE)) {
    reply.headers({ 'content-type': TOLD_TYPE });
    return JSON.stringify({ record: signed, notCarried: notCarriedOf(brought) });
  }
  reply.headers({ 'content-disposition': 'attachment; filename="learner-record.json"' });
  return JSON.stringify(signed);
}
