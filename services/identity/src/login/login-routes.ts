import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { OWN_PAGES } from '../authorization/clients.js';
import { loginLetter } from '../mail/login-letter.js';
import type { Mailer } from '../mail/mailer.js';
import { fieldOf, sendPage } from '../pages/forms.js';
import { loginPage } from '../pages/login-page.js';
import type { LoginStep } from '../pages/login-page.js';
import type { Words } from '../pages/words.js';
import { waitingFor } from './interaction.js';
import type { Waiting } from './interaction.js';
import { CODE_MINUTES } from './login-codes.js';
import type { LoginCodes } from './login-codes.js';

/** How people prove who they are: by a code in their mail, or in a demo by saying so. */
export type Proof =
  { readonly demo: true } | { readonly demo: false; readonly codes: LoginCodes; readonly mailer: Mailer };

const person = z.uuid().transform((id) => id.toLowerCase());
const address = z
  .email()
  .max(254)
  .transform((text) => text.toLowerCase());
const SIX_DIGITS = /^\d{6}$/;
const STATUS: Partial<Record<keyof Words['faults'], number>> = { tooOften: 429 };

/** What the login page shows first, and what its forms do. */
export function loginRoutes(app: FastifyInstance, provider: Provider, issuer: string, proof: Proof): LoginShown {
  const waiting = (request: FastifyRequest, reply: FastifyReply): Promise<Waiting> =>
    waitingFor(provider, { request, reply, issuer }, 'login');
  const show = (
    reply: FastifyReply,
    step: LoginStep,
    { language, at, client, onwards }: Waiting,
    told: Pick<Parameters<typeof loginPage>[0], 'fault' | 'entered' | 'again'> = {},
  ) => {
    const application = client.clientId === OWN_PAGES ? null : (client.clientName ?? client.clientId);
    return sendPage(reply, loginPage({ language, step, at, application, ...told }), {
      onwards,
      ...(told.fault === undefined ? {} : { status: STATUS[told.fault] ?? 400 }),
    });
  };
  const logIn = async (request: FastifyRequest, reply: FastifyReply, accountId: string) => {
    await endOtherSession(provider, request, reply, accountId);
    const onwards = await provider.interactionResult(request.raw, reply.raw, { login: { accountId } });
    return reply.redirect(onwards, 303);
  };

  if (proof.demo) {
    app.post('/interactions/:uid/person', async (request, reply) => {
      const here = await waiting(request, reply);
      const entered = fieldOf(request, 'person');
      const id = person.safeParse(entered);
      return id.success ? logIn(request, reply, id.data) : show(reply, 'demo', here, { fault: 'person', entered });
    });
    return (here, reply) => show(reply, 'demo', here);
  }

  const { codes, mailer } = proof;
  app.post('/interactions/:uid/address', async (request, reply) => {
    const here = await waiting(request, reply);
    const entered = fieldOf(request, 'address');
    const email = address.safeParse(entered);
    if (!email.success) return show(reply, 'address', here, { fault: 'address', entered });
    const asked = await codes.ask(here.details.uid, email.data);
    if (asked === 'too-often') return show(reply, 'address', here, { fault: 'tooOften', entered });
    if (asked.known) mailer.send({ to: email.data, ...loginLetter(here.language, asked.code, CODE_MINUTES) });
    return reply.redirect(here.at, 303);
  });
  app.post('/interactions/:uid/code', async (request, reply) => {
    const here = await waiting(request, reply);
    // As people copy it: with spaces in it.
    const code = fieldOf(request, 'code').replaceAll(' ', '');
    if (!SIX_DIGITS.test(code)) return show(reply, 'code', here, { fault: 'code' });
    const judged = await codes.judge(here.details.uid, code);
    return typeof judged === 'string'
      ? show(reply, 'code', here, { fault: judged })
      : logIn(request, reply, judged.personId);
  });
  return async (here, reply, request) => {
    const again = (request.query as { again?: unknown }).again !== undefined;
    return show(reply, !again && (await codes.isAsked(here.details.uid)) ? 'code' : 'address', here, { again });
  };
}

export type LoginShown = (
  here: Waiting,
  reply: FastifyReply,
  request: FastifyRequest,
) => Promise<FastifyReply> | FastifyReply;

/** Whoever logs in as somebody else leaves the session of the one before, with all that it knew. */
async function endOtherSession(provider: Provider, { raw }: FastifyRequest, reply: FastifyReply, accountId: string) {
  const session = await provider.Session.get(provider.createContext(raw, reply.raw));
  if (session.accountId === undefined || session.accountId === accountId) return;
  const details = await provider.interactionDetails(raw, reply.raw);
  delete details.session;
  await details.persist();
  await session.destroy();
}
