import { isIP } from 'node:net';
import { FetchRefused } from './fetch-refused.js';

/** A URL that may be fetched, as far as it says itself: the addresses of its host are still to be judged. */
export interface Target {
  /** Normalised and without a fragment. */
  readonly url: string;
  readonly secure: boolean;
  /** A name without the closing dot, or an address without brackets. */
  readonly hostname: string;
  /** As the Host header says it: with the port unless it is the usual one. */
  readonly host: string;
  readonly port: number;
  /** Request target: path and query. */
  readonly path: string;
  /** The installation itself vouches for this origin. */
  readonly trusted: boolean;
}

export type Allow = (origin: string) => boolean;

const MAX_URL_LENGTH = 2048;
const UNCLEAN = /[\s\\\p{Cc}]/u;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Names that by agreement mean something within a network only; asking for them would tell of them. */
const LOCAL_NAMES = ['localhost', 'local', 'internal', 'home.arpa', 'onion', 'alt'];

/**
 * Any public address may be named with any path by anybody, also without us. What we add is the address we come from:
 * firewalls elsewhere may let it in to more than the web, foremost those of this installation's own databases and
 * clusters. So of the system's ports only 443 is open; above, where did:web has its 8443 and the like, all but those on
 * which stores and clusters listen, and those that browsers refuse (https://fetch.spec.whatwg.org/#port-blocking).
 */
const CLOSED_PORTS: ReadonlySet<number> = new Set([
  ...[1433, 1521, 2181, 2375, 2376, 2377, 2379, 2380, 3306, 3389, 4222, 5432, 5433, 5601, 5671, 5672, 5900, 5984, 5985],
  ...[5986, 6379, 6380, 6432, 6443, 7000, 7001, 7199, 7687, 8200, 8500, 8501, 9042, 9092, 9093, 9094, 9160, 9200, 9300],
  ...[10249, 10250, 10255, 10256, 10257, 10259, 11211, 15671, 15672, 16379, 26257, 26379, 27017, 27018, 27019, 33060],
  // Those that browsers refuse.
  ...[
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
  ],
]);

function malformed(reason: string, options?: ErrorOptions): FetchRefused {
  return new FetchRefused('url-malformed', reason, options);
}

/**
 * The URL, read once by the rules of browsers: they turn every spelling of an address (decimal, octal, hexadecimal, full
 * width, closing dot) into the plain one and a name in any script into ASCII, and only what they made of it is used.
 */
function parse(text: string, base: string | undefined): URL {
  if (text.length > MAX_URL_LENGTH) {
    throw malformed(`The URL is longer than the ${MAX_URL_LENGTH} characters that are accepted: use a shorter one.`);
  }
  if (UNCLEAN.test(text)) throw malformed('The URL holds a space, backslash or control character: leave it out.');
  let url: URL;
  try {
    url = new URL(text, base);
  } catch (cause) {
    throw malformed('This is not a whole URL: it has to read like https://school.example/path.', { cause });
  }
  url.hash = '';
  // The closing dot names the same host, but neither certificates nor those who count by host know it.
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  return url;
}

function hostnameOf(url: URL): string {
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  const named = bare.length <= 253 && bare.split('.').every((label) => LABEL.test(label));
  if (isIP(bare) === 0 && !named)
    throw malformed('The host in the URL is not a name that a host can have: correct it.');
  return bare;
}

function isLocalName(hostname: string): boolean {
  if (isIP(hostname) !== 0) return false;
  return !hostname.includes('.') || LOCAL_NAMES.some((name) => hostname === name || hostname.endsWith(`.${name}`));
}

/** What to fetch for this URL (with a base: for this reference, as a redirect says it), or a refusal. */
export function targetOf(text: string, allow: Allow, base?: string): Target {
  const url = parse(text, base);
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:') {
    throw new FetchRefused('url-scheme-not-allowed', 'Only https is fetched: the URL has to begin with https://.');
  }
  const hostname = hostnameOf(url);
  const trusted = allow(url.origin);
  if (!secure && !trusted) {
    throw new FetchRefused('url-scheme-not-allowed', 'Anybody can alter what comes over http: publish it under https.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new FetchRefused('url-with-credentials', 'The URL holds a user name or password: publish it without.');
  }
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  if (!trusted && port !== 443 && (port < 1024 || CLOSED_PORTS.has(port))) {
    throw new FetchRefused('port-not-allowed', 'This port is not for the web: publish it under 443, or 8443 say.');
  }
  if (!trusted && isLocalName(hostname)) {
    throw new FetchRefused(
      'address-not-public',
      'This host has a name within a network only: use one of the internet.',
    );
  }
  return { url: url.href, secure, hostname, host: url.host, port, path: `${url.pathname}${url.search}`, trusted };
}
