import { Controller, Header, UseFilters } from '@nestjs/common';
import { Openid4vpVerifier } from '@openid4vc/openid4vp';
import { unknown } from '@estafette/decider';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, get, Input, known, metadataOf, open, post, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { followedOrganisation } from '../followed/followed.js';
import { callbacksOf } from '../issuance/callbacks.js';
import { anyForm, FORM } from '../issuance/form.js';
import { OAuthError, OAuthErrors } from '../issuance/oauth-error.js';
import { Issuers } from '../issuer/issuers.js';
import { AuthorizationRequests, queryOf, type Requested } from './authorization-requests.js';
import { isOpenAt } from './presentation-request.decider.js';
import type { PresentedFormat } from './presentation-request.events.js';
import { ASKING, presentationRequestBody } from './presentation-request.schemas.js';
import { presentationRequest } from './presentation-request.stream.js';
import { Presentations } from './presentations.js';
import { PresentationRefused } from './shown.js';

const REQUEST = 'presentations/:reference/request';
const RESPONSE = 'presentations/:reference/response';
/** Where wallets go; without a version before it, since requests name these addresses. */
export const PRESENTATION_PATHS = [REQUEST, RESPONSE];

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
  summary: 'What a wallet shows (direct_post); its errors are those of OAuth',
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
    const requested = await this.#open(call.params.reference, call.at);
    const signing = requested && (await this.issuers.knownJwt(requested.organisationId, 'ES256'));
    if (!signing) unknown('presentation-request-unknown', 'There is no open request here.');
    return this.requests.signed(requested, signing.signer, new Date(call.at));
  }

  @Route(response)
  @UseFilters(new OAuthErrors())
  @Header('cache-control', 'no-store')
  async answer(@Input() { params: { reference }, body, at }: CallOf<typeof response>): Promise<object> {
    const requested = await this.#open(reference, at);
    if (!requested) throw new OAuthError('invalid_request', 'There is no open request here.', 404);
    const payload = this.requests.payloadOf(requested);
    const read = await this.#verifier.parseOpenid4vpAuthorizationResponse({
      authorizationResponse: body,
      authorizationRequestPayload: payload,
      callbacks: callbacksOf(),
    });
    const [format, presentation] = oneOf(read.type === 'dcql' ? read.dcql.presentations : {}, requested.formats);
    const challenge = { nonce: payload.nonce, clientId: payload.client_id, now: new Date(at) };
    try {
      const presented = await this.presentations.check(format, presentation, requested.achievementId, challenge);
      const command = { type: 'AnswerPresentationRequest' as const, at, presented };
      const metadata = { at, by: 'service:credentials', for: null };
      await this.store.handle(part(presentationRequest, requested.requestId, command), { metadata });
    } catch (error) {
      // What does not answer the request ends nothing: whoever was asked can still answer.
      if (error instanceof PresentationRefused) throw new OAuthError('invalid_request', error.message);
      throw error;
    }
    return {};
  }

  async #open(reference: string, at: string): Promise<Requested | undefined> {
    const requestId = this.requests.requestOfReference(reference);
    if (requestId === undefined) return undefined;
    const { state } = await this.store.load(presentationRequest, requestId);
    return state.requested && isOpenAt(state, at) ? state.requested : undefined;
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
