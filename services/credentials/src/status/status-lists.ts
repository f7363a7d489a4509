import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CREDENTIALS_CONTEXT, encodeStatusList, signDocument, statusBits, toDateTimeStamp } from '@estafette/verifier';
import { Issuers } from '../issuer/issuers.js';
import { Views } from '../views/views.js';
import { StatusPlaces } from './status-places.js';

/** For so long others may keep a list, in milliseconds. */
export const STATUS_LIST_TTL_MS = 60_000;

export interface StatusList {
  /** The signed list, as JSON text. */
  readonly text: string;
  readonly etag: string;
}

/**
 * The status lists of those who issue here, made when they are asked for and kept until something in them changes. So every replica
 * gives out the newest one, and a list that was signed with a compromised key is signed with the next one by itself.
 */
@Injectable()
export class StatusLists {
  readonly #made = new LRUCache<string, StatusList & { readonly from: string }>({ max: 100 });

  constructor(
    private readonly views: Views,
    private readonly issuers: Issuers,
    private readonly places: StatusPlaces,
  ) {}

  /** @returns undefined where no place of it was ever taken */
  async read(organisationId: string, list: number): Promise<StatusList | undefined> {
    const where = { organisationId, list };
    const [{ _max: last, _count: taken }, set] = await Promise.all([
      this.views.statusPlaces.aggregate({ where, _max: { changedAt: true }, _count: true }),
      this.views.statusPlaces.count({ where: { ...where, isSet: true } }),
    ]);
    const signing = taken === 0 ? undefined : await this.issuers.signing(organisationId);
    if (signing === undefined || last.changedAt === null) return undefined;
    const from = `${signing.key.keyId} ${set} ${last.changedAt}`;
    const id = this.places.urlOf(organisationId, list);
    const known = this.#made.get(id);
    if (known?.from === from) return known;
    const rows = await this.views.statusPlaces.findMany({ where: { ...where, isSet: true }, select: { index: true } });
    const changed = new Date(last.changedAt);
    const unsigned = {
      '@context': [CREDENTIALS_CONTEXT],
      id,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'] as const,
      issuer: signing.key.did,
      validFrom: toDateTimeStamp(changed),
      credentialSubject: {
        id: `${id}#list`,
        type: 'BitstringStatusList' as const,
        statusPurpose: 'revocation' as const,
        encodedList: encodeStatusList(statusBits(rows.map(({ index }) => index))),
        ttl: STATUS_LIST_TTL_MS,
      },
    };
    const text = JSON.stringify(await signDocument(unsigned, signing.signer, changed));
    const made = { from, text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
    this.#made.set(id, made);
    return made;
  }
}
