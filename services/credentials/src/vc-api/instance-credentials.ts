import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { EventStore, KeyVault, part } from '@estafette/event-store';
import type { Call, CommandReply } from '@estafette/service-host';
import { Commands, HttpProblem, metadataOf, PublicAddress, SETTINGS } from '@estafette/service-host';
import { kindOf, signDocument, VerifierError, type SignedCredential } from '@estafette/verifier';
import type { StatusPlace } from '../credential/credential.events.js';
import { Instance } from '../instance/instance.js';
import { INSTANCE } from '../issuer/instance.rules.js';
import { Issuers, type Signing } from '../issuer/issuers.js';
import { seriesOfInstance } from '../status/series.rules.js';
import { takePlace } from '../status/status-place.stream.js';
import { StatusPlaces } from '../status/status-places.js';
import type { PlaceFor, SignedForOthers } from './instance-credential.events.js';
import { instanceCredential, keyOf } from './instance-credential.stream.js';
import { readIssueRequest, type IssueRequest } from './issue-request.js';
import { malformed, refuseFor } from './problems.js';
import { statusOf, type VcApiSettings } from './vc-api-settings.js';

interface Signed {
  readonly credential: object;
  readonly digest: string;
}

const OF_PLACE = ['id', 'statusListIndex', 'statusListCredential'] as const;
/** Of a status, as somebody tells it who wants it changed. */
type EntryTold = { readonly statusPurpose: string } & Readonly<
  Partial<Record<(typeof OF_PLACE)[number], string | undefined>>
>;

/** Signs for others as the installation itself; keeps what it takes to change the status, and nothing of what was signed. */
@Injectable()
export class InstanceCredentials {
  readonly #status: ReturnType<typeof statusOf>;

  constructor(
    private readonly store: EventStore,
    private readonly commands: Commands,
    private readonly instance: Instance,
    private readonly issuers: Issuers,
    private readonly places: StatusPlaces,
    private readonly address: PublicAddress,
    private readonly vault: KeyVault,
    @Inject(SETTINGS) settings: unknown,
  ) {
    this.#status = statusOf(settings as VcApiSettings);
  }

  /** @returns the signed credential; under an `Idempotency-Key` that was used before, the one that was signed then */
  async issue(call: Call<unknown, unknown, Readonly<Record<string, unknown>>>): Promise<object> {
    const signing = await this.instance.signing(metadataOf(call));
    const issuing = { did: signing.key.did, publicUrl: this.address.url, ...this.#status };
    const request = readIssueRequest(call.body, issuing);
    const key = request.credentialId === undefined ? randomUUID() : this.keyOf(request.credentialId);
    const { messages: { statusSize } = { statusSize: 1 } } = this.#status;
    const kinds = request.purposes.map((purpose) => ({ purpose, size: purpose === 'message' ? statusSize : 1 }));
    return this.places.takeInEach(kinds.map(seriesOfInstance), async (taken) => {
      const places = kinds.map((kind, index) => ({ ...(taken[index] as StatusPlace), ...kind }));
      const signed = await this.#sign(request, signing, places, call.at);
      const { digest } = signed;
      const record: SignedForOthers = { key, digest, keyId: signing.key.keyId, places, signedAt: call.at };
      const command = { type: 'IssueInstanceCredential' as const, by: call.actor.person, signed: record };
      const parts = [
        part(instanceCredential, key, command),
        ...places.map((place) => takePlace(seriesOfInstance(place), place, digest)),
      ];
      const reply = await this.commands.run(call, parts, { location: key });
      return reply.location === key && (await this.#digestOf(key)) === digest
        ? signed.credential
        : this.#again(request, reply);
    });
  }

  /** Under which key a credential with this id is known here. */
  keyOf(credentialId: string): string {
    return keyOf(this.vault.lookupName('instance-credential', credentialId));
  }

  /**
   * Whoever names a place as well means that one.
   *
   * @throws HttpProblem 400 with each member that is not that of the credential
   */
  async assertPlace(key: string, told: EntryTold): Promise<void> {
    const { signed } = (await this.store.load(instanceCredential, key)).state;
    const place = signed?.places.find(({ purpose }) => purpose === told.statusPurpose);
    const entry = place && this.places.entryOf(seriesOfInstance(place), place);
    const wrong = entry ? OF_PLACE.filter((name) => told[name] !== undefined && told[name] !== entry[name]) : [];
    const detail = (name: string): string =>
      `credentialStatus.${name}: is not that of this credential; leave it out, or give it as it stands there.`;
    if (wrong.length > 0) refuseFor(wrong.map((name) => malformed(detail(name))));
  }

  async #digestOf(key: string): Promise<string | undefined> {
    return (await this.store.load(instanceCredential, key)).state.signed?.digest;
  }

  /** Ed25519 has no randomness: the same credential, key, places and moment give the same text as the first time. */
  async #again(request: IssueRequest, { location }: CommandReply): Promise<object> {
    const { signed: first } = (await this.store.load(instanceCredential, location)).state;
    const signing = first && (await this.issuers.signingWith(INSTANCE, first.keyId));
    const signed = signing && (await this.#sign(request, signing, first.places, first.signedAt));
    if (signed?.digest !== first?.digest || !signed) {
      throw new HttpProblem(
        409,
        'answer-not-again',
        'It was issued under this Idempotency-Key, with a key that may not sign any more, or with messages that are others now: issue it anew under another.',
      );
    }
    return signed.credential;
  }

  async #sign(
    { credential }: IssueRequest,
    { signer }: Signing,
    places: readonly PlaceFor[],
    at: string,
  ): Promise<Signed> {
    const entries = places.map((place) => ({
      ...this.places.entryOf(seriesOfInstance(place), place),
      ...(place.purpose === 'message' && this.#status.messages),
    }));
    const unsigned = {
      ...credential,
      ...(entries.length > 0 && { credentialStatus: entries.length === 1 ? entries[0] : entries }),
    };
    const signed = await signDocument(unsigned, signer, new Date(at)).catch(refuseUnsignable);
    const given = inUsualForm(signed);
    return { credential: given, digest: createHash('sha256').update(JSON.stringify(given)).digest('hex') };
  }
}

/** Open Badges wants a list of proofs, also of one; of all else readers expect the one as it is. */
function inUsualForm(signed: SignedCredential<object>): object {
  return kindOf(signed) === 'other' ? { ...signed, proof: signed.proof[0] } : signed;
}

function refuseUnsignable(error: unknown): never {
  if (!(error instanceof VerifierError)) throw error;
  refuseFor([malformed([error.message, wordOf(error.cause)].filter((part) => part !== '').join(' '))]);
}

/** What JSON-LD had no meaning for. It names it in the details of its error. */
function wordOf(cause: unknown): string {
  const { details } = (cause ?? {}) as { details?: { event?: { details?: Readonly<Record<string, unknown>> } } };
  const { property, type, relativeIri, value } = details?.event?.details ?? {};
  const word = [property, type, relativeIri, value].flat().find((one) => typeof one === 'string');
  return typeof word === 'string' ? `It has no meaning there: ${word.slice(0, 100)}` : '';
}
