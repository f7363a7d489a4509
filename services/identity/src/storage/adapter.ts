import { errors } from 'oidc-provider';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Pool } from 'pg';
import { hashSecret } from '../registration/client-secret.js';
import { digestOf } from './secrets.js';

/** Kinds that rest on a grant, and end with it. */
const ON_GRANT: ReadonlySet<string> = new Set(['AuthorizationCode', 'RefreshToken']);
/** How long an application stays registered that nobody lets do anything. */
const UNUSED_CLIENT_SECONDS = 90 * 86_400;
const FOREIGN_KEY_VIOLATION = '23503';

/** The id under which something is kept: of what its holder shows, only the digest. */
export function idOf(kind: string, shown: string): Buffer {
  return digestOf(kind, shown);
}

/**
 * Keeps what oidc-provider wants kept in PostgreSQL. All state is there, so any instance goes on where another one stopped. What comes
 * back is what was kept, with the id that it was asked for by.
 */
export class PostgresAdapter implements Adapter {
  constructor(
    private readonly kind: string,
    private readonly pool: Pool,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const grantId = ON_GRANT.has(this.kind) && payload.grantId !== undefined ? idOf('Grant', payload.grantId) : null;
    try {
      await this.pool.query(
        `INSERT INTO kept (id, kind, payload, uid, grant_id, account_id, client_id, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))
         ON CONFLICT (id) DO UPDATE SET payload = EXCLUDED.payload, uid = EXCLUDED.uid,
           account_id = EXCLUDED.account_id, expires_at = EXCLUDED.expires_at`,
        [
          idOf(this.kind, id),
          this.kind,
          JSON.stringify(keptOf(this.kind, payload)),
          this.kind === 'Session' ? payload.uid : null,
          grantId,
          accountOf(payload),
          payload.clientId ?? (this.kind === 'Client' ? id : null),
          expiresIn ?? UNUSED_CLIENT_SECONDS,
        ],
      );
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new errors.InvalidGrant('the grant has ended meanwhile');
      throw error;
    }
    // Whoever is let do something stays registered while that lasts.
    if (this.kind === 'Grant' && payload.clientId !== undefined) await this.#prolong(payload.clientId, expiresIn ?? 0);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await this.#read('id = $1', idOf(this.kind, id));
    return payload === undefined || this.kind === 'Client' ? payload : { ...payload, jti: id };
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#read('uid = $1', uid);
  }

  /** Device codes are not offered. */
  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /**
   * Takes a code or refresh token, once: of several that come at the same moment one gets it. That it comes twice means that somebody
   * else has it too, so all that rests on its grant ends (RFC 6749, section 4.1.2; RFC 9700, section 4.14.2).
   */
  async consume(id: string): Promise<void> {
    const key = idOf(this.kind, id);
    const taken = await this.pool.query(
      'UPDATE kept SET consumed_at = now() WHERE id = $1 AND consumed_at IS NULL AND expires_at > now()',
      [key],
    );
    if (taken.rowCount === 1) return;
    await this.pool.query('DELETE FROM kept WHERE id = (SELECT grant_id FROM kept WHERE id = $1)', [key]);
    throw new errors.InvalidGrant('it was used already');
  }

  async destroy(id: string): Promise<void> {
    const all = this.kind === 'Client' ? 'id = $1 OR client_id = $2' : 'id = $1';
    await this.pool.query(`DELETE FROM kept WHERE ${all}`, [
      idOf(this.kind, id),
      ...(this.kind === 'Client' ? [id] : []),
    ]);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.pool.query('DELETE FROM kept WHERE grant_id = $1 AND kind = $2', [idOf('Grant', grantId), this.kind]);
  }

  async #read(where: string, value: unknown): Promise<AdapterPayload | undefined> {
    const { rows } = await this.pool.query<{ payload: AdapterPayload; consumed: number | null }>(
      `SELECT payload, extract(epoch FROM consumed_at)::int AS consumed FROM kept
       WHERE ${where} AND kind = $2 AND expires_at > now()`,
      [value, this.kind],
    );
    const [row] = rows;
    return row && { ...row.payload, ...(row.consumed === null ? {} : { consumed: row.consumed }) };
  }

  async #prolong(clientId: string, seconds: number): Promise<void> {
    await this.pool.query(
      `UPDATE kept SET expires_at = greatest(expires_at, now() + make_interval(secs => $2)) WHERE id = $1`,
      [idOf('Client', clientId), seconds + UNUSED_CLIENT_SECONDS],
    );
  }
}

/** What is kept of a payload: nothing that opens something by itself, and nothing that says who somebody is. */
function keptOf(kind: string, payload: AdapterPayload): object {
  if (kind === 'Client') {
    const { client_secret: secret, ...rest } = payload;
    return secret === undefined ? rest : { ...rest, client_secret: hashSecret(secret) };
  }
  // A grant's id never leaves this service.
  const { jti, ...rest } = payload;
  if (kind === 'Grant') return { ...rest, jti };
  if (kind !== 'Interaction') return rest;
  const { session, params, prompt, ...others } = rest;
  const { cookie: _cookie, ...named } = session ?? {};
  const { login_hint: _hint, ...asked } = params ?? {};
  const { login_hint: _same, ...details } = prompt?.details ?? {};
  return {
    ...others,
    params: asked,
    ...(session === undefined ? {} : { session: named }),
    ...(prompt === undefined ? {} : { prompt: { ...prompt, details } }),
  };
}

function accountOf({ accountId, session, result }: AdapterPayload): string | null {
  return accountId ?? result?.login?.accountId ?? session?.accountId ?? null;
}

function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION;
}
