/** Codes of what this folder refuses. They are stable: callers and translations may rely on them. */
export type SigningErrorCode =
  | 'context-unknown'
  | 'context-altered'
  | 'key-malformed'
  | 'did-key-malformed'
  | 'identifier-malformed'
  | 'digest-malformed'
  | 'date-malformed'
  | 'level-unknown'
  | 'document-too-complex'
  | 'document-not-covered'
  | 'credential-not-signable'
  | 'issuer-not-of-key';

/** A refusal of the signing code: what is wrong, and in `code` the same for machines. */
export class SigningError extends Error {
  override readonly name = 'SigningError';

  constructor(
    readonly code: SigningErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
