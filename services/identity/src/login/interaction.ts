import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import { PageProblem } from '../pages/forms.js';
import type { Language } from '../pages/language.js';
import { requestLanguage } from '../pages/request-language.js';

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

/** A request of an application that waits for a person: to log in, or to decide. */
export interface Waiting {
  readonly details: Details;
  readonly client: Client;
  readonly language: Language;
  /** Where its page is, whole: a proxy in front would read a path as one of its own (RFC 9110, section 10.2.2). */
  readonly at: string;
  /** Where the application has the person sent back to. */
  readonly onwards: string;
}

/**
 * The request that a page is about: the one in its address, which must be that of the browser's cookie.
 *
 * @param prompt what it must be waiting for
 * @throws PageProblem 400 when it has ended, is another browser's, or waits for something else
 */
export async function waitingFor(
  provider: Provider,
  { request, reply, issuer }: { request: FastifyRequest; reply: FastifyReply; issuer: string },
  prompt?: 'login' | 'consent',
): Promise<Waiting> {
  const { uid } = request.params as { uid: string };
  const details = await provider.interactionDetails(request.raw, reply.raw);
  if (details.uid !== uid || (prompt !== undefined && details.prompt.name !== prompt)) {
    throw new PageProblem(400, 'expired');
  }
  const { client_id: clientId, redirect_uri: onwards, ui_locales: uiLocales } = details.params;
  const client = await provider.Client.find(String(clientId));
  if (!client) throw new PageProblem(400, 'expired');
  return {
    details,
    client,
    language: requestLanguage(request.raw, uiLocales),
    at: `${issuer}/interactions/${uid}`,
    onwards: String(onwards),
  };
}
