// SQLSTATE classes that say "not now", whatever the message: connection, transaction rolled back by concurrency, insufficient
// resources, object in use, operator intervention (shutdown, time-out), system error. And a database that turned read-only.
const SQL_CLASSES = ['08', '40', '53', '55', '57', '58'];
const SQL_STATES = ['25006', '25P03', '25P04'];
const NETWORK =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EMFILE|ENFILE|UND_ERR_\w+)$/;
// What pg throws without a code when a connection is lost or not to be had.
const PG_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Called end on pool)/;

/**
 * Whether an error is about what we stand on (database, network) and not about the message: such an error must not set a
 * message aside, for the next one would meet it too. Causes and gathered errors are looked into.
 */
export function isInfrastructureError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') {
    if (NETWORK.test(code)) return true;
    if (/^[0-9A-Z]{5}$/.test(code) && (SQL_CLASSES.includes(code.slice(0, 2)) || SQL_STATES.includes(code)))
      return true;
  }
  if (error.name === 'TimeoutError' || PG_WORDS.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isInfrastructureError)) return true;
  return isInfrastructureError(error.cause);
}
