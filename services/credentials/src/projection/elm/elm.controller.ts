import { Controller, Header } from '@nestjs/common';
import type { CallOf } from '@estafette/service-host';
import { Input, post, Route, selfOr } from '@estafette/service-host';
import { credentialParams } from '../../credential/credential.schemas.js';
import { IssuedBadges } from '../issued-badges.js';
import { elmAnswer, elmBody } from './elm.schemas.js';
import { europeanDigitalCredential, type Projected } from './european-digital-credential.js';

const tellAsElm = post(':credentialId/european-digital-credentials', {
  summary:
    'A credential as a European Digital Credential (European Learning Model 3), unsealed, and what that cannot carry',
  permission: selfOr('issuer-admin'),
  params: credentialParams,
  body: elmBody,
  success: 200,
  answer: elmAnswer,
  refuses: ['credential-revoked', 'credential-suspended', 'credential-declined', 'not-sayable-in-elm'],
});

@Controller('credentials')
export class ElmController {
  constructor(private readonly badges: IssuedBadges) {}

  @Route(tellAsElm)
  @Header('cache-control', 'no-store')
  async tell(@Input() { params, body, actor }: CallOf<typeof tellAsElm>): Promise<Projected> {
    const { signed, issuedAt } = await this.badges.holding(params.credentialId, actor);
    return europeanDigitalCredential(signed, issuedAt, body);
  }
}
