import { Controller, Header, UseFilters } from '@nestjs/common';
import { Openid4vpVerifier } from '@openid4vc/openid4vp';
import { unknown } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, get, Input, known, metadataOf, open, post, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { byService } from '../by-service.js';
import { followedOrganisation } from '../followed/followed.js';
import { callbacksOf } from '../issuance/callbacks.js';
import { anyForm, FORM } from '../issuance/form.js';
import { OAuthError, OAuthErrors } from '../issuance/oauth-error.js';
import { Issuers } from '../issuer/issuers.js';
import { isSameSecret } from '../keeping/same-secret.js';
import { AuthorizationRequests, queryOf, type Requested } from './authorization-requests.js';
import { isOpenAt, type PresentationRequestState } from './presentation-request.decider.js';
import {
  walletErrorOf,
  type Presented,
  type PresentedFormat,
  type WalletError,
} from './presentation-request.events.js';
import { ASKING, presentationRequestBody } from './presentation-request.schemas.js';
import { presentationRequest } from './presentation-request.stream.js';
import { Presentations } from './presentations.js';
import { PresentationRefused } from './shown.js';

const REQUEST = 'presentations/:reference/request';
const RESPONSE = 'presentations/:reference/response';
/** Where wallets go; without a version before it, since requests name these addresses. */
export const PRESENTATION_PATHS = [REQUEST, RESPONSE];

type Form = z.infer<typeof anyForm>;

const params = z.strictObject({ reference: z.string().max(200) });

const requestPresentation = post('presentation-requests', {
  summary:
    'Ask somebody, in the name of your organisation, to show an achievement with their wallet (OpenID4VP 1.0); for ten minutes',
  permission: roles(...ASKING),
  body: presentationRequestBody,
  refuses: ['presentation-request-exists', 'organisation-not-known-yet', 'key-not-laid-ready'],
});
const request = get(REQUEST, {
  summary: 'What a wallet is asked, signed by the organisation that asks',
  permission: open,
  params,
  answer: z.string().describe('a JWT (RFC 9101)'),
  gives: 'application/oauth-authz-req+jwt',
});
const response = post(RESPONSE, {
  summary: 'What a wallet shows, or that it shows nothing (direct_post); errors are those of OAuth',
  permission: open,
  params,
  body: anyForm,
  takes: { [FORM]: anyForm },
  success: 200,
  answer: z.object({}),
});

@Controller()
export class PresentationController {
  readonly #verifier = new Openid4vpVerifier({ callbacks: callbacksOf() });

  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly issuers: Issuers,
    private readonly requests: AuthorizationRequests,
    private readonly presentations: Presentations,
  ) {}

  /** The key with which the organisation signs its requests is made when it asks for the first time. */
  @Route(requestPresentation)
  async ask(@Input() call: CallOf<typeof requestPresentation>): Promise<CommandReply> {
    const { person, for: organisationId } = call.actor;
    const { requestId } = call.body;
    const { state } = await known(this.store, followedOrganisation, organisationId, 'organisation');
    const metadata = metadataOf(call);
    await this.issuers.endorsing({ organisationId, name: state.name }, metadata);
    const signing = await this.issuers.signingJwt(organisationId, 'ES256', metadata);
    if (!signing) throw new Error('an organisation that endorses signs JWTs too');
    const command = part(presentationRequest, requestId, {
      type: 'RequestPresentation',
      ...asked(call),
      by: { person, for: organisationId },
      ...call.body,
      clientId: `decentralized_identifier:${signing.key.did}`,
    });
    return this.commands.run(call, command, { location: `/v1/presentation-requests/${requestId}` });
  }

  @Route(request)
  @Header('cache-control', 'no-store')
  async request(@Input() call: CallOf<typeof request>): Promise<string> {
    const state = await this.#stateOf(call.params.reference);
    const requested = isOpenAt(state, call.at) ? state.requested : null;
    const signing = requested && (await this.issuers.knownJwt(requested.organisationId, 'ES256'));
    if (!signing) unknown('presentation-request-unknown', 'There is no open request here.');
    return this.requests.signed(requested, signing.signer, new Date(call.at));
  }

  @Route(response)
  @UseFilters(new OAuthErrors())
  @Header('cache-control', 'no-store')
  async answer(@Input() { params: { reference }, body, at }: CallOf<typeof response>): Promise<object> {
    const state = await this.#stateOf(reference);
    const { requested } = state;
    const { error } = body;
    // A wallet that did not hear that its refusal was taken sends it again, to a request that is open no more.
    if (!requested || (error === undefined && !isOpenAt(state, at))) {
      throw new OAuthError('invalid_request', 'There is no open request here.', 404);
    }
    const command =
      error === undefined
        ? { type: 'AnswerPresentationRequest' as const, at, presented: await this.#presented(requested, body, at) }
        : { type: 'DeclinePresentationRequest' as const, at, error: this.#errorOf(requested, error, body) };
    await this.store.handle(part(presentationRequest, requested.requestId, command), { metadata: byService(at) });
    return {};
  }

  /** What the answer of a wallet shows; what does not answer the request ends nothing: whoever was asked can still answer. */
  async #presented(requested: Requested, body: Form, at: string): Promise<Presented> {
    if (body['response'] !== undefined) {
      throw new OAuthError('invalid_request', 'Answer as direct_post has it: no encrypted response is taken here.');
    }
    const payload = this.requests.payloadOf(requested);
    const parsing = this.#verifier.parseOpenid4vpAuthorizationResponse({
      authorizationResponse: body,
      authorizationRequestPayload: payload,
      callbacks: callbacksOf(),
    });
    const read = await parsing.catch(() => {
      throw new OAuthError(
        'invalid_request',
        'Answer with the state of this request, and vp_token as its query has it.',
      );
    });
    const [format, presentation] = oneOf(read.type === 'dcql' ? read.dcql.presentations : {}, requested.formats);
    const challenge = { nonce: payload.nonce, clientId: payload.client_id, now: new Date(at) };
    try {
      return await this.presentations.check(format, presentation, requested.achievementId, challenge);
    } catch (error) {
      if (error instanceof PresentationRefused) throw new OAuthError('invalid_request', error.message);
      throw error;
    }
  }

  /** With which error a wallet says no (OpenID4VP 1.0, section 8.5). */
  #errorOf(requested: Requested, error: string, body: Form): WalletError {
    const { state } = this.requests.payloadOf(requested);
    if (!isSameSecret(body['state'] ?? '', state) || body['vp_token'] !== undefined) {
      throw new OAuthError('invalid_request', 'An error comes with the state of this request, and shows nothing.');
    }
    return walletErrorOf(error);
  }

  async #stateOf(reference: string): Promise<PresentationRequestState> {
    const requestId = this.requests.requestOfReference(reference);
    if (requestId === undefined) return presentationRequest.decider.initialState;
    return (await this.store.load(presentationRequest, requestId)).state;
  }
}

/** The one presentation, and in which of the forms that were asked for it is. */
function oneOf(
  presentations: Readonly<Record<string, unknown>>,
  formats: readonly PresentedFormat[],
): [PresentedFormat, unknown] {
  const found = Object.entries(presentations).flatMap(([query, all]) =>
    [all].flat().map((one): [string, unknown] => [query, one]),
  );
  const [[query, presentation] = ['', undefined], ...more] = found;
  const format = formats.find((one) => queryOf(one) === query);
  if (format === undefined || more.length > 0) {
    throw new OAuthError('invalid_request', 'Show one credential, as one of those that were asked for.');
  }
  return [format, presentation];
}
