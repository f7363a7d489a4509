/** Codes of what this library refuses by throwing. They are stable: callers and translations may rely on them. */
export type VerifierErrorCode =
  | 'context-unknown'
  | 'context-altered'
  | 'key-malformed'
  | 'did-key-malformed'
  | 'did-web-malformed'
  | 'document-too-complex'
  | 'document-not-covered'
  | 'dataset-poisoned'
  | 'not-signable'
  | 'issuer-not-of-key'
  | 'bitstring-malformed';

/** A refusal: what is wrong, and in `code` the same for machines. */
export class VerifierError extends Error {
  override readonly name = 'VerifierError';

  constructor(
    readonly code: VerifierErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
