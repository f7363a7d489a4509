import { Controller, Header } from '@nestjs/common';
import { unknown } from '@estafette/decider';
import { EventStore } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, open, PublicAddress, Route } from '@estafette/service-host';
import { z } from 'zod';
import { didDocumentOf, didOf } from './did-documents.js';
import { issuerParams } from './issuer.schemas.js';
import { issuer } from './issuer.stream.js';

const document = get('did.json', {
  summary: 'The document of an organisation’s did:web: with which keys it signs, and which were compromised',
  permission: open,
  params: issuerParams,
  answer: z.looseObject({ id: z.string() }),
  gives: 'application/did+json',
});

/** As others resolve a did:web: without a version before it, and readable from any page. */
@Controller('organisations/:organisationId')
export class DidDocumentsController {
  constructor(
    private readonly store: EventStore,
    private readonly address: PublicAddress,
  ) {}

  @Route(document)
  @Header('access-control-allow-origin', '*')
  @Header('cache-control', 'public, max-age=60')
  async read(@Input() { params: { organisationId } }: CallOf<typeof document>): Promise<string> {
    const did = didOf(this.address.url, organisationId);
    const { state } = await this.store.load(issuer, organisationId);
    if (!state.keys.some((key) => key.did === did)) unknown('did-unknown', 'No organisation with this id signs here.');
    return JSON.stringify(didDocumentOf(did, state));
  }
}
