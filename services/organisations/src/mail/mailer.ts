import { Injectable, Inject, type OnModuleDestroy } from '@nestjs/common';
import { SETTINGS } from '@estafette/service-host';
import { createTransport, type Transporter } from 'nodemailer';
import { z } from 'zod';

/** How mail leaves; what this service has of settings beside those that every service has. */
export const mailSettings = z
  .object({
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, error: 'expected smtp://… or smtps://…' })
      .optional()
      .describe(
        'the mail server by which people are told; left out: nobody is mailed, and everybody reads it in the region',
      ),
    MAIL_FROM: z
      .string()
      .min(3)
      .max(320)
      .optional()
      .describe('whom mail is from: "Estafette <no-reply@region.example>"'),
    PASSPORT_URL: z
      .url({ protocol: /^https?$/, error: 'expected http://… or https://…' })
      .optional()
      .describe('where people see their credentials; stands in the mail'),
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => (SMTP_URL === undefined) === (MAIL_FROM === undefined), {
    path: ['MAIL_FROM'],
    message: 'goes with SMTP_URL: set both or neither',
  });

export type MailSettings = z.infer<typeof mailSettings>;

export interface Letter {
  readonly mailId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

/** How long a mail server may take for a step, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Sends letters over SMTP, where that is set up. */
@Injectable()
export class Mailer implements OnModuleDestroy {
  readonly #transport: Transporter | null;
  readonly #from: string;

  constructor(@Inject(SETTINGS) { SMTP_URL: url, MAIL_FROM: from = '' }: MailSettings) {
    this.#from = from;
    this.#transport =
      url === undefined
        ? null
        : createTransport(
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

  get isSetUp(): boolean {
    return this.#transport !== null;
  }

  /**
   * Hands a letter to the mail server. Where it is handed over twice, since this service ended before it could note that,
   * it has the same Message-ID, by which the mail programs of people show it once.
   *
   * @returns null when the server took it, or its status (RFC 5321, section 4.2) when it never will
   * @throws where it may take it later
   */
  async send({ mailId, to, subject, text }: Letter): Promise<number | null> {
    const domain = /@([\w.-]+)>?$/.exec(this.#from)?.[1] ?? 'localhost';
    try {
      await this.#transport?.sendMail({ to, subject, text, messageId: `<${mailId}@${domain}>` });
      return null;
    } catch (error) {
      const status = (error as { responseCode?: unknown }).responseCode;
      if (typeof status === 'number' && status >= 500) return status;
      // The rest of what the server says may hold the address.
      const { code = 'unknown' } = error as NodeJS.ErrnoException;

      throw new Error(`the mail server did not take a letter: ${typeof status === 'number' ? status : code}`);
    }
  }

  onModuleDestroy(): void {
    this.#transport?.close();
  }
}
