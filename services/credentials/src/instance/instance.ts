import { Inject, Injectable } from '@nestjs/common';
import type { Metadata } from '@estafette/event-store';
import { SETTINGS } from '@estafette/service-host';
import { z } from 'zod';
import { Issuers, type Signing } from '../issuer/issuers.js';

/** What whoever runs the region decides of the instance. */
export const instanceSettings = z.object({
  INSTANCE_NAME: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .default('Estafette')
    .describe('by which name the installation issues; as it is when it first signs, it stays'),
});

/** The installation as one that signs: records of learners, and what comes by the VC API. */
@Injectable()
export class Instance {
  readonly #name: string;

  constructor(
    private readonly issuers: Issuers,
    @Inject(SETTINGS) settings: unknown,
  ) {
    this.#name = (settings as z.infer<typeof instanceSettings>).INSTANCE_NAME;
  }

  /** Who signs for the installation now; its key is made when it is needed for the first time. */
  signing(metadata: Metadata): Promise<Signing> {
    return this.issuers.ofInstance(this.#name, metadata);
  }
}
