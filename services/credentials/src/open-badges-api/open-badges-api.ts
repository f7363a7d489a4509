import { Inject, Injectable } from '@nestjs/common';
import { PublicAddress, SETTINGS } from '@estafette/service-host';
import type { z } from 'zod';
import type { Provider, providerSettings } from './service-description.js';
import { API_PATH } from './status-info.js';

/** Where this API lies, and what the installation says of itself there. */
@Injectable()
export class OpenBadgesApi {
  /** Without a slash at the end. */
  readonly address: string;
  readonly provider: Provider;

  constructor(address: PublicAddress, @Inject(SETTINGS) given: Readonly<Record<string, unknown>>) {
    const settings = given as Partial<z.output<typeof providerSettings>>;
    this.address = (settings.OPEN_BADGES_URL ?? `${address.url}/${API_PATH}`).replace(/\/+$/, '');
    this.provider = {
      name: settings.PROVIDER_NAME ?? 'Estafette',
      termsOfService: settings.TERMS_OF_SERVICE_URL ?? address.url,
      privacyPolicy: settings.PRIVACY_POLICY_URL ?? address.url,
      image: settings.PROVIDER_IMAGE_URL,
    };
  }
}
