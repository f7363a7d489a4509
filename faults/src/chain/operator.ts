import type { Chain } from './chain.js';

/** Asks a service as the region's administrator does. @returns status and body */
export async function asOperator(
  chain: Chain,
  service: string,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${chain.one(service).url}/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await chain.issuer.personToken(chain.admin)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : (JSON.parse(text) as unknown) };
}
