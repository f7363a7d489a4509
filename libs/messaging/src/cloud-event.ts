/** One event as it leaves a service: CloudEvents 1.0.2 with the extensions partitioning, sequence and distributed tracing. */
export interface CloudEvent<Data extends object = object> {
  readonly specversion: '1.0';
  /** `<event id>.<event>.v<version>`; together with `source` it names the message once and for all. */
  readonly id: string;
  /** `urn:estafette:<installation>:<service>`. */
  readonly source: string;
  /** The contract: `nl.estafette.<service>.<event>.v<version>`. */
  readonly type: string;
  /** The stream id. */
  readonly subject: string;
  /** When it happened (RFC 3339). */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema?: string;
  /** What orders messages: the stream id. */
  readonly partitionkey: string;
  /** The event's revision in its stream, in digits. */
  readonly sequence: string;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly data: Data;
}

/** One thing that is wrong: `path` is a JSON pointer (RFC 6901), `''` for the whole; `message` says what it must be. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** A CloudEvent, or everything that keeps it from being one. */
export type Decoded =
  | { readonly event: CloudEvent; readonly faults?: never }
  | { readonly event?: never; readonly faults: readonly Fault[] };

const REQUIRED = ['id', 'source', 'type'] as const;
const ATTRIBUTE_NAME = /^[a-z0-9]+$/;
// CloudEvents 1.0.2 §3.1, type String: no control characters, no surrogates without their partner.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Judges whether attributes and data make a CloudEvent at all. What our own envelopes must carry beyond that, and what
 * the contract says about the data, is judged later and only for types that somebody here wants.
 */
export function checked(json: unknown): Decoded {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { faults: [{ path: '', message: 'must be a JSON object with the attributes of a CloudEvent' }] };
  }
  const faults: Fault[] = [];
  const event = json as Record<string, unknown>;
  if (event['specversion'] !== '1.0') faults.push({ path: '/specversion', message: 'must be 1.0' });
  for (const name of REQUIRED) {
    const value = event[name];
    if (typeof value !== 'string' || value === '')
      faults.push({ path: `/${name}`, message: 'must be a text, not empty' });
  }
  for (const [name, value] of Object.entries(event)) {
    if (name === 'data') continue;
    if (!ATTRIBUTE_NAME.test(name)) {
      faults.push({ path: pointer(name), message: 'is not a name that CloudEvents allows' });
    } else if (typeof value === 'string' && (FORBIDDEN.test(value) || !value.isWellFormed())) {
      faults.push({ path: `/${name}`, message: 'holds a character that CloudEvents forbids' });
    }
  }
  const data = event['data'];
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    faults.push({ path: '/data', message: 'must be a JSON object in UTF-8' });
  }
  return faults.length > 0 ? { faults } : { event: json as CloudEvent };
}

function pointer(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
