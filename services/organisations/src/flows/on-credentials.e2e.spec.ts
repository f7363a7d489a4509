import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Mailer, mailSettings } from '../mail/mailer.js';
import { organisations } from '../organisations.service.js';
import { OnCredentials } from './on-credentials.consumer.js';

const adminId = randomUUID();
const school = randomUUID();

/** A mail server that keeps what it is sent, and refuses when it is told to. */
class MailServer {
  readonly letters: { readonly to: string; readonly raw: string }[] = [];
  /** The status with which it answers each letter to an address; it takes the others. */
  readonly refuses = new Map<string, number[]>();
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      const status = this.refuses.get(address)?.shift();
      done(status === undefined ? null : Object.assign(new Error('no'), { responseCode: status }));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        for (const { address } of envelope.rcptTo) this.letters.push({ to: address, raw });
        done();
      });
    },
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  to(address: string): string[] {
    return this.letters.flatMap(({ to, raw }) => (to === address ? [raw] : []));
  }
}

const server = new MailServer();
let service: TestService<RunningService>;
let admin: Caller;
beforeAll(async () => {
  service = await startTestService('organisations', ['credentials'], (env) => boot(organisations, env), {
    FIRST_ADMIN: adminId,
    SMTP_URL: await server.listen(),
    MAIL_FROM: 'Estafette <no-reply@region.example>',
    PASSPORT_URL: 'https://region.example/passport',
  });
  admin = await service.person(adminId);
  const registered = { organisationId: school, kind: 'school', name: 'School for Food', kvkNumber: '12345678' };
  expect((await admin.post('/v1/organisations', { ...registered, branchNumber: null })).status).toBe(201);
});
afterAll(async () => {
  await service.close();
  await server.close();
});

async function introduced(): Promise<{ personId: string; email: string }> {
  const who = { personId: randomUUID(), email: `${randomUUID()}@mail.example` };
  const answer = await admin.post('/v1/people', { ...who, name: 'Fatima de Wit' });
  expect(answer.status, await answer.text()).toBe(201);
  return who;
}

/** What a message says beside whose credential it is. */
const SAYS: Readonly<Record<string, object>> = {
  issued: { validationId: randomUUID(), achievementId: randomUUID(), achievementVersion: 1, issuedAt: now() },
  reminded: { remindedAt: now() },
  suspended: { reason: 'under-review', suspendedAt: now() },
  reinstated: { reason: 'review-closed', reinstatedAt: now() },
  revoked: { reason: 'issued-in-error', revokedAt: now() },
  reissued: { reason: 'corrected', reissuedAt: now(), operationId: null },
  'copies-ended': { reason: 'key-compromised', endedAt: now(), operationId: randomUUID() },
};

function now(): string {
  return new Date().toISOString();
}

/** Tells what happened to a credential of somebody. @returns the message's id */
function tell(what: string, learnerId: string, more: object = {}, time = now()): string {
  const credentialId = randomUUID();
  const data = { credentialId, learnerId, organisationId: school, ...SAYS[what], ...more };
  return service.feeds.tell({
    type: `nl.estafette.credentials.credential-${what}.v1`,
    subject: `credential-${credentialId}`,
    data,
    time,
  });
}

/** What came of letters to somebody, in the order of the log. */
async function noted(personId: string): Promise<string[]> {
  const { rows } = await service.running.held.pool.query<{ type: string }>(
    `select type from log.events
      where stream_id like 'mail-%' and type <> 'MailBegun' and data->>'personId' = $1 order by position`,
    [personId],
  );
  return rows.map(({ type }) => type);
}

describe('who holds a credential', () => {
  it.each([
    ['issued', /Er staat een digitaal bewijs voor je klaar/],
    ['reminded', /nog een digitaal bewijs/],
    ['suspended', /opgeschort/],
    ['reinstated', /geldt weer/],
    ['revoked', /ingetrokken/],
    ['reissued', /nieuwe versie/],
    ['copies-ended', /kopie in je wallet/],
  ])('is mailed when it was %s: that there is something, from whom, and where to look', async (what, subject) => {
    const { personId, email } = await introduced();
    tell(what, personId);
    const [letter = ''] = await eventually(() => server.to(email).length > 0 && server.to(email));
    const decoded = letter
      .replaceAll('=\r\n', '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    expect(decoded).toMatch(subject);
    for (const part of [
      'School for Food',
      'Beste Fatima de Wit',
      'Dear Fatima de Wit',
      'https://region.example/passport',
    ])
      expect(decoded).toContain(part);
    expect(decoded).toContain('From: Estafette <no-reply@region.example>');
    expect(await eventually(async () => (await noted(personId)).length > 0 && noted(personId))).toEqual(['MailSent']);
  });

  it.each([
    ['it issued anew', 'reissued', /nieuwe versie/],
    ['have copies that it ended', 'copies-ended', /kopie in je wallet/],
  ])('is mailed once of an operation, however many of their credentials %s', async (_, what, subject) => {
    const { personId, email } = await introduced();
    const operationId = randomUUID();
    for (let nth = 0; nth < 5; nth++) tell(what, personId, { operationId });
    // What comes after has been sent: so all before it were taken in.
    tell('suspended', personId);
    await eventually(() => server.to(email).some((letter) => /opgeschort/.test(letter)));
    tell(what, personId, { operationId });
    const other = await introduced();
    tell('issued', other.personId);
    await eventually(() => server.to(other.email).length === 1);
    expect(server.to(email).filter((letter) => subject.test(letter))).toHaveLength(1);
  });

  it('is mailed once of an operation also where several replicas are told of it at the same moment', async () => {
    const { personId, email } = await introduced();
    const { store } = service.running.held;
    const settings = mailSettings.parse(service.environment);
    const mailer = new Mailer(settings);
    const operationId = randomUUID();
    const told = (): Promise<void> => {
      const data = { credentialId: randomUUID(), learnerId: personId, organisationId: school, ...SAYS['reissued'] };
      const message = {
        id: randomUUID(),
        source: 'urn:estafette:test:credentials',
        time: now(),
        data: { ...data, operationId },
      };
      return new OnCredentials(store, mailer, settings).reissued(message as Parameters<OnCredentials['reissued']>[0]);
    };
    const replicas = await Promise.allSettled(Array.from({ length: 4 }, told));
    const refused = replicas.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    // Whoever finds somebody else at it tries again, as every consumer does that fails.
    expect(refused.length).toBeGreaterThan(0);
    for (const why of refused) expect(why).toMatch('mail-under-way');
    await told();
    mailer.onModuleDestroy();
    expect(server.to(email)).toHaveLength(1);
    expect(await noted(personId)).toEqual(['MailSent']);
  });

  it('is mailed later when the mail server is busy, with one letter', async () => {
    const { personId, email } = await introduced();
    server.refuses.set(email, [451, 451]);
    tell('issued', personId);
    await eventually(() => server.to(email).length === 1, { timeoutMs: 30_000 });
    await eventually(async () => (await noted(personId)).length === 1);
    expect(await noted(personId)).toEqual(['MailSent']);
    expect(server.refuses.get(email)).toEqual([]);
  });

  it('whose address is refused for good is noted so, and the next in the row is told', async () => {
    const { personId, email } = await introduced();
    server.refuses.set(email, [550]);
    tell('issued', personId);
    await eventually(async () => (await noted(personId)).length === 1);
    expect(await noted(personId)).toEqual(['MailRefused']);
    expect(server.to(email)).toEqual([]);
  });

  it('is not mailed of what happened long ago, nor when nobody knows their address', async () => {
    const { personId, email } = await introduced();
    tell('issued', personId, {}, new Date(Date.now() - 8 * 24 * 60 * 60_000).toISOString());
    tell('issued', randomUUID());
    const last = await introduced();
    tell('issued', last.personId);
    await eventually(() => server.to(last.email).length === 1);
    expect(server.to(email)).toEqual([]);
    const { parked } = { parked: (await service.running.held.pool.query('select 1 from app.parked_messages')).rows };
    expect(parked).toEqual([]);
  });

  it('has no address and no word of a letter kept about them', async () => {
    const { personId, email } = await introduced();
    tell('issued', personId);
    await eventually(async () => (await noted(personId)).length === 1);
    const { rows } = await service.running.held.pool.query<{ data: object }>(
      `select data from log.events where stream_id like 'mail-%' and data->>'personId' = $1 order by position`,
      [personId],
    );
    expect(JSON.stringify(rows)).not.toContain(email);
    expect(rows.map(({ data }) => Object.keys(data).toSorted())).toEqual([
      ['about', 'by', 'mailId', 'personId', 'until'],
      ['about', 'mailId', 'personId'],
    ]);
  });
});

describe('a service without a mail server', () => {
  it('mails nobody, and is told when half of the settings are there', async () => {
    const { SMTP_URL: _url, ...half } = service.environment;
    await expect(boot(organisations, { ...half, PORT: '0' })).rejects.toThrow(/MAIL_FROM: goes with SMTP_URL/);
  });
});
