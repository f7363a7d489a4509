import { setTimeout as delay } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';

interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const PATIENCE_MS = 10_000;
/** Letters that wait for a mail server that is slow or away; more than these are not taken. */
const MOST_WAITING = 1_000;

/** Sends mail over SMTP, after the answer: how long it takes must not tell whether there was anything to send. */
export class Mailer {
  readonly #transport;
  readonly #waiting = new Set<Promise<void>>();

  constructor(
    { url, from }: { readonly url: string; readonly from: string },
    private readonly logger: Logger,
  ) {
    this.#transport = createTransport(
      {
        url,
        pool: true,
        maxConnections: 3,
        connectionTimeout: PATIENCE_MS,
        greetingTimeout: PATIENCE_MS,
        socketTimeout: PATIENCE_MS,
        // No text of ours names a file or an address to take in.
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from },
    );
  }

  /** Takes a letter; whether it left is told to the log, without whom it was for. */
  send(letter: Letter): void {
    if (this.#waiting.size >= MOST_WAITING) {
      this.logger.error('a letter was not taken: too many wait for the mail server');
      return;
    }
    const sending: Promise<void> = this.#transport
      .sendMail(letter)
      .then(
        () => this.logger.info('a letter was sent'),
        (error: unknown) => this.logger.error({ reason: reasonOf(error) }, 'a letter could not be sent'),
      )
      .finally(() => this.#waiting.delete(sending));
    this.#waiting.add(sending);
  }

  /** Sends what waits, as far as that goes in this time, and closes its connections. */
  async close(patienceMs: number): Promise<void> {
    const gaveUp = new AbortController();
    await Promise.race([
      Promise.all(this.#waiting),
      delay(patienceMs, undefined, { signal: gaveUp.signal }).catch(() => undefined),
    ]);
    gaveUp.abort();
    this.#transport.close();
  }
}

/** Only the code: what a mail server says may repeat the address. */
function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
