/** Why a local server could not be started or removed. Stable, so that callers can decide on it. */
export type LocalServerErrorCode =
  | 'port-taken'
  | 'folder-in-use'
  | 'foreign-folder'
  | 'newer-folder'
  | 'other-version'
  | 'folder-not-reachable'
  | 'no-server-account'
  | 'tool-missing'
  | 'start-failed'
  | 'bad-name';

/** Every fault of this package. The message says what is wrong and what to do about it. */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
  readonly code: LocalServerErrorCode;

  constructor(code: LocalServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
