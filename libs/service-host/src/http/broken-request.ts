import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { API_VERSION, HttpProblem, problemBody } from './problem.js';

const PROBLEMS: Readonly<Record<string, HttpProblem>> = {
  HPE_HEADER_OVERFLOW: new HttpProblem(
    431,
    'headers-too-large',
    'The address and the headers of a request hold at most 16 KiB together.',
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new HttpProblem(408, 'request-too-slow', 'The request did not arrive in time.'),
};
const NOT_HTTP = new HttpProblem(400, 'not-http', 'This is not a request of HTTP/1.1 as it is served here.');
/** How long a caller has to take the answer before the connection goes. */
const LINGER_MS = 2_000;
const EXPECTATION = new HttpProblem(417, 'expectation-not-met', 'Of all expectations only 100-continue is met.');

/** Answers bytes that are no request: no route, and no reply of the framework's, is there for them. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else answer(socket, PROBLEMS[error.code ?? ''] ?? NOT_HTTP);
}

/** Answers what Node would refuse by itself without a word. */
export function answerOddRequests(server: Server): void {
  server.on('connect', (_request, socket: Duplex) => {
    answer(socket, NOT_HTTP);
  });
  server.on('checkExpectation', (request: IncomingMessage) => {
    answer(request.socket, EXPECTATION);
  });
}

function answer(socket: Duplex, problem: HttpProblem): void {
  const body = JSON.stringify(problemBody(problem));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `API-Version: ${API_VERSION}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Whoever neither sends on nor hangs up would keep the connection for ever.
  const cut = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(cut));
}
