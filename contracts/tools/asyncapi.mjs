// AsyncAPI 3.0: what leaves which service, over Kafka, for who wants to listen.
const CLOUDEVENTS_ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'partitionkey', 'sequence'];
const TRACE_HEADERS = ['traceparent', 'tracestate'];

const withoutIdentity = ({ $schema, $id, ...schema }) => schema;
const ref = (...path) => ({ $ref: `#/${path.join('/')}` });
const fragment = (type) => type.replace(/^nl\.estafette\./, '');

/** Binary content mode: the attributes travel as headers `ce_<attribute>`, the value is the data alone. */
function headersOf({ properties }) {
  const attribute = (name) => [`ce_${name}`, properties[name]];
  return {
    type: 'object',
    required: ['content-type', ...CLOUDEVENTS_ATTRIBUTES.map((name) => `ce_${name}`)],
    properties: {
      'content-type': { ...properties.datacontenttype, description: 'The value is JSON.' },
      ...Object.fromEntries(CLOUDEVENTS_ATTRIBUTES.map(attribute)),
      ...Object.fromEntries(TRACE_HEADERS.map((name) => [name, properties[name]])),
    },
  };
}

function exampleOf({ data, ...attributes }) {
  const headers = { 'content-type': attributes.datacontenttype };
  for (const name of CLOUDEVENTS_ATTRIBUTES) headers[`ce_${name}`] = attributes[name];
  for (const name of TRACE_HEADERS) if (attributes[name] !== undefined) headers[name] = attributes[name];
  return { headers, payload: data };
}

function messageOf({ type, schema, example }, envelope) {
  return {
    name: type,
    title: schema.title,
    summary: schema.description,
    contentType: 'application/json',
    headers: { allOf: [ref('components', 'schemas', 'headers'), { properties: { ce_type: { const: type } } }] },
    payload: withoutIdentity(schema),
    bindings: {
      kafka: {
        key: {
          ...envelope.properties.subject,
          description: 'The stream id: what happened in one stream stays in order.',
        },
        bindingVersion: '0.5.0',
      },
    },
    ...(example === undefined ? {} : { examples: [exampleOf(example)] }),
  };
}

function channelOf(service, contracts) {
  return {
    address: `estafette.${service}.v1`,
    description: `Everything that leaves ${service}, from the beginning: nothing is compacted or expires.`,
    messages: Object.fromEntries(
      contracts.map(({ type }) => [fragment(type), ref('components', 'messages', fragment(type))]),
    ),
    bindings: {
      kafka: {
        topic: `estafette.${service}.v1`,
        partitions: 12,
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': -1 },
        bindingVersion: '0.5.0',
      },
    },
  };
}

export function asyncApiDocument({ contracts, envelope }) {
  const services = Object.entries(Object.groupBy(contracts, ({ service }) => service));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Estafette: events between services',
      version: '1.0.0',
      description:
        'One topic per service. Messages are CloudEvents 1.0 in binary mode; they carry ids, codes, digests and dates, and never a person. ' +
        'Within a version only additions come: read open, enumerations too, and skip types you do not know.',
      license: {
        name: 'EUPL-1.2',

        url: 'https://interoperable-europe.ec.europa.eu/collection/eupl',
      },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(services.map(([service, its]) => [service, channelOf(service, its)])),
    operations: Object.fromEntries(
      services.map(([service]) => [
        `publish-${service}`,
        { action: 'send', channel: ref('channels', service), summary: `What ${service} publishes.` },
      ]),
    ),
    components: {
      schemas: { headers: headersOf(envelope) },
      messages: Object.fromEntries(
        contracts.map((contract) => [fragment(contract.type), messageOf(contract, envelope)]),
      ),
    },
  };
}
