import { Controller, Res } from '@nestjs/common';
import { DomainError } from '@estafette/decider';
import type { CallOf, Reply } from '@estafette/service-host';
import { Commands, get, HttpProblem, Input, jsonText, open, post, Route } from '@estafette/service-host';
import { z } from 'zod';
import { Importing, type Imported } from '../imported/importing.js';
import { AuthorizationServers } from './authorization-server.js';
import { Holdings, isOfTheModel } from './holdings.js';
import { OpenBadgesApi } from './open-badges-api.js';
import { linksOf } from './pages.js';
import { readCredentials, upsertCredentials } from './scopes.js';
import { serviceDescription } from './service-description.js';
import { API_PATH } from './status-info.js';

const badge = z.looseObject({}).describe('an AchievementCredential of Open Badges 3.0 with its proof');
const jws = z.string().describe('a badge as a compact JWS');
const [MOST_A_PAGE, USUAL_A_PAGE] = [200, 50];

const discover = get('discovery', {
  summary: 'The Service Description Document of the Open Badges API: an OpenAPI 3.0 document, for other systems',
  permission: open,
  answer: z.looseObject({}),
});
const read = get('credentials', {
  summary: 'The badges of whoever let the other system in: issued here, and brought from elsewhere',
  permission: readCredentials,
  query: z.strictObject({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .default(USUAL_A_PAGE)
      .transform((limit) => Math.min(limit, MOST_A_PAGE))
      .describe(`at most ${MOST_A_PAGE} are given at a time, whatever is asked`),
    offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    since: z.iso
      .datetime({ offset: true, local: true })
      .transform((moment) => new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(moment) ? moment : `${moment}Z`).toISOString())
      .optional()
      .describe('only those that were issued later; in UTC where it says no other'),
  }),
  answer: z.object({ credential: z.array(badge), compactJwsString: z.array(jws) }),
  headers: { 'X-Total-Count': 'How many there are in all.', Link: 'The other pages (RFC 8288).' },
});
const upsert = post('credentials', {
  summary: 'Add a badge to the passport of whoever let the other system in, or replace one by a newer version',
  permission: upsertCredentials,
  body: z.union([jsonText, jws]),
  takes: {
    'application/json': jsonText,
    'application/vc': jws,
    'application/vc+ld+json': jws,
    'application/ld+json': jws,
    'text/plain': jws,
  },
  answer: badge,
});

/** The API by which other systems read and add badges on behalf of a learner (Open Badges 3.0, section 6). */
@Controller(API_PATH)
export class OpenBadgesApiController {
  constructor(
    private readonly api: OpenBadgesApi,
    private readonly servers: AuthorizationServers,
    private readonly holdings: Holdings,
    private readonly importing: Importing,
    private readonly commands: Commands,
  ) {}

  @Route(discover)
  async discover(): Promise<object> {
    return serviceDescription(this.api.address, this.api.provider, await this.servers.endpoints());
  }

  /** Each as it was signed, byte for byte: read and written again, a number might be spelt otherwise. */
  @Route(read)
  async read(
    @Input() { query, actor }: CallOf<typeof read>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    const { total, credentials, jwts } = await this.holdings.page(actor.person, query);
    reply.header('x-total-count', String(total));
    reply.header('link', linksOf(`${this.api.address}/credentials`, query, total));
    reply.header('content-type', 'application/json');
    reply.header('cache-control', 'no-store');
    return `{"credential":[${credentials.join(',')}],"compactJwsString":${JSON.stringify(jwts)}}`;
  }

  /** 201 where it was not there, 200 where it replaces one or was there already; the body is the one that came. */
  @Route(upsert)
  async upsert(@Input() call: CallOf<typeof upsert>, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    const { body, actor, at } = call;
    const imported = await inItsTerms(() => this.#taken(body, actor.person, at));
    const isJwt = imported.received.secured === 'jwt';
    // What was issued here stands here in its newest version already.
    const held = await this.importing.isHeldHere(imported.received, actor.person);
    reply.status(held ? 200 : await inItsTerms(() => this.#keep(call, imported)));
    reply.header('content-type', isJwt ? 'text/plain; charset=utf-8' : 'application/json');
    return body;
  }

  async #taken(body: string, personId: string, at: string): Promise<Imported> {
    const imported = await this.importing.take(body, { personId, at });
    const { received, verification } = imported;
    if (received.kind !== 'achievement' || !isOfTheModel(verification.checks)) {
      const departs = verification.checks.find(({ check, outcome }) => check === 'schema' && outcome === 'failed');
      const detail = departs?.reason ?? 'Send an AchievementCredential.';
      throw new HttpProblem(400, 'no-achievement-credential', detail);
    }
    return imported;
  }

  async #keep(call: CallOf<typeof upsert>, { importedCredentialId, replaces, command }: Imported): Promise<number> {
    const location = `/v1/imported-credentials/${importedCredentialId}`;
    return (await this.commands.run(call, command, { location, adds: !replaces })).status;
  }
}

/** This API knows no 409: what the rules refuse is data that cannot be taken. */
async function inItsTerms<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'refused' || error.code === 'stream-busy') throw error;
    throw new HttpProblem(400, error.code, error.detail);
  }
}
