/** Codes of what cannot be built. They are stable: callers and translations may rely on them. */
export type SigningErrorCode = 'identifier-malformed' | 'digest-malformed' | 'level-unknown';

/** A refusal of the signing code: what is wrong, and in `code` the same for machines. */
export class SigningError extends Error {
  override readonly name = 'SigningError';

  constructor(
    readonly code: SigningErrorCode,
    message: string,
  ) {
    super(message);
  }
}
