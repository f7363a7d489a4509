import { randomBytes, randomUUID } from 'node:crypto';
import { Controller, Header } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { id, Input, metadataOf, post, Route, selfOr } from '@estafette/service-host';
import { signDocument, VerifierError } from '@estafette/verifier';
import { z } from 'zod';
import { PERSON_ID } from '../credential/credential-content.js';
import { Instance } from '../instance/instance.js';
import { Views } from '../views/views.js';
import { buildRecord } from './build-clr.js';

/** More than these do not fit into one record that others can verify. */
const MOST_CREDENTIALS = 50;
const NAMES = { nl: 'Overzicht van behaalde erkenningen', en: 'Record of earned recognitions' } as const;

const clrBody = z.strictObject({
  credentialIds: z
    .array(id)
    .min(1)
    .max(MOST_CREDENTIALS)
    .refine((ids) => new Set(ids).size === ids.length, 'expected each id once')
    .nullable()
    .default(null)
    .describe('which credentials of your own; null: all that hold'),
  language: z.enum(['nl', 'en']).default('nl').describe('of the name of the record'),
});

const makeRecord = post('', {
  summary:
    'Your own credentials as one record (CLR 2.0), signed by the installation: each keeps its own proof; nothing is kept',
  permission: selfOr(),
  body: clrBody,
  success: 200,
  answer: z.looseObject({}).describe('a ClrCredential with its proof'),
  gives: 'application/vc',
  headers: { 'Content-Disposition': 'A name for the file.' },
  refuses: ['nothing-to-record', 'credential-does-not-hold', 'record-too-large', 'key-not-laid-ready'],
});

interface Held {
  readonly credentialId: string;
  /** As it was signed. */
  readonly text: string;
  readonly holds: boolean;
}

@Controller('clrs')
export class ClrController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly instance: Instance,
  ) {}

  @Route(makeRecord)
  @Header('content-disposition', 'attachment; filename="learner-record.json"')
  async make(@Input() call: CallOf<typeof makeRecord>): Promise<string> {
    const { actor, body } = call;
    const held = await this.#held(actor.person);
    const chosen = choose(held, body.credentialIds);
    const { signer, key, issuer } = await this.instance.signing(metadataOf(call));
    const at = new Date(call.at);
    const record = buildRecord({
      id: randomUUID(),
      name: NAMES[body.language],
      issuer: { id: key.did, type: ['Profile'], ...(issuer.name !== null && { name: issuer.name }) },
      at,
      identity: { value: actor.person, type: PERSON_ID, salt: randomBytes(16).toString('hex') },
      credentials: chosen.map(({ text }) => JSON.parse(text) as object),
      partial: held.some((one) => one.holds && !chosen.includes(one)),
    });
    return JSON.stringify(await signDocument(record, signer, at).catch(tooLarge));
  }

  /**
   * All that somebody holds here, the oldest first. Of an erased holder nothing can be opened.
   * What was imported into a passport belongs here too, as it was signed, once there is such a thing.
   */
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

function choose(held: readonly Held[], ids: readonly string[] | null): readonly Held[] {
  const chosen = ids === null ? held.filter(({ holds }) => holds) : ids.map((one) => heldOne(held, one));
  const [not] = chosen.filter(({ holds }) => !holds);
  if (not) {
    refuse('credential-does-not-hold', `The credential ${not.credentialId} is suspended or revoked: leave it out.`);
  }
  if (chosen.length === 0) refuse('nothing-to-record', 'There is no credential of yours that holds.');
  return chosen;
}

function heldOne(held: readonly Held[], credentialId: string): Held {
  const found = held.find((one) => one.credentialId === credentialId);
  if (!found) unknown('credential-unknown', `There is no credential ${credentialId} that is yours.`);
  return found;
}

/** The credentials in it were signed here, so that size is all that can be wrong. */
function tooLarge(error: unknown): never {
  if (!(error instanceof VerifierError) || error.code !== 'not-signable') throw error;
  refuse('record-too-large', 'So many credentials do not fit into one record that others can verify: choose fewer.');
}
