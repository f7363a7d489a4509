import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { ResourceServer } from 'oidc-provider';
import { z } from 'zod';

/** A grant of our own (RFC 6749 section 4.5). */
export const DEMO_GRANT = 'urn:estafette:params:oauth:grant-type:demo';

/** What the log says at start when the grant exists. */
export const DEMO_WARNING =
  `DEMO_MODE is on: whoever reaches this address gets a token for any person, without proof (grant type ${DEMO_GRANT}). ` +
  'Never use it with data of real people.';

const personId = z.uuid();

/**
 * Lets the grant exist: with `person_id` (a UUID) it answers an access token whose subject is that person and whose scope is `person`.
 * Whether the person is known is for the services to say.
 *
 * @returns through the endpoint: `invalid_request` without a UUID, `invalid_scope` for any scope but `person`.
 */
export function registerDemoGrant(provider: Provider, audience: string, target: ResourceServer): void {
  provider.registerGrantType<{ person_id?: string }>(
    DEMO_GRANT,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const person = personId.safeParse(params.person_id);
      if (!person.success) throw new errors.InvalidRequest('person_id must be the UUID of a person');
      if (params.scope !== undefined && params.scope !== 'person') {
        throw new errors.InvalidScope('the demo grant gives the scope person alone', params.scope);
      }
      const token = new provider.AccessToken({
        client,
        // UUIDs are compared as text everywhere else, so they leave here in one spelling (RFC 9562 section 4).
        accountId: person.data.toLowerCase(),
        gty: 'demo',
        // The type asks for one; no consent is kept that it could point to, and a JWT does not carry it.
        grantId: 'demo',
        scope: 'person',
        resourceServer: new provider.ResourceServer(audience, target),
      });
      ctx.oidc.entity('AccessToken', token);
      ctx.body = {
        access_token: await token.save(),
        expires_in: token.expiration,
        token_type: token.tokenType,
        scope: token.scope,
      };
    },
    ['person_id', 'scope'],
  );
}
