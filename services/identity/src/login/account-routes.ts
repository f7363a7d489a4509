import { BODY_TOO_LARGE, checked, HttpProblem, INTERNAL, refused, sendProblem } from '@estafette/service-host/http';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ACCOUNTS_SCOPE } from '../config.js';
import type { Accounts } from './accounts.js';
import type { ServiceTokens } from './service-tokens.js';

const LARGEST_BODY_BYTES = 4_096;
const NOT_JSON = new HttpProblem(415, 'content-type-not-json', 'Send JSON: Content-Type: application/json.');

const path = z.object({ personId: z.uuid('expected the UUID of a person').transform((id) => id.toLowerCase()) });
const account = z.strictObject({
  email: z.email('expected a mail address').max(254, 'expected at most 254 characters'),
});

/** Where a service says which mail address is whose, so that they can log in; and that somebody is to be forgotten. */
export function accountsFor(accounts: Accounts, tokens: ServiceTokens): (app: FastifyInstance) => Promise<void> {
  return (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: LARGEST_BODY_BYTES },
      (_request, body, done) => {
        try {
          done(null, JSON.parse(String(body)));
        } catch {
          done(new HttpProblem(400, 'body-not-json', 'The body is not JSON that can be read.'));
        }
      },
    );
    app.addContentTypeParser('*', (_request, _payload, done) => done(NOT_JSON));
    app.addHook('onRequest', ({ headers }) => tokens.demand(ACCOUNTS_SCOPE, headers.authorization));
    app.setErrorHandler((error: unknown, { log }, reply) => {
      const tooLarge = error instanceof Error && 'statusCode' in error && error.statusCode === BODY_TOO_LARGE.status;
      const problem = tooLarge ? TOO_LARGE : (refused(error) ?? INTERNAL);
      if (problem === INTERNAL) log.error({ err: error }, 'an account could not be written');
      sendProblem(reply, problem);
    });

    app.put('/accounts/:personId', async ({ params, body }, reply) => {
      const who = checked(path, params, 'path');
      const what = checked(account, body ?? {}, 'body');
      if ('faults' in who || 'faults' in what) throw notValid(who, what);
      const done = await accounts.put(who.value.personId, what.value.email);
      if (done === 'taken') {
        throw new HttpProblem(
          409,
          'address-taken',
          'This mail address is that of another person. Take it from them first.',
        );
      }
      return reply.status(done === 'added' ? 201 : 200).send();
    });
    app.delete('/accounts/:personId', async ({ params }, reply) => {
      const who = checked(path, params, 'path');
      if ('faults' in who) throw notValid(who);
      await accounts.remove(who.value.personId);
      return reply.status(204).send();
    });
    return Promise.resolve();
  };
}

const TOO_LARGE = new HttpProblem(413, 'body-too-large', `An account holds at most ${LARGEST_BODY_BYTES} bytes.`);

/** All that is wrong, together. */
function notValid(...read: readonly ReturnType<typeof checked>[]): HttpProblem {
  const faults = read.flatMap((one) => ('faults' in one ? one.faults : []));
  return new HttpProblem(400, 'request-not-valid', 'Mend what `errors` names and send it again.', { faults });
}
