import { Injectable } from '@nestjs/common';
import { setGlobalConfig } from '@openid4vc/utils';
import {
  Oauth2AuthorizationServer,
  preAuthorizedCodeGrantIdentifier,
  type AuthorizationServerMetadata,
} from '@openid4vc/oauth2';
import { Openid4vciIssuer, Openid4vciVersion, type IssuerMetadataResult } from '@openid4vc/openid4vci';
import { unknown } from '@estafette/decider';
import { PublicAddress } from '@estafette/service-host';
import { TRANSACTION_CODE_DIGITS } from '../offer/offer-codes.js';
import { Views } from '../views/views.js';
import { callbacksOf, DPOP_ALGORITHMS } from './callbacks.js';
import { configurationsOf } from './configurations.js';

/** An offer as a link, with what it offers in it or with where that is fetched. */
export interface OfferLinks {
  readonly byValue: string;
  readonly byReference: string;
  readonly object: object;
}

/**
 * The schools that issue, as wallets know them (OpenID4VCI 1.0, section 12.2): each is a credential issuer of its own, at the address that
 * its `did:web` lies at too, and its own authorization server.
 */
@Injectable()
export class CredentialIssuers {
  readonly #issuer = new Openid4vciIssuer({ callbacks: callbacksOf() });
  readonly #server = new Oauth2AuthorizationServer({ callbacks: callbacksOf() });

  constructor(
    private readonly views: Views,
    private readonly address: PublicAddress,
  ) {
    // The library takes https alone, unless told otherwise; a region on one machine is at http://localhost.
    setGlobalConfig({ allowInsecureUrls: address.url.startsWith('http:') });
  }

  /** The identifier of a school as a credential issuer. */
  urlOf(organisationId: string): string {
    return `${this.address.url}/organisations/${organisationId}`;
  }

  /** @throws DomainError `issuer-unknown` where it issues nothing */
  async metadataOf(organisationId: string): Promise<IssuerMetadataResult> {
    const row = await this.views.issuers.findFirst({ where: { organisationId, issues: true } });
    if (!row?.name) unknown('issuer-unknown', 'No organisation with this id issues credentials here.');
    const url = this.urlOf(organisationId);
    const credentialIssuer = this.#issuer.createCredentialIssuerMetadata({
      credential_issuer: url,
      credential_endpoint: `${url}/credential`,
      nonce_endpoint: `${url}/nonce`,
      display: [{ name: row.name }],
      credential_configurations_supported: configurationsOf(row.name),
    });
    return {
      originalDraftVersion: Openid4vciVersion.V1,
      credentialIssuer,
      authorizationServers: [this.authorizationServerOf(organisationId)],
      knownCredentialConfigurations: this.#issuer.getKnownCredentialConfigurationsSupported(credentialIssuer),
    };
  }

  authorizationServerOf(organisationId: string): AuthorizationServerMetadata {
    const url = this.urlOf(organisationId);
    return this.#server.createAuthorizationServerMetadata({
      issuer: url,
      token_endpoint: `${url}/token`,
      grant_types_supported: [preAuthorizedCodeGrantIdentifier],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['none'],
      'pre-authorized_grant_anonymous_access_supported': true,
      dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    });
  }

  /** @param reference under which it is fetched */
  async offerOf(organisationId: string, code: string, reference: string): Promise<OfferLinks> {
    const issuerMetadata = await this.metadataOf(organisationId);
    const asked = {
      issuerMetadata,
      credentialConfigurationIds: Object.keys(issuerMetadata.credentialIssuer.credential_configurations_supported),
      grants: {
        [preAuthorizedCodeGrantIdentifier]: {
          'pre-authorized_code': code,
          tx_code: { input_mode: 'numeric' as const, length: TRANSACTION_CODE_DIGITS },
        },
      },
    };
    const credentialOfferUri = `${this.urlOf(organisationId)}/credential-offers/${reference}`;
    const byValue = await this.#issuer.createCredentialOffer(asked);
    const byReference = await this.#issuer.createCredentialOffer({ ...asked, credentialOfferUri });
    return {
      byValue: byValue.credentialOffer,
      byReference: byReference.credentialOffer,
      object: byValue.credentialOfferObject,
    };
  }
}
