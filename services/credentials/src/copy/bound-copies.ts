import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse, unknown } from '@estafette/decider';
import { EventStore, part, type Metadata, type Part } from '@estafette/event-store';
import { signDocument, type AchievementCredential, type SignedCredential } from '@estafette/verifier';
import { againOn } from '../again-on.js';
import type { Copy, CopyFormat, StatusPlace } from '../credential/credential.events.js';
import { credential } from '../credential/credential.stream.js';
import { KEY_WITHDRAWN } from '../issuer/issuer.decider.js';
import { issuer } from '../issuer/issuer.stream.js';
import { Issuers, profileOf } from '../issuer/issuers.js';
import type { JwtAlgorithm } from '../issuer/issuer.events.js';
import { takePlace } from '../status/status-place.stream.js';
import { StatusPlaces } from '../status/status-places.js';
import { asJwt } from './jwt-copy.js';
import type { Holder } from './proof-of-possession.js';
import { asDcSdJwt, asVcSdJwt, type Binding } from './sd-jwt-copy.js';
import type { JwtSigner } from '../signing/index.js';

/** Each time another key was withdrawn meanwhile. */
const MOST_SIGNINGS = 3;

export interface CopyAsked {
  readonly credentialId: string;
  /** Made by whoever asks: asking again makes no second one. */
  readonly copyId: string;
  readonly learnerId: string;
  readonly holder: Holder;
  readonly format: CopyFormat;
  /** Of a JWT or SD-JWT. */
  readonly algorithm: JwtAlgorithm;
}

/** Makes copies of credentials that are bound to a key of their holder, each with a place of its own in a status list. */
@Injectable()
export class BoundCopies {
  constructor(
    private readonly store: EventStore,
    private readonly issuers: Issuers,
    private readonly places: StatusPlaces,
  ) {}

  /** Signs, and hands over what is to be written, and its text; again until a place was free, and the key not withdrawn meanwhile. */
  bind<T>(
    asked: CopyAsked,
    metadata: Metadata,
    write: (parts: readonly Part[], text: string) => Promise<T>,
  ): Promise<T> {
    return againOn(KEY_WITHDRAWN, MOST_SIGNINGS, () => this.#bind(asked, metadata, write));
  }

  async #bind<T>(
    asked: CopyAsked,
    metadata: Metadata,
    write: (parts: readonly Part[], text: string) => Promise<T>,
  ): Promise<T> {
    const { credentialId, copyId, learnerId, holder, format } = asked;
    const { issued, signed, copied, standing } = (await this.store.load(credential, credentialId)).state;
    if (issued?.learnerId !== learnerId || !signed?.credential) {
      unknown('credential-unknown', 'There is no credential with this id that you can see.');
    }
    const { organisationId } = issued;
    const command = { type: 'CopyCredential' as const, by: { person: learnerId }, of: signed.digest };
    return this.places.take(organisationId, async (status) => {
      const base = { copyId, format, holder: holder.did, status };
      // Nothing is signed for what the stream refuses, or has already.
      const nothing = { ...base, algorithm: 'EdDSA' as const, keyId: '', text: '', digest: '' };
      if (copied.has(copyId) || standing !== 'valid') {
        return write([part(credential, credentialId, { ...command, copy: nothing })], '');
      }
      const { proof: _proof, ...before } = JSON.parse(signed.credential) as SignedCredential;
      const content = {
        ...before,
        credentialSubject: { ...before.credentialSubject, id: holder.did },
        credentialStatus: this.places.entryOf(organisationId, status),
      };
      const secured = await this.#secured(content, asked, status, organisationId, metadata);
      const digest = createHash('sha256').update(secured.text).digest('hex');
      const copy = { ...base, ...secured, digest };
      const parts = [
        part(credential, credentialId, { ...command, copy }),
        takePlace(organisationId, status, digest),
        part(issuer, organisationId, { type: 'UseKey', keyId: copy.keyId }),
      ];
      return write(parts, copy.text);
    });
  }

  async #secured(
    content: AchievementCredential,
    { format, algorithm, holder }: CopyAsked,
    status: StatusPlace,
    organisationId: string,
    metadata: Metadata,
  ): Promise<Pick<Copy, 'text' | 'keyId' | 'algorithm'>> {
    const signing = await this.issuers.signing(organisationId);
    const ofJwts = format === 'ldp_vc' ? undefined : await this.issuers.signingJwt(organisationId, algorithm, metadata);
    if (!signing) refuse('issuer-not-registered', 'The school that issued it does not sign here any more.');
    const profile = profileOf(signing);
    if (format !== 'ldp_vc' && ofJwts) {
      const { key, signer } = ofJwts;
      const binding = { holder, status: this.places.tokenEntryOf(organisationId, status), at: new Date(metadata.at) };
      const text = await SECURE[format]({ ...content, issuer: { ...profile, id: key.did } }, signer, binding);
      return { text, keyId: key.keyId, algorithm };
    }
    const text = JSON.stringify(
      await signDocument({ ...content, issuer: profile }, signing.signer, new Date(metadata.at)),
    );
    return { text, keyId: signing.key.keyId, algorithm: 'EdDSA' };
  }
}

type Secure = (content: AchievementCredential, signer: JwtSigner, binding: Binding) => Promise<string>;

const SECURE: Readonly<Record<Exclude<CopyFormat, 'ldp_vc'>, Secure>> = {
  jwt: asJwt,
  'vc+sd-jwt': asVcSdJwt,
  'dc+sd-jwt': asDcSdJwt,
};
