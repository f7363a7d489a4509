import { Injectable } from '@nestjs/common';
import { signDocument } from '@estafette/verifier';
import { Issuers } from '../issuer/issuers.js';
import { buildStatusList } from '../signing/index.js';
import { Views } from '../views/views.js';
import { KeptLists, STATUS_LIST_TTL_MS, type StatusList } from './kept-lists.js';
import { readSeries, type Series } from './series.rules.js';
import { StatusPlaces } from './status-places.js';

/** The status lists of those who issue here, as credentials refer to them (Bitstring Status List 1.0). */
@Injectable()
export class StatusLists {
  readonly #kept: KeptLists;

  constructor(
    views: Views,
    private readonly issuers: Issuers,
    private readonly places: StatusPlaces,
  ) {
    this.#kept = new KeptLists(views);
  }

  /** @returns undefined where no place of it was ever taken */
  read(series: Series, list: number): Promise<StatusList | undefined> {
    const { issuer, purpose, size } = readSeries(series);
    return this.#kept.read(series, list, async () => {
      const signing = await this.issuers.signing(issuer);
      if (signing === undefined) return undefined;
      const { key, signer } = signing;
      const url = this.places.urlOf(series, list);
      return {
        url,
        from: key.keyId,
        sign: async (values, validFrom) => {
          const of = { id: url, issuer: key.did, purpose, size, validFrom, values, ttl: STATUS_LIST_TTL_MS };
          return JSON.stringify(await signDocument(buildStatusList(of), signer, validFrom));
        },
      };
    });
  }
}
