import { Controller, Header } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { get, Input, open, Route } from '@estafette/service-host';
import { z } from 'zod';
import { issuerParams } from '../issuer/issuer.schemas.js';
import { CredentialIssuers } from './credential-issuers.js';

const ISSUER = '.well-known/openid-credential-issuer';
const SERVER = '.well-known/oauth-authorization-server';
const SCHOOL = 'organisations/:organisationId';

/** Between host and path, as OpenID4VCI 1.0 and RFC 8414 have it, and after both, as the drafts before had it and wallets still ask. */
export const WELL_KNOWN_PATHS = [
  `${ISSUER}/${SCHOOL}`,
  `${SCHOOL}/${ISSUER}`,
  `${SERVER}/${SCHOOL}`,
  `${SCHOOL}/${SERVER}`,
];

const asIssuer = {
  summary: 'A school as wallets know it (OpenID4VCI 1.0): what it issues, in which forms, and where',
  permission: open,
  params: issuerParams,
  answer: z.looseObject({ credential_issuer: z.string() }),
};
const asServer = {
  summary: 'Where a wallet redeems an offer of a school for a token (RFC 8414)',
  permission: open,
  params: issuerParams,
  answer: z.looseObject({ issuer: z.string(), token_endpoint: z.string() }),
};
const issuerAtHost = get(`${ISSUER}/${SCHOOL}`, asIssuer);
const issuerAtPath = get(`${SCHOOL}/${ISSUER}`, asIssuer);
const serverAtHost = get(`${SERVER}/${SCHOOL}`, asServer);
const serverAtPath = get(`${SCHOOL}/${SERVER}`, asServer);

type Asked = CallOf<typeof issuerAtHost>;

/** As wallets find it: without a version before it, and readable from any page. */
@Controller()
export class CredentialIssuerMetadataController {
  constructor(private readonly issuers: CredentialIssuers) {}

  @Route(issuerAtHost)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', 'public, max-age=60')
  issuerBetween(@Input() { params }: Asked): Promise<object> {
    return this.#issuer(params.organisationId);
  }

  @Route(issuerAtPath)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', 'public, max-age=60')
  issuerAfter(@Input() { params }: Asked): Promise<object> {
    return this.#issuer(params.organisationId);
  }

  @Route(serverAtHost)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', 'public, max-age=60')
  serverBetween(@Input() { params }: Asked): Promise<object> {
    return this.#server(params.organisationId);
  }

  @Route(serverAtPath)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', 'public, max-age=60')
  serverAfter(@Input() { params }: Asked): Promise<object> {
    return this.#server(params.organisationId);
  }

  async #issuer(organisationId: string): Promise<object> {
    return (await this.issuers.metadataOf(organisationId)).credentialIssuer;
  }

  async #server(organisationId: string): Promise<object> {
    return (await this.issuers.metadataOf(organisationId)).authorizationServers[0] ?? {};
  }
}
