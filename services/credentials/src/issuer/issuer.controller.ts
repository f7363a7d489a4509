import { Controller } from '@nestjs/common';
import { EventStore, part, partFrom } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { Commands, Input, known, post, PublicAddress, roles, Route } from '@estafette/service-host';
import { followedOrganisation } from '../followed/followed.js';
import { KeyKeeper } from '../keeping/key-keeper.js';
import { didOf } from './did-documents.js';
import type { IssuerCommand, OfferedKey } from './issuer.decider.js';
import { issuerBody, keyParams, keyRevocationBody, rotationBody } from './issuer.schemas.js';
import { issuer } from './issuer.stream.js';
import { Issuers } from './issuers.js';

const permission = roles('issuer-admin');
/** Whoever confirms has a key too, which their organisation looks after. */
const ofKeys = roles('issuer-admin', 'employer');
const FIRST_KEY = 'key-1';

const registerIssuer = post('', {
  summary:
    'Make the school that you act for an issuer, under the name by which it is registered, with a did:web and a signing key of its own',
  permission,
  body: issuerBody,
  refuses: ['not-a-school', 'issuer-without-name', 'organisation-not-known-yet', 'key-not-laid-ready'],
});
const rotateKey = post('keys', {
  summary: 'Sign with a new key from now on; what the ones before signed goes on verifying',
  permission: ofKeys,
  body: rotationBody,
  refuses: ['issuer-not-registered', 'key-not-laid-ready'],
});
const revokeKey = post('keys/:keyId/revocations', {
  summary: 'Withdraw a key that somebody else may have used: nothing that it signed is genuine from now on',
  permission: ofKeys,
  params: keyParams,
  body: keyRevocationBody,
  refuses: ['issuer-not-registered', 'key-exists', 'key-is-its-own-name', 'key-not-laid-ready'],
});

@Controller('issuers')
export class IssuerController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly keeper: KeyKeeper,
    private readonly issuers: Issuers,
    private readonly address: PublicAddress,
  ) {}

  @Route(registerIssuer)
  async register(@Input() call: CallOf<typeof registerIssuer>): Promise<CommandReply> {
    const { person, for: organisationId } = call.actor;
    const { state } = await known(this.store, followedOrganisation, organisationId, 'organisation');
    const command = part(issuer, organisationId, {
      type: 'RegisterIssuer',
      by: { person, for: organisationId },
      organisation: state,
      ...call.body,
      offered: await this.#make(organisationId, FIRST_KEY),
    });
    return this.commands.run(call, command, { location: at(organisationId) });
  }

  @Route(rotateKey)
  rotate(@Input() call: CallOf<typeof rotateKey>): Promise<CommandReply> {
    const { person, for: organisationId } = call.actor;
    const { keyId, algorithm } = call.body;
    const command = partFrom(issuer, organisationId, async (): Promise<IssuerCommand> => {
      if (algorithm === 'Ed25519') {
        const offered = await this.#make(organisationId, keyId);
        return { type: 'RotateKey', by: { person, for: organisationId }, offered };
      }
      const offered = await this.issuers.jwtKey(organisationId, keyId, algorithm);
      return { type: 'AddJwtKey', organisationId, by: person, offered, onlyFirst: false };
    });
    return this.commands.run(call, command, { location: at(organisationId) });
  }

  @Route(revokeKey)
  revoke(@Input() call: CallOf<typeof revokeKey>): Promise<CommandReply> {
    const { person, for: organisationId } = call.actor;
    const command = partFrom(issuer, organisationId, async ({ jwtKeys }) => {
      const { replacementKeyId } = call.body;
      const asJwt = jwtKeys.find(({ keyId }) => keyId === call.params.keyId);
      return {
        type: 'RevokeKey' as const,
        by: { person, for: organisationId },
        keyId: call.params.keyId,
        at: call.at,
        offered: asJwt
          ? await this.issuers.jwtKey(organisationId, replacementKeyId, asJwt.algorithm)
          : await this.#make(organisationId, replacementKeyId),
      };
    });
    return this.commands.run(call, command, { location: at(organisationId) });
  }

  #make(organisationId: string, keyId: string): Promise<OfferedKey> {
    return this.keeper.make({ did: didOf(this.address.url, organisationId), keyId });
  }
}

function at(organisationId: string): string {
  return `/v1/issuers/${organisationId}`;
}
