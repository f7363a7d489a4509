import type { CloudEvent, Decoded } from './cloud-event.js';
import { checked } from './cloud-event.js';

/** A Kafka record's headers, as texts. */
export type Headers = Readonly<Record<string, string>>;

export interface BinaryMessage {
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: Buffer;
}

const PREFIX = 'ce_';
const CONTENT_TYPE = 'content-type';

/** CloudEvents Kafka Protocol Binding 1.0.2 §3.2: attributes in `ce_` headers, the data alone as the value. */
export function encodeBinary(event: CloudEvent): BinaryMessage {
  const { data, datacontenttype, ...attributes } = event;
  const headers: Record<string, string> = { [CONTENT_TYPE]: datacontenttype };
  for (const [name, value] of Object.entries(attributes)) headers[`${PREFIX}${name}`] = value;
  return { key: event.partitionkey, headers, value: Buffer.from(JSON.stringify(data)) };
}

/** The reverse; all faults together. */
export function decodeBinary(headers: Headers, value: Uint8Array | null): Decoded {
  const attributes: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(headers)) {
    if (name.startsWith(PREFIX)) attributes[name.slice(PREFIX.length)] = text;
  }
  const contentType = headers[CONTENT_TYPE];
  if (contentType !== undefined) attributes['datacontenttype'] = contentType;
  const decoded = checked({ ...attributes, data: jsonOf(value) });
  if (contentType !== undefined && /^application\/json($|[ ;])/i.test(contentType)) return decoded;
  return { faults: [...(decoded.faults ?? []), { path: '/datacontenttype', message: 'must be application/json' }] };
}

function jsonOf(bytes: Uint8Array | null): unknown {
  if (bytes === null) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
