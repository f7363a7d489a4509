import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Part } from '@estafette/event-store';
import { signDocument, toDateTimeStamp, type AchievementCredential } from '@estafette/verifier';
import type { Signing } from '../issuer/issuers.js';
import { takePlace } from '../status/status-place.stream.js';
import { StatusPlaces } from '../status/status-places.js';
import type { Endorser, SignedVersion } from './credential.events.js';

interface Circumstances {
  readonly signing: Signing;
  readonly organisationId: string;
  /** From when it holds (`dateTimeStamp`); of several versions of one credential the latest is the one that counts. */
  readonly validFrom: string;
  /** When it is signed. */
  readonly at: Date;
  /** Whose endorsements stand in it. */
  readonly endorsedBy: readonly Endorser[];
}

/**
 * From when a further version holds (`dateTimeStamp`): now, and later than the one before. Within its second it is told to the
 * thousandth, since a whole second more would lie ahead, and nobody could use the credential until then.
 */
export function laterThan({ validFrom }: { readonly validFrom: string }, at: Date): string {
  const before = Date.parse(validFrom);
  const now = toDateTimeStamp(at);
  // Only where the clock is behind that of whoever signed before does it begin ahead, by as little as can be said.
  return Date.parse(now) > before ? now : new Date(Math.max(at.getTime(), before + 1)).toISOString();
}

/** Signs versions of credentials, each with a place of its own in a status list of its issuer. */
@Injectable()
export class SignedVersions {
  constructor(private readonly places: StatusPlaces) {}

  /** Signs, and hands over what was signed with the part that takes its place; again until a place was free. */
  sign<T>(
    unsigned: AchievementCredential & { readonly proof?: undefined },
    { signing, organisationId, validFrom, at, endorsedBy }: Circumstances,
    write: (version: SignedVersion, place: Part) => Promise<T>,
  ): Promise<T> {
    const { proof: _proof, validUntil: end, ...rest } = unsigned;
    // What ended by itself stays ended; an end before its beginning would make it malformed.
    const validUntil = end !== undefined && Date.parse(end) < Date.parse(validFrom) ? validFrom : end;
    return this.places.take(organisationId, async (status) => {
      const complete = {
        ...rest,
        validFrom,
        ...(validUntil !== undefined && { validUntil }),
        credentialStatus: this.places.entryOf(organisationId, status),
      };
      const credential = JSON.stringify(await signDocument(complete, signing.signer, at));
      const digest = createHash('sha256').update(credential).digest('hex');
      const ends = { validUntil: validUntil ?? null };
      const version = { credential, digest, keyId: signing.key.keyId, status, ...ends, endorsedBy };
      return write(version, takePlace(organisationId, status, digest));
    });
  }
}
