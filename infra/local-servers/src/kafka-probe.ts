import { connect } from 'node:net';

/**
 * Whether a broker answers and knows itself as part of its cluster: a Metadata request, version 1, in the bytes of the
 * Kafka protocol (kafka.apache.org/protocol, API key 3). A broker that still starts accepts the connection but lists no
 * broker, or does not answer.
 */
export function kafkaAnswers(host: string, port: number, timeout = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let received = Buffer.alloc(0);
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeout, () => {
      done(false);
    });
    socket.on('error', () => {
      done(false);
    });
    socket.on('close', () => {
      done(false);
    });
    socket.on('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      // Size, correlation id, then the number of brokers.
      if (received.length >= 12) done(received.readInt32BE(8) > 0);
    });
  });
}

function metadataRequest(): Buffer {
  const body = Buffer.alloc(14);
  body.writeInt16BE(3, 0); // API key: Metadata
  body.writeInt16BE(1, 2); // API version
  body.writeInt32BE(1, 4); // correlation id
  body.writeInt16BE(-1, 8); // no client id
  body.writeInt32BE(0, 10); // about no topic: brokers only
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}
