import type { Pool, PoolClient } from 'pg';

// Bounds on what a stalled process can hold: while a transaction that wrote stays open, nobody sees later events.
const BEGIN = `begin; set local transaction_timeout = '30s'; set local idle_in_transaction_session_timeout = '10s'`;

/** Lends a pooled connection. One whose work failed is closed rather than given back: it may be in any state. */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A lent connection that is cut reports it here too, beside the failing query; unheard, it would end the process.
  const heard = (): void => undefined;
  client.on('error', heard);
  let whole = false;
  try {
    const result = await work(client);
    whole = true;
    return result;
  } finally {
    client.release(!whole);
    client.off('error', heard);
  }
}

/** Runs work in a transaction of bounded length. */
export async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query(BEGIN);
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
