import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { DomainError } from '@estafette/decider';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { replaceSealed, sealedIn, unseal } from './sealed.js';
import { Together } from './together.js';

/** How long another replica may go on using a key that was destroyed here, in milliseconds. */
const KEY_CACHE_MS = 30_000;

interface KeyRow {
  readonly person_id: string;
  readonly wrapped_key: Buffer;
}

/**
 * One data key for each person, wrapped by the installation's key. Destroying it makes everything that was sealed with
 * it unreadable, in every event, view and backup, and leaves a tombstone so that nothing makes a new one.
 */
export class KeyVault {
  readonly #pool: Pool;
  readonly #wrapping: KeyObject;
  readonly #lookup: KeyObject;
  // Key objects, not bytes: Node makes an object of bytes for every cipher, which takes five times as long as a short text.
  readonly #keys = new LRUCache<string, KeyObject>({ max: 10_000, ttl: KEY_CACHE_MS });
  readonly #finds = new Together((persons) => this.#find(persons));
  readonly #makes = new Together((persons) => this.#make(persons));

  /** @param installationKey 32 random bytes that stay outside the database */
  constructor(pool: Pool, installationKey: Buffer) {
    if (installationKey.length !== 32) throw new Error('the vault key must be 32 bytes');
    this.#pool = pool;
    this.#wrapping = derive(installationKey, 'estafette vault wrapping');
    this.#lookup = derive(installationKey, 'estafette lookup');
  }

  /** A name for a value by which it can be found again but not guessed (HMAC-SHA-256, hex). */
  lookupName(purpose: string, value: string): string {
    return createHmac('sha256', this.#lookup).update(`${purpose}\0${value}`).digest('hex');
  }

  /** The keys of these persons, made where there are none; refuses when one was erased. */
  async keysToSeal(persons: readonly string[]): Promise<ReadonlyMap<string, KeyObject>> {
    const all = await this.#keysOf(
      persons,
      async (person) => (await this.#finds.look(person)) ?? this.#makes.look(person),
    );
    if (persons.some((person) => !all.has(person))) {
      throw new DomainError('person-erased', 'This person was erased; nothing new can be recorded about them.');
    }
    return all;
  }

  /** The keys of those of these persons who have one. */
  keysToOpen(persons: readonly string[]): Promise<ReadonlyMap<string, KeyObject>> {
    return this.#keysOf(persons, (person) => this.#finds.look(person));
  }

  /** Under the names that they were asked by. */
  async #keysOf(
    persons: readonly string[],
    ask: (person: string) => Promise<KeyObject | undefined>,
  ): Promise<ReadonlyMap<string, KeyObject>> {
    const keys = await Promise.all(
      [...new Set(persons)].map(
        async (person) => [person, this.#keys.get(lower(person)) ?? (await ask(lower(person)))] as const,
      ),
    );
    return new Map(keys.filter((one): one is [string, KeyObject] => one[1] !== undefined));
  }

  async #find(persons: readonly string[]): Promise<(KeyObject | undefined)[]> {
    const { rows } = await this.#pool.query<KeyRow>({
      name: 'vault-find',
      text: `select person_id, wrapped_key from app.vault_keys
             where person_id = any($1::uuid[]) and wrapped_key is not null`,
      values: [persons],
    });
    return this.#known(persons, rows);
  }

  /** Whom somebody else made one for meanwhile has theirs. */
  async #make(persons: readonly string[]): Promise<(KeyObject | undefined)[]> {
    // Sorted: two that make keys for the same persons then wait for each other instead of deadlocking.
    const sorted = persons.toSorted();
    const { rows } = await this.#pool.query<KeyRow>({
      name: 'vault-make',
      text: `insert into app.vault_keys (person_id, wrapped_key) select * from unnest($1::uuid[], $2::bytea[])
             on conflict (person_id) do nothing returning person_id, wrapped_key`,
      values: [sorted, sorted.map((person) => this.#wrap(randomBytes(32), person))],
    });
    return rows.length < persons.length ? this.#find(persons) : this.#known(persons, rows);
  }

  #known(persons: readonly string[], rows: readonly KeyRow[]): (KeyObject | undefined)[] {
    const found = new Map(rows.map((row) => [row.person_id, this.#unwrap(row.wrapped_key, row.person_id)]));
    for (const [person, key] of found) this.#keys.set(person, key);
    return persons.map((person) => found.get(person));
  }

  /** Any JSON value with its sealed members in plain; those of erased persons become `erased`. */
  async open<T>(value: T, erased: unknown = null): Promise<T> {
    const sealed = sealedIn(value);
    if (sealed.length === 0) return value;
    const keys = await this.keysToOpen(sealed.map((one) => one.sealed));
    return replaceSealed(value, (one) => {
      const key = keys.get(one.sealed);
      return key ? unseal(one, key) : erased;
    }) as T;
  }

  /** Those of these persons who were erased, by their ids in lower case. */
  async erasedAmong(persons: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.#pool.query<Pick<KeyRow, 'person_id'>>({
      name: 'vault-erased',
      text: 'select person_id from app.vault_keys where person_id = any($1::uuid[]) and wrapped_key is null',
      values: [persons],
    });
    return new Set(rows.map((row) => row.person_id));
  }

  /** Destroys a person's key, also when there is none yet. Repeating it changes nothing. */
  async destroy(person: string): Promise<void> {
    this.#keys.delete(lower(person));
    await this.#pool.query(
      `insert into app.vault_keys (person_id, wrapped_key, destroyed_at) values ($1, null, clock_timestamp())
       on conflict (person_id) do update set wrapped_key = null, destroyed_at = excluded.destroyed_at
         where vault_keys.wrapped_key is not null`,
      [person],
    );
    this.#keys.delete(lower(person));
  }

  #wrap(key: Buffer, person: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#wrapping, nonce).setAAD(Buffer.from(person));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  #unwrap(wrapped: Buffer, person: string): KeyObject {
    const decipher = createDecipheriv('aes-256-gcm', this.#wrapping, wrapped.subarray(0, 12))
      .setAAD(Buffer.from(person))
      .setAuthTag(wrapped.subarray(-16));
    try {
      return createSecretKey(Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]));
    } catch (cause) {
      throw new Error(
        `the vault key does not open the key of person ${person}: start with the vault key that this database was made with`,
        { cause },
      );
    }
  }
}

/** As PostgreSQL gives a UUID back. */
function lower(person: string): string {
  return person.toLowerCase();
}

function derive(installationKey: Buffer, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', installationKey, Buffer.alloc(0), purpose, 32)));
}
