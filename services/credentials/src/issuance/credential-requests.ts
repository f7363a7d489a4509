import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { v7 as uuid } from 'uuid';
import { Openid4vciIssuer } from '@openid4vc/openid4vci';
import { EventStore } from '@estafette/event-store';
import { BoundCopies } from '../copy/bound-copies.js';
import { ProofsOfPossession } from '../copy/proof-of-possession.js';
import { useNonce } from '../nonce/used-nonce.stream.js';
import type { Redeemed } from './access-tokens.js';
import { callbacksOf } from './callbacks.js';
import { CONFIGURATIONS, isConfigurationId, type ConfigurationId } from './configurations.js';
import { CredentialIssuers } from './credential-issuers.js';
import { OAuthError } from './oauth-error.js';

/** What a wallet asks for: in which form, and bound to which key. */
interface CredentialRequest {
  readonly configuration: ConfigurationId;
  readonly proof: string;
}

/** Answers the credential requests of wallets (OpenID4VCI 1.0, section 8). */
@Injectable()
export class CredentialRequests {
  readonly #issuer = new Openid4vciIssuer({ callbacks: callbacksOf() });

  constructor(
    private readonly store: EventStore,
    private readonly issuers: CredentialIssuers,
    private readonly proofs: ProofsOfPossession,
    private readonly copies: BoundCopies,
  ) {}

  /** @returns the credential of the offer, once more, bound to the key that the request shows: a text, or a document */
  async answer(offer: Redeemed, body: Readonly<Record<string, unknown>>, at: string): Promise<object | string> {
    const { credentialId, learnerId, organisationId } = offer;
    const { configuration, proof } = await this.#read(organisationId, body);
    const format = CONFIGURATIONS[configuration];
    const holder = await this.proofs.check(proof, this.issuers.urlOf(organisationId), new Date(at));
    const nonce = useNonce(String(decodeJwt(proof)['nonce']), at);
    const metadata = { at, by: learnerId, for: 'self' };
    const asked = { credentialId, copyId: uuid(), learnerId, holder, format, algorithm: 'ES256' as const };
    const text = await this.copies.bind(asked, metadata, async (parts, signed) => {
      await this.store.handle([...parts, nonce], { metadata });
      return signed;
    });
    return format === 'ldp_vc' ? (JSON.parse(text) as object) : text;
  }

  async #read(organisationId: string, body: Readonly<Record<string, unknown>>): Promise<CredentialRequest> {
    const { credential_configuration_id: byConfiguration, credential_identifier: byIdentifier, format } = body;
    const asked = byConfiguration ?? byIdentifier;
    if (asked === undefined && format !== undefined) {
      throw new OAuthError(
        'unsupported_credential_format',
        'Ask by credential_configuration_id: the metadata of this issuer lists them.',
      );
    }
    // The library has other words for what is not in the metadata.
    if (typeof asked === 'string' && !isConfigurationId(asked)) {
      const what = byConfiguration === undefined ? 'identifier' : 'configuration';
      throw new OAuthError(`unknown_credential_${what}`, 'Ask for what the metadata of this issuer lists.');
    }
    const issuerMetadata = await this.issuers.metadataOf(organisationId);
    // Also of wallets that follow the drafts before 1.0, which send one `proof`.
    const read = this.#issuer.parseCredentialRequest({ issuerMetadata, credentialRequest: body });
    const configuration = read.credentialConfigurationId ?? read.credentialIdentifier;
    if (configuration === undefined || !isConfigurationId(configuration)) {
      throw new OAuthError('invalid_credential_request', 'Say what you want: credential_configuration_id.');
    }
    const [proof, ...more] = read.proofs?.jwt ?? [];
    if (proof === undefined || more.length > 0) {
      throw new OAuthError('invalid_proof', 'Send one proof of possession of the type jwt.');
    }
    return { configuration, proof };
  }
}
