import { Client } from 'pg';
import { eventually } from '../eventually.js';
import type { Caller, TestService } from '../test-service.js';
import type { ConsumingService } from './effect.js';

/** Lets the log refuse whatever these messages cause, as a fault in the service would; the result mends that. */
export async function holdUp(ownerUrl: string, messages: readonly string[]): Promise<() => Promise<void>> {
  const ids = messages.map((id) => `'${id}'`).join(', ');
  await asOwner(
    ownerUrl,
    `create function log.poison() returns trigger language plpgsql as $$
     begin
       if new.metadata->'cause'->>'id' in (${ids}) then raise exception 'poison'; end if;
       return new;
     end $$;
     create trigger poison before insert on log.events for each row execute function log.poison()`,
  );
  return () => asOwner(ownerUrl, 'drop trigger poison on log.events');
}

async function asOwner(ownerUrl: string, statements: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(statements);
  } finally {
    await owner.end();
  }
}

interface ParkedKey {
  readonly key: string;
  readonly messages: number;
  readonly head: { readonly id: string; readonly cause: string | null } | null;
}

/** Looks after parked keys over HTTP, as the first admin of the installation. */
export class Operator {
  private constructor(
    readonly caller: Caller,
    readonly service: TestService<ConsumingService>,
  ) {}

  static async of(service: TestService<ConsumingService>): Promise<Operator> {
    return new Operator(await service.person(service.environment['FIRST_ADMIN']), service);
  }

  /** What lies parked, in the order of keys: why the message in front waits, and how many lie there. */
  async parked(keys: readonly string[]): Promise<{ keys: string[]; causes: string[]; messages: number[] }> {
    const listed = await this.#list();
    return {
      keys: listed.map(({ key }) => key),
      causes: listed.map(({ head }) => /FaultyMessage|poison/.exec(head?.cause ?? '')?.[0] ?? head?.cause ?? ''),
      messages: keys.map((key) => listed.find((one) => one.key === key)?.messages ?? 0),
    };
  }

  /** All causes, as one text. */
  async causes(): Promise<string> {
    return (await this.#list()).map(({ head }) => head?.cause ?? '').join('\n');
  }

  /** Throws away the message in front of a key; those behind it are tried then. */
  async discardFirst(key: string): Promise<void> {
    const keyOrId = (await this.#list()).find((one) => one.key === key)?.head?.id ?? '';
    await this.#do('discards', { keyOrId, reason: 'it can never be read' });
  }

  async replay(key: string): Promise<void> {
    await this.#do('replays', { key });
  }

  /** As after a day of trying: from here on these keys wait for the operator. */
  async keepFromTrying(keys: readonly string[]): Promise<void> {
    await eventually(async () => {
      const { rowCount } = await this.service.running.held.pool.query(
        'update app.parked_keys set next_try_at = null where key = any($1::text[]) and lease is null',
        [keys],
      );
      return rowCount === keys.length;
    });
  }

  async #list(): Promise<ParkedKey[]> {
    const answer = await this.caller.get('/v1/parked-keys');
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(text);
    const { keys } = JSON.parse(text) as { keys: ParkedKey[] };
    return keys.sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  async #do(what: string, body: object): Promise<void> {
    const answer = await this.caller.post(`/v1/parked-keys/${what}`, body);
    if (answer.status !== 200) throw new Error(`${what}: ${await answer.text()}`);
  }
}
