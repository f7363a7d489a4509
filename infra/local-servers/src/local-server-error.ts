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

/** The fault for a folder or file that this user, or nobody, can read or make. */
export function notReachable(path: string, done: 'read' | 'made' | 'written', cause: unknown): LocalServerError {
  const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new LocalServerError(
    'folder-not-reachable',
    `${path} cannot be ${done} (${why}). Nothing was changed there. ` +
      `Start as the user whose data these are, let this one in, or choose another folder (ESTAFETTE_DATA).`,
    { cause },
  );
}
