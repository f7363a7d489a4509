import type { KoaContextWithOIDC } from 'oidc-provider';
import { OFFLINE_ACCESS } from './scopes.js';

/** A response mode that there is not, so that the provider refuses it as it refuses any other. */
const NO_RESPONSE_MODE = 'not-offered';

/** Before the provider reads an authorization request: what it would do otherwise than is promised here. */
export function prepareRequest(ctx: KoaContextWithOIDC): void {
  if (ctx.path !== '/auth' || ctx.method !== 'GET') return;
  const query = { ...ctx.query };
  // Others than `query` answer with a page that has a script, or show the code to whatever runs in the page.
  if (query['response_mode'] !== undefined && query['response_mode'] !== 'query') {
    query['response_mode'] = NO_RESPONSE_MODE;
  }
  const { scope = '', prompt = '' } = query;
  const lasting = typeof scope === 'string' && scope.split(' ').includes(OFFLINE_ACCESS);
  const prompts = typeof prompt === 'string' ? prompt.split(' ').filter((one) => one !== '') : ['none'];
  // The provider drops lasting access without a word unless consent is asked for (OpenID Connect Core 1.0, section 11); applications of
  // Open Badges do not ask so. Whoever gives it is asked each time.
  if (lasting && !prompts.includes('consent') && !prompts.includes('none')) {
    query['prompt'] = [...prompts, 'consent'].join(' ');
  }
  ctx.query = query;
}

/** Discovery tells what is offered here, not what the provider could do (RFC 8414, section 2). */
export function correctMetadata(metadata: unknown, login: boolean): void {
  if (typeof metadata !== 'object' || metadata === null) return;
  if (login) Object.assign(metadata, { response_modes_supported: ['query'] });
  else Reflect.deleteProperty(metadata, 'authorization_endpoint');
}
