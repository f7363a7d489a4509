import { Inject, Injectable } from '@nestjs/common';
import { refuse } from '@estafette/decider';
import { EventStore } from '@estafette/event-store';
import { PublicAddress } from '@estafette/service-host';
import { didWebUrl, isDidWeb, MAX_IMAGE_BYTES, type KnownIssuer, type Sources } from '@estafette/verifier';
import { acceptanceAt } from '../baton-acceptance/acceptance-links.js';
import { BatonAcceptances } from '../baton-acceptance/baton-acceptances.js';
import { FetchRefused, GUARDED_GET, type GuardedGet } from '../fetching/index.js';
import { didDocumentOf, organisationOf } from '../issuer/did-documents.js';
import { issuer } from '../issuer/issuer.stream.js';
import { listAt, tokenListAt } from '../status/series.rules.js';
import { StatusLists } from '../status/status-lists.js';
import { TokenStatusLists } from '../status/token-status-lists.js';
import { Views } from '../views/views.js';

/** Of several credentials so many are judged at the same moment: of one host no more is fetched at once than `src/fetching` allows. */
export const JUDGED_AT_ONCE = 2;
/** A stranger's server has so long to answer, in milliseconds. */
const TIMEOUT_MS = 5_000;
/** So much one verification asks of others, and for so long (in milliseconds): whoever wrote what is verified chose how many addresses. */
const MOST_ASKED = 250;
const PATIENCE_MS = 60_000;
const ANY_CREDENTIAL =
  'application/vc, application/vc+ld+json, application/ld+json, application/json, application/vc+jwt, application/vc+sd-jwt, application/dc+sd-jwt, application/jwt, image/png, image/svg+xml, text/plain;q=0.5, */*;q=0.1';
const ANY_DOCUMENT = 'application/did+json, application/json';
const ANY_LIST = 'application/vc, application/statuslist+jwt';
const MOST_BYTES = { document: 64 * 1024, list: 1024 * 1024, evidence: 10 * 1024 * 1024 };

type Fetch = (url: string, accept: string, maxBytes: number) => Promise<Uint8Array | undefined>;

/** Where verifications ask: of those who sign here, this service itself; of others, the network, where that was asked for. */
@Injectable()
export class VerificationSources {
  constructor(
    private readonly views: Views,
    private readonly store: EventStore,
    private readonly lists: StatusLists,
    private readonly tokenLists: TokenStatusLists,
    private readonly address: PublicAddress,
    private readonly acceptances: BatonAcceptances,
    @Inject(GUARDED_GET) private readonly get: GuardedGet,
  ) {}

  /** For one verification. @param elsewhere whether others may be asked too */
  of(elsewhere: boolean): Sources {
    const ours: Sources = {
      issuer: (id) => this.#issuer(id),
      didDocument: (did) => this.#ownDocument(did),
      statusList: (url) => this.#ownList(url),
    };
    if (!elsewhere) return ours;
    let asked = 0;
    const until = Date.now() + PATIENCE_MS;
    const fetched: Fetch = async (...what) =>
      asked++ < MOST_ASKED && Date.now() < until ? this.#fetch(...what) : undefined;
    return {
      ...ours,
      didDocument: async (did) =>
        (await this.#ownDocument(did)) ??
        (isDidWeb(did) ? json(await fetched(didWebUrl(did), ANY_DOCUMENT, MOST_BYTES.document)) : undefined),
      statusList: async (url) => (await this.#ownList(url)) ?? text(await fetched(url, ANY_LIST, MOST_BYTES.list)),
      evidence: async (url) => (await this.#ownAcceptance(url)) ?? fetched(url, '*/*', MOST_BYTES.evidence),
    };
  }

  /** The same without fetching evidence, which decides nothing about whether a credential holds. */
  withoutEvidence(elsewhere: boolean): Sources {
    const { evidence: _evidence, ...sources } = this.of(elsewhere);
    return sources;
  }

  /**
   * A credential that lies somewhere on the public internet, as it is given out there.
   *
   * @throws DomainError `url-not-read`
   */
  async credentialAt(url: string): Promise<Uint8Array> {
    try {
      const asked = { accept: ANY_CREDENTIAL, maxBytes: MAX_IMAGE_BYTES, timeoutMs: TIMEOUT_MS };
      const { status, body } = await this.get(url, asked);
      if (status === 200) return body;
    } catch (error) {
      if (!(error instanceof FetchRefused)) throw error;
      refuse('url-not-read', error.reason, { because: error.code });
    }
    refuse('url-not-read', 'What lies at this address is not given out: see whether it opens without logging in.', {
      because: 'status-not-200',
    });
  }

  async #issuer(id: string): Promise<KnownIssuer | undefined> {
    const row = await this.views.issuers.findFirst({ where: { did: id } });
    // A sole trader endorses under its DID; its name is personal and stands in no register of ours.
    return row?.name ? { name: row.name, registry: 'estafette' } : undefined;
  }

  async #ownDocument(did: string): Promise<object | undefined> {
    const organisationId = organisationOf(this.address.url, did);
    if (organisationId === undefined) return undefined;
    const { state } = await this.store.load(issuer, organisationId);
    return state.keys.some((key) => key.did === did) ? didDocumentOf(did, state) : undefined;
  }

  async #ownList(url: string): Promise<string | undefined> {
    const own = `${this.address.url}/`;
    if (!url.startsWith(own)) return undefined;
    const path = url.slice(own.length);
    const [at, token] = [listAt(path), tokenListAt(path)];
    if (token) return (await this.tokenLists.read(token.organisationId, token.list, new Date()))?.text;
    return at && (await this.lists.read(at.series, at.list))?.text;
  }

  /** What we publish ourselves need not be fetched: where this runs it may not be reached from within. */
  async #ownAcceptance(url: string): Promise<Uint8Array | undefined> {
    const at = acceptanceAt(this.address.url, url);
    const text = at && (await this.acceptances.read(at));
    return text === undefined ? undefined : Buffer.from(text);
  }

  /** @returns undefined for whatever cannot be had, or may not be asked for */
  async #fetch(url: string, accept: string, maxBytes: number): Promise<Uint8Array | undefined> {
    try {
      const answer = await this.get(url, { accept, maxBytes, timeoutMs: TIMEOUT_MS });
      return answer.status === 200 ? answer.body : undefined;
    } catch (error) {
      if (error instanceof FetchRefused) return undefined;
      throw error;
    }
  }
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}

function json(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // What is no document cannot name a key.
    return null;
  }
}
