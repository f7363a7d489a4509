import { Controller, Header, Headers, UseFilters } from '@nestjs/common';
import { Oauth2AuthorizationServer } from '@openid4vc/oauth2';
import { unknown } from '@estafette/decider';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, open, post, Route } from '@estafette/service-host';
import { z } from 'zod';
import { Nonces } from '../nonce/nonces.js';
import { issuerParams } from '../issuer/issuer.schemas.js';
import { OfferCodes } from '../offer/offer-codes.js';
import { Views } from '../views/views.js';
import { AccessTokens, TOKEN_LIFETIME_S } from './access-tokens.js';
import { callbacksOf } from './callbacks.js';
import { isConfigurationId } from './configurations.js';
import { CredentialIssuers } from './credential-issuers.js';
import { CredentialRequests } from './credential-requests.js';
import { anyForm, FORM } from './form.js';
import { OAuthError, OAuthErrors } from './oauth-error.js';

const SCHOOL = 'organisations/:organisationId';
const permission = open;

/** Where a wallet goes with an offer; without a version before it, since offers and metadata name these addresses. */
export const ISSUANCE_PATHS = ['credential-offers/:reference', 'token', 'nonce', 'credential'].map(
  (path) => `${SCHOOL}/${path}`,
);

const offer = get(`${SCHOOL}/credential-offers/:reference`, {
  summary: 'An offer to a wallet, for whoever has its address, as long as it is open',
  permission,
  params: issuerParams.extend({ reference: z.string() }),
  answer: z.looseObject({ credential_issuer: z.string() }),
});
const token = post(`${SCHOOL}/token`, {
  summary:
    'Redeem an offer with its two codes for a token (OAuth 2.0, pre-authorized code); its errors are those of OAuth',
  permission,
  params: issuerParams,
  body: anyForm,
  takes: { [FORM]: anyForm },
  success: 200,
  answer: z.object({
    access_token: z.string(),
    token_type: z.enum(['Bearer', 'DPoP']),
    expires_in: z.number().describe('in seconds'),
    authorization_details: z.array(z.looseObject({})).optional(),
  }),
});
const nonce = post(`${SCHOOL}/nonce`, {
  summary: 'A nonce that a wallet signs, to show that it has a key now',
  permission,
  params: issuerParams,
  // Nothing is sent; some wallets call that a form.
  body: z.unknown(),
  takes: { 'application/json': z.unknown(), [FORM]: z.unknown() },
  success: 200,
  answer: z.object({ c_nonce: z.string() }),
});
const credential = post(`${SCHOOL}/credential`, {
  summary:
    'The credential that was offered, bound to the key that the request shows (OpenID4VCI 1.0); its errors are those of that',
  permission,
  params: issuerParams,
  body: z.record(z.string(), z.unknown()),
  success: 200,
  answer: z.object({
    credentials: z.array(z.object({ credential: z.union([z.string(), z.looseObject({})]) })),
  }),
});

/** What wallets ask (OpenID4VCI 1.0, sections 4 to 8). */
@Controller()
@UseFilters(new OAuthErrors())
export class IssuanceController {
  readonly #server = new Oauth2AuthorizationServer({ callbacks: callbacksOf() });

  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
    private readonly codes: OfferCodes,
    private readonly issuers: CredentialIssuers,
    private readonly tokens: AccessTokens,
    private readonly nonces: Nonces,
    private readonly requests: CredentialRequests,
  ) {}

  @Route(offer)
  @Header('cache-control', 'no-store')
  async offer(@Input() { params, at }: CallOf<typeof offer>): Promise<object> {
    const { organisationId, reference } = params;
    const offerId = this.codes.offerOfReference(reference);
    const row = offerId && (await this.views.credentialOffers.findFirst({ where: { offerId, organisationId } }));
    const open = row && row.redeemedAt === null && at < row.expiresAt;
    const code = open ? await this.vault.open<unknown>(row.code) : undefined;
    if (typeof code !== 'string')
      throw new OAuthError('invalid_request', 'Ask for a new offer: there is no open one here.', 404);
    return (await this.issuers.offerOf(organisationId, code, reference)).object;
  }

  @Route(token)
  @Header('cache-control', 'no-store')
  async token(
    @Input() { params: { organisationId }, body, at }: CallOf<typeof token>,
    @Headers('dpop') dpop: string | undefined,
  ): Promise<object> {
    const { grant } = this.#server.parseAccessTokenRequest({
      request: { headers: new globalThis.Headers(), method: 'POST', url: this.issuers.urlOf(organisationId) },
      accessTokenRequest: body,
    });
    if (grant.grantType !== 'urn:ietf:params:oauth:grant-type:pre-authorized_code') {
      throw new OAuthError('unsupported_grant_type', 'Only the pre-authorized code of an offer is redeemed here.');
    }
    const details = detailsOf(body['authorization_details']);
    const request = { organisationId, endpoint: 'token' as const, authorization: undefined, dpop, at };
    const { token: made, type } = await this.tokens.redeem(grant.preAuthorizedCode, grant.txCode, request);
    return {
      access_token: made,
      token_type: type,
      expires_in: TOKEN_LIFETIME_S,
      ...(details && { authorization_details: details }),
    };
  }

  @Route(nonce)
  @Header('cache-control', 'no-store')
  async nonce(@Input() { params: { organisationId }, at }: CallOf<typeof nonce>): Promise<object> {
    if ((await this.views.issuers.count({ where: { organisationId, issues: true } })) === 0) {
      unknown('issuer-unknown', 'No organisation with this id issues credentials here.');
    }
    return { c_nonce: this.nonces.make(new Date(at)) };
  }

  @Route(credential)
  @Header('cache-control', 'no-store')
  async credential(
    @Input() { params: { organisationId }, body, at }: CallOf<typeof credential>,
    @Headers('authorization') authorization: string | undefined,
    @Headers('dpop') dpop: string | undefined,
  ): Promise<object> {
    const offered = await this.tokens.offerOf({ organisationId, endpoint: 'credential', authorization, dpop, at });
    return { credentials: [{ credential: await this.requests.answer(offered, body, at) }] };
  }
}

const details = z
  .array(z.looseObject({ type: z.literal('openid_credential'), credential_configuration_id: z.string() }))
  .max(20);

/**
 * Whoever asks by `authorization_details` gets them back with the identifiers to ask for (OpenID4VCI 1.0, section 6.2): here those of the
 * configurations.
 */
function detailsOf(text: string | undefined): object[] | undefined {
  if (text === undefined) return undefined;
  const read = details.safeParse(parsed(text));
  const ids = read.data?.map((one) => one.credential_configuration_id) ?? [];
  if (!read.success || !ids.every(isConfigurationId)) {
    throw new OAuthError(
      'invalid_authorization_details',
      'Name by credential_configuration_id what the metadata of this issuer lists.',
    );
  }
  return ids.map((id) => ({
    type: 'openid_credential',
    credential_configuration_id: id,
    credential_identifiers: [id],
  }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
