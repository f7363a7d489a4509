import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@estafette/decider';
import { Oauth2Error, Oauth2ServerErrorResponseError } from '@openid4vc/oauth2';
import { HttpProblem } from '@estafette/service-host';
import { ValidationError } from '@openid4vc/utils';

/** What a wallet is told, in the words of OAuth 2.0 (RFC 6749, section 5.2) and of OpenID4VCI 1.0 (section 8.3.1.2). */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    readonly error: string,
    readonly description: string,
    readonly status = 400,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${error}: ${description}`);
  }
}

/** What of our own refusals has a word there; any other request that is not right is `invalid_request`. */
const OF_PROBLEM: Readonly<Record<string, string>> = {
  'proof-not-valid': 'invalid_proof',
  'nonce-not-valid': 'invalid_nonce',
  'nonce-used': 'invalid_nonce',
  'dpop-proof-used': 'invalid_dpop_proof',
  'transaction-code-missing': 'invalid_request',
  'credential-offer-unknown': 'invalid_grant',
  'credential-offer-redeemed': 'invalid_grant',
  'credential-offer-ended': 'invalid_grant',
};

/** The library tells its errors to whoever reads its code; a wallet is told what to send. */
const OF_LIBRARY: Readonly<Record<string, string>> = {
  invalid_request: 'Send grant_type and what belongs to it: pre-authorized_code and tx_code, each once.',
  unsupported_grant_type: 'Send the pre-authorized code of an offer: no other grant is redeemed here.',
  invalid_credential_request:
    'Say what you want by credential_configuration_id, as text, and show your key by one JWT in proofs.',
};

/** What is not there, or not any more: OAuth has no word for it. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  'issuer-unknown',
  'presentation-request-unknown',
  'presentation-request-ended',
]);

const UNREADABLE = 'Send this request as its standard has it: it cannot be read.';

interface Reply {
  status(code: number): Reply;
  headers(headers: Readonly<Record<string, string>>): Reply;
  send(body: unknown): unknown;
}

/**
 * Wallets read errors as JSON with `error`, not as problem+json. Trouble of ours passes by, and is told as everywhere.
 */
@Catch(OAuthError, Oauth2Error, ValidationError, DomainError, HttpProblem)
export class OAuthErrors implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost): void {
    const { error: code, description, status, headers } = oauthErrorOf(error);
    const reply: Reply = host.switchToHttp().getResponse();
    reply
      .status(status)
      .headers({ 'cache-control': 'no-store', 'content-type': 'application/json', ...headers })
      .send({ error: code, error_description: printable(description) });
  }
}

function oauthErrorOf(error: Error): OAuthError {
  if (error instanceof OAuthError) return error;
  if (error instanceof Oauth2ServerErrorResponseError) {
    const { error: code } = error.errorResponse;
    return new OAuthError(code, OF_LIBRARY[code] ?? UNREADABLE, error.status);
  }
  if (error instanceof DomainError) {
    if (error.code === 'stream-busy') {
      return new OAuthError('temporarily_unavailable', 'Try again in a moment.', 503, { 'retry-after': '1' });
    }
    if (NOT_FOUND.has(error.code)) return new OAuthError('invalid_request', error.detail, 404);
    return new OAuthError(OF_PROBLEM[error.code] ?? 'credential_request_denied', error.detail);
  }
  if (error instanceof HttpProblem) {
    return new OAuthError(OF_PROBLEM[error.code] ?? 'invalid_request', detailOf(error), error.status);
  }
  return new OAuthError('invalid_request', UNREADABLE);
}

/** An error of OAuth has no list of faults. */
function detailOf({ detail, parts: { faults = [] } }: HttpProblem): string {
  const places = [...new Set(faults.map(({ at }) => at || 'the body'))].slice(0, 10);
  return places.length === 0
    ? detail
    : `Mend what stands here, and send it again, each member once: ${places.join(', ')}.`;
}

/** Of these characters a description consists (RFC 6749, appendix A.8). */
function printable(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]+/g, ' ').slice(0, 500);
}
