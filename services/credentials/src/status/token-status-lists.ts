import { Injectable } from '@nestjs/common';
import { createHeaderAndPayload, StatusList as TokenStatusList } from '@sd-jwt/jwt-status-list';
import { MIN_STATUS_BITS } from '@estafette/verifier';
import { Issuers, type JwtSigning } from '../issuer/issuers.js';
import { compactJws } from '../signing/index.js';
import { Views } from '../views/views.js';
import { KeptLists, STATUS_LIST_TTL_MS, type PlaceValues, type StatusList } from './kept-lists.js';
import { StatusPlaces } from './status-places.js';

/** For so long one may be believed that was kept, in seconds; it is made anew when half of that has gone. */
const LIFETIME_S = 24 * 3_600;

/**
 * The places of the status lists once more, as a Token Status List (IETF): what SD-JWTs refer to. A place is set in both or in
 * neither, since both are made of the same rows.
 */
@Injectable()
export class TokenStatusLists {
  readonly #kept: KeptLists;

  constructor(
    views: Views,
    private readonly issuers: Issuers,
    private readonly places: StatusPlaces,
  ) {
    this.#kept = new KeptLists(views);
  }

  /** @returns undefined where no SD-JWT can refer to it: no place was ever taken, or nobody signs JWTs there */
  read(organisationId: string, list: number, now: Date): Promise<StatusList | undefined> {
    return this.#kept.read(organisationId, list, async () => {
      const signing = await this.#signing(organisationId);
      if (signing === undefined) return undefined;
      const url = this.places.tokenUrlOf(organisationId, list);
      const seconds = Math.floor(now.getTime() / 1_000);
      return {
        url,
        from: `${signing.key.keyId} ${Math.floor((seconds * 2) / LIFETIME_S)}`,
        sign: (values) => signed(url, values, signing, seconds),
      };
    });
  }

  async #signing(organisationId: string): Promise<JwtSigning | undefined> {
    return (
      (await this.issuers.knownJwt(organisationId, 'ES256')) ?? (await this.issuers.knownJwt(organisationId, 'RS256'))
    );
  }
}

/** @param seconds when, as JWTs count it */
function signed(url: string, values: PlaceValues, { key, signer }: JwtSigning, seconds: number): Promise<string> {
  const statuses = new Array<number>(MIN_STATUS_BITS).fill(0);
  for (const [index, value] of values) statuses[index] = value;
  const { header, payload } = createHeaderAndPayload(
    new TokenStatusList(statuses, 1),
    { iss: key.did, sub: url, iat: seconds, exp: seconds + LIFETIME_S, ttl: STATUS_LIST_TTL_MS / 1_000 },
    { alg: signer.algorithm, typ: 'statuslist+jwt', kid: signer.kid },
  );
  return compactJws(header, payload, signer);
}
