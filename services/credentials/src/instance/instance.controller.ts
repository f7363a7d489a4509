import { Controller, Header } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { EventStore, partFrom } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { Commands, get, Input, metadataOf, open, post, PublicAddress, roles, Route } from '@estafette/service-host';
import { z } from 'zod';
import { didDocumentOf, didOf } from '../issuer/did-documents.js';
import { INSTANCE } from '../issuer/instance.rules.js';
import type { IssuerState, OfferedKey } from '../issuer/issuer.decider.js';
import { keyParams, keyRevocationBody, rotationBody } from '../issuer/issuer.schemas.js';
import { issuer } from '../issuer/issuer.stream.js';
import { KeyKeeper } from '../keeping/key-keeper.js';
import { Instance } from './instance.js';

const permission = roles('region-admin');
const LOCATION = '/v1/instance';

const read = get('', {
  summary: 'The installation as one that signs, under a DID and keys of its own: never for a school',
  permission: open,
  answer: z.object({
    did: z.string(),
    name: z.string().nullable().describe('null as long as it has signed nothing'),
    keys: z.array(
      z.object({
        keyId: z.string(),
        publicKey: z.string().describe('an Ed25519 multikey'),
        revokedAt: z.string().nullable().describe('when it was found compromised'),
      }),
    ),
  }),
});
const rotateKey = post('keys', {
  summary: 'Have the installation sign with a new key from now on; what the ones before signed goes on verifying',
  permission,
  body: rotationBody,
  refuses: ['key-not-laid-ready'],
});
const revokeKey = post('keys/:keyId/revocations', {
  summary: 'Withdraw a key of the installation that somebody else may have used: nothing that it signed is genuine',
  permission,
  params: keyParams,
  body: keyRevocationBody,
  refuses: ['key-exists', 'key-not-laid-ready'],
});

@Controller('instance')
export class InstanceController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly keeper: KeyKeeper,
    private readonly address: PublicAddress,
    private readonly instance: Instance,
  ) {}

  @Route(read)
  async read(): Promise<object> {
    const { state } = await this.store.load(issuer, INSTANCE);
    const keys = state.keys.map(({ keyId, publicKey, revokedAt }) => ({ keyId, publicKey, revokedAt }));
    return { did: didOf(this.address.url, INSTANCE), name: state.name, keys };
  }

  @Route(rotateKey)
  async rotate(@Input() call: CallOf<typeof rotateKey>): Promise<CommandReply> {
    await this.instance.signing(metadataOf(call));
    const command = partFrom(issuer, INSTANCE, async () => ({
      type: 'RotateKey' as const,
      by: { person: call.actor.person, for: INSTANCE },
      offered: await this.#make(call.body.keyId),
    }));
    return this.commands.run(call, command, { location: LOCATION });
  }

  @Route(revokeKey)
  async revoke(@Input() call: CallOf<typeof revokeKey>): Promise<CommandReply> {
    await this.instance.signing(metadataOf(call));
    const command = partFrom(issuer, INSTANCE, async () => ({
      type: 'RevokeKey' as const,
      by: { person: call.actor.person, for: INSTANCE },
      keyId: call.params.keyId,
      at: call.at,
      offered: await this.#make(call.body.replacementKeyId),
    }));
    return this.commands.run(call, command, { location: LOCATION });
  }

  #make(keyId: string): Promise<OfferedKey> {
    return this.keeper.make({ did: didOf(this.address.url, INSTANCE), keyId });
  }
}

const document = get('did.json', {
  summary: 'The document of the installation’s did:web: with which keys it signs, and which were compromised',
  permission: open,
  answer: z.looseObject({ id: z.string() }),
  gives: 'application/did+json',
});

/** As others resolve a did:web: without a version before it, and readable from any page. */
@Controller('instance')
export class InstanceDocumentController {
  constructor(
    private readonly store: EventStore,
    private readonly address: PublicAddress,
  ) {}

  @Route(document)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', 'public, max-age=60')
  async read(): Promise<string> {
    const { state }: { state: IssuerState } = await this.store.load(issuer, INSTANCE);
    if (state.keys.length === 0) unknown('did-unknown', 'This installation has signed nothing itself yet.');
    return JSON.stringify(didDocumentOf(didOf(this.address.url, INSTANCE), state));
  }
}
