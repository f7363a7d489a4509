import { Injectable } from '@nestjs/common';
import type { KnownIssuer, Sources } from '@estafette/verifier';
import { Views } from '../views/views.js';

/** What this service knows by itself, of those who issue here; nothing is asked from elsewhere. */
@Injectable()
export class KnownSources implements Sources {
  constructor(private readonly views: Views) {}

  readonly issuer = async (id: string): Promise<KnownIssuer | undefined> => {
    const row = await this.views.issuers.findFirst({ where: { did: id } });
    return row ? { name: row.name, registry: 'estafette' } : undefined;
  };
}
