import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { FetchRefused, timedOut } from './fetch-refused.js';
import type { Target } from './target.js';

export interface ExchangeOptions {
  readonly accept: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Authorities to trust instead of those that Node knows. */
  readonly ca?: readonly string[] | undefined;
}

export interface Exchanged {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty for a redirect: nobody reads it. */
  readonly body: Uint8Array;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** One request and its answer, over a connection of its own to one of these addresses. */
export async function exchange(
  target: Target,
  addresses: readonly string[],
  options: ExchangeOptions,
): Promise<Exchanged> {
  const { maxBytes, signal } = options;
  const request = begin(target, addresses, options);
  try {
    const response = await answerTo(request);
    const { statusCode: status = 0, headers } = response;
    if (isRedirect(status)) return { status, headers, body: new Uint8Array() };
    refuseEncoded(headers);
    return { status, headers, body: await bodyOf(response, maxBytes) };
  } catch (error) {
    throw refusalOf(error, signal);
  } finally {
    request.destroy();
  }
}

/**
 * The name stays for the certificate and the Host header, but is not looked up again: `lookup` says the addresses that
 * were judged, of which Node takes the first that answers. Without an agent there is no connection from an earlier
 * judgement, no TLS session to carry over, and no proxy out of the environment.
 */
function begin(target: Target, addresses: readonly string[], { accept, signal, ca }: ExchangeOptions): ClientRequest {
  const judged = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_hostname, _options, callback) => callback(null, judged);
  const settings = {
    host: target.hostname,
    port: target.port,
    path: target.path,
    agent: false as const,
    lookup,
    autoSelectFamily: true,
    signal,
    maxHeaderSize: 16_384,
    insecureHTTPParser: false,
    headers: {
      host: target.host,
      accept,
      'accept-encoding': 'identity',
      'user-agent': 'estafette-credentials',
    },
  };
  const request = target.secure
    ? httpsRequest({
        ...settings,
        // Server names are never addresses.
        servername: isIP(target.hostname) === 0 ? target.hostname : '',
        // Said out loud, because NODE_TLS_REJECT_UNAUTHORIZED could say otherwise.
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        ...(ca && { ca: [...ca] }),
      })
    : httpRequest(settings);
  request.end();
  return request;
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // For as long as it lives: an error nobody listens to would end the process.
    request.on('error', reject);
    // Without either of the two: something else was answered, such as a change of protocol.
    request.once('close', () => reject(new Error('The connection was closed without an answer.')));
  });
}

function refuseEncoded(headers: IncomingHttpHeaders): void {
  const encodings = `${headers['content-encoding'] ?? ''},${headers['transfer-encoding'] ?? ''}`
    .toLowerCase()
    .split(',');
  if (encodings.every((each) => ['', 'identity', 'chunked'].includes(each.trim()))) return;
  throw new FetchRefused('response-encoded', 'The answer is compressed, unasked for: have it served as it is.');
}

/** Into one stretch of memory: a body sent byte by byte, kept as it came, could take many times its size. */
async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const declared = Number(response.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  let kept = new Uint8Array();
  let size = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    const end = size + part.length;
    if (end > maxBytes) throw tooLarge(maxBytes);
    if (end > kept.length) {
      const wider = new Uint8Array(Math.min(maxBytes, Math.max(end, kept.length * 2)));
      wider.set(kept.subarray(0, size));
      kept = wider;
    }
    kept.set(part, size);
    size = end;
  }
  return kept.slice(0, size);
}

function tooLarge(maxBytes: number, cause?: unknown): FetchRefused {
  return new FetchRefused('response-too-large', `The answer is larger than ${maxBytes} bytes: publish less.`, {
    cause,
  });
}

/** The refusal that says what went wrong on the way. */
function refusalOf(error: unknown, signal: AbortSignal): FetchRefused {
  if (error instanceof FetchRefused) return error;
  if (signal.aborted) return timedOut(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new FetchRefused(code === 'HPE_HEADER_OVERFLOW' ? 'response-too-large' : 'not-reachable', advice(code), {
    cause: error,
  });
}

function advice(code: string): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'The header of the answer is too large: send less of it.';
  if (code.startsWith('HPE_')) return 'What listens there does not speak HTTP as it should: correct the server or URL.';
  if (/CERT|SIGNED|ISSUER|VERIFY|SSL|TLS|EPROTO/.test(code)) {
    return 'No secure connection can be made: the host needs a valid certificate for its name.';
  }
  return 'The host does not answer, or broke off: see whether it runs, and try again.';
}
