import type { Pool } from 'pg';
import type { Logger } from 'pino';

const EVERY_MS = 600_000;
const AT_ONCE = 1_000;

/** Throws away what has expired. Nobody is given it any more by then, so when this happens matters to the disk alone. */
export async function sweep(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH old AS (SELECT id FROM kept WHERE expires_at < now() LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
     DELETE FROM kept WHERE id IN (SELECT id FROM old)`,
  );
  await pool.query('DELETE FROM login_codes WHERE expires_at < now()');
  await pool.query("DELETE FROM rates WHERE since < now() - interval '2 hours'");
  return rowCount ?? 0;
}

/** Sweeps now and then until it is stopped. @returns what stops it */
export function sweepRegularly(pool: Pool, logger: Logger): () => void {
  const once = (): void => {
    sweep(pool).then(
      (rows) => {
        if (rows === AT_ONCE) once();
      },
      (err: unknown) => logger.warn({ err }, 'what has expired could not be thrown away'),
    );
  };
  const timer = setInterval(once, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
