import type { ContractData } from './generated/data.js';

/** Type name of a contract: `nl.estafette.<service>.<event>.v<version>`. */
export type ContractType = keyof ContractData;

/** An event as it leaves a service: CloudEvents 1.0.2 in the JSON event format (attributes and data in one object). */
export interface CloudEvent<T extends ContractType = ContractType> {
  readonly specversion: '1.0';
  /** `<event id>.<event>.v<version>`: unique together with `source`. */
  readonly id: string;
  /** `urn:estafette:<installation>:<service>`. */
  readonly source: string;
  readonly type: T;
  /** The stream id: prefix and bare UUID. */
  readonly subject: string;
  /** When it happened (RFC 3339). */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** The `$id` of the schema of the data. */
  readonly dataschema?: string;
  /** CloudEvents extension "partitioning": equal to `subject`. */
  readonly partitionkey: string;
  /** CloudEvents extension "sequence": the event's revision in its stream, in digits. */
  readonly sequence: string;
  /** CloudEvents extension "distributed tracing" (W3C Trace Context). */
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly data: ContractData[T];
}
