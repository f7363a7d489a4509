import { Injectable } from '@nestjs/common';
import { SDJwtInstance } from '@sd-jwt/core';
import { z } from 'zod';
import { keyOfJws, many, readJwk, type PublicKey } from '@estafette/verifier';
import { PublicAddress } from '@estafette/service-host';
import { VCT } from '../copy/projection.js';
import { sha256 } from '../copy/sd-jwt-copy.js';
import { organisationOf } from '../issuer/did-documents.js';
import { VerificationSources } from '../verification/verification-sources.js';
import { Views } from '../views/views.js';
import { areAllSigned } from './disclosures.js';
import { document } from './documents.js';
import { envelopingOf } from './enveloped-sd-jwt.js';
import { isSignedBy, readJws } from './jws.js';
import type { PresentedVerdict } from './presentation-request.events.js';
import { PresentationRefused, refusePresentation, type Challenge, type Shown } from './shown.js';

/** An Open Badge with all that belongs to it, in text. */
const MAX_LENGTH = 512 * 1024;
/** A presentation is made for the occasion; clocks differ. In seconds. */
const MAX_AGE_S = 300;

const claimsOfBoth = z.looseObject({
  iss: z.string(),
  iat: z.number().optional(),
  cnf: z.looseObject({ kid: z.string().optional(), jwk: z.record(z.string(), z.unknown()).optional() }),
  status: z.looseObject({ status_list: z.looseObject({ idx: z.number().int().min(0), uri: z.string() }) }).optional(),
});
type Claims = z.infer<typeof claimsOfBoth>;

const projection = z.looseObject({
  vct: z.literal(VCT),
  nbf: z.number().optional(),
  exp: z.number().optional(),
  achievement: z.looseObject({ id: z.string(), name: z.string() }),
});

/** What of both kinds of SD-JWT is said in the same words. */
interface Said {
  readonly achievement: { readonly id: string; readonly name: string };
  /** In milliseconds. */
  readonly from: number;
  readonly until: number;
}

/**
 * Verifies presentations of SD-JWTs with key binding (RFC 9901): of the VC Data Model (`vc+sd-jwt`; also in an enveloping presentation) and of the IETF (`dc+sd-jwt`, our own
 * type). Whether one still holds is known of those who issue here; of others it stays undecided.
 */
@Injectable()
export class PresentedSdJwts {
  constructor(
    private readonly sources: VerificationSources,
    private readonly views: Views,
    private readonly address: PublicAddress,
  ) {}

  /** @throws PresentationRefused where it is no answer to the challenge */
  async check(presentation: unknown, format: 'vc+sd-jwt' | 'dc+sd-jwt', challenge: Challenge): Promise<Shown> {
    if (typeof presentation !== 'string' || presentation.length > MAX_LENGTH) refusePresentation('Expected an SD-JWT.');
    const claims = await this.#verified(presentation, format, challenge);
    const { achievement, from, until } = format === 'vc+sd-jwt' ? saidOfDocument(claims) : saidOfProjection(claims);
    const moment = challenge.now.getTime();
    const known = await this.sources.of(false).issuer?.(claims.iss);
    const isSet = await this.#isSet(claims);
    const ended = [
      ...(isSet === true ? ['revoked'] : []),
      ...(moment > until ? ['expired'] : []),
      ...(moment < from - MAX_AGE_S * 1_000 ? ['not-valid-yet'] : []),
    ];
    const open = [...(isSet === undefined ? ['status-not-reached'] : []), ...(known ? [] : ['issuer-not-known'])];
    const verdict: PresentedVerdict =
      ended.length > 0
        ? 'not-valid-any-more'
        : isSet === undefined
          ? 'undecided'
          : known
            ? 'valid'
            : 'valid-issuer-unknown';
    return {
      verdict,
      codes: [...ended, ...open],
      issuer: claims.iss,
      achievementId: achievement.id,
      achievementName: achievement.name,
    };
  }

  /** @returns what is disclosed; issuer, holder, nonce and audience are right */
  async #verified(presentation: string, format: string, { nonce, clientId, now }: Challenge): Promise<Claims> {
    const around = format === 'vc+sd-jwt' ? envelopingOf(presentation) : undefined;
    const text = around?.sdJwt ?? presentation;
    const { typ, kid, payload: signed } = readJws(text.split('~')[0] ?? '');
    if (typ !== format) refusePresentation(`Its type is not ${format}.`);
    const unverified = claimsOfBoth.safeParse(signed);
    if (!unverified.success) refusePresentation('It names no issuer, or no key of its holder.');
    const { iss, cnf } = unverified.data;
    const sources = this.sources.of(true);
    const key = await keyOfJws({ signer: iss, kid, jwk: undefined, use: 'assertionMethod', sources, now });
    if (typeof key === 'string')
      refusePresentation('The key of its issuer cannot be had now, or does not sign credentials.');
    const holder = await this.#holder(cnf, now);
    const instance = new SDJwtInstance({
      hasher: sha256,
      hashAlg: 'sha-256',
      verifier: (data, signature) => isSignedBy(key, `${data}.${signature}`),
      kbVerifier: (data, signature) => isSignedBy(holder, `${data}.${signature}`),
    });
    try {
      // Its dates are judged later: what has ended is genuine still.
      const { iat = 0, nbf = 0 } = unverified.data as { iat?: number; nbf?: number };
      const currentDate = Math.max(iat, nbf);
      if (around && !(around.nonce === nonce && (await isSignedBy(holder, around.jws)))) {
        refusePresentation('It was made for another request, or by another key.');
      }
      // Without the nonce the library looks at no binding at all.
      const options = { currentDate, ...(around === undefined && { keyBindingNonce: nonce }) };
      const { payload, kb } = await instance.verify(text, options);
      if (!areAllSigned(text, signed)) refusePresentation('It discloses what its issuer did not sign.');
      const audience = around?.audience ?? many(kb?.payload.aud);
      const age = Math.abs(now.getTime() / 1_000 - (around?.issuedAt ?? kb?.payload.iat ?? 0));
      if (!audience.includes(clientId) || !(age <= MAX_AGE_S)) {
        refusePresentation('It was made for another one, or at another time.');
      }
      return claimsOfBoth.parse(payload);
    } catch (error) {
      if (error instanceof PresentationRefused) throw error;
      return refusePresentation('It is not signed by its issuer, and by the key of its holder for this request.');
    }
  }

  /** The key to which it is bound: as it is, or as its DID gives it. */
  async #holder({ jwk, kid }: Claims['cnf'], now: Date): Promise<PublicKey> {
    const sources = this.sources.of(true);
    const [did = ''] = kid?.split('#') ?? [];
    const key =
      jwk === undefined
        ? await keyOfJws({ signer: did, kid, jwk: undefined, use: 'authentication', sources, now })
        : readJwk(jwk);
    return typeof key === 'string'
      ? refusePresentation('The key of its holder cannot be had now, or is of a kind that is not taken.')
      : key;
  }

  /** @returns undefined where nobody here knows */
  async #isSet({ iss, status }: Claims): Promise<boolean | undefined> {
    const organisationId = organisationOf(this.address.url, iss);
    const { idx: index, uri = '' } = status?.status_list ?? {};
    const own = `${this.address.url}/token-status-lists/${organisationId ?? ''}/`;
    const [, list] = /^([1-9][0-9]{0,5})$/.exec(uri.startsWith(own) ? uri.slice(own.length) : '') ?? [];
    if (organisationId === undefined || index === undefined || list === undefined) return undefined;
    const where = { organisationId, list: Number(list), index, isSet: true };
    return (await this.views.statusPlaces.count({ where })) > 0;
  }
}

function saidOfDocument(claims: Claims): Said {
  const read = document.safeParse(claims);
  if (!read.success) return refusePresentation('It does not show an Open Badge with a subject that has an id.');
  const { type, issuer, validFrom = '', validUntil = '', credentialSubject } = read.data;
  const isBadge = many(type).some((one) => one === 'OpenBadgeCredential' || one === 'AchievementCredential');
  if (!isBadge) refusePresentation('It is no Open Badge.');
  if ((typeof issuer === 'string' ? issuer : issuer.id) !== claims.iss) refusePresentation('Its issuer has two names.');
  const [holder] = claims.cnf.kid?.split('#') ?? [];
  if (holder !== undefined && holder !== credentialSubject.id) refusePresentation('Its holder is not its subject.');
  return {
    achievement: credentialSubject.achievement,
    from: Date.parse(validFrom) || 0,
    until: Date.parse(validUntil) || Infinity,
  };
}

function saidOfProjection(claims: Claims): Said {
  const read = projection.safeParse(claims);
  if (!read.success) return refusePresentation(`It does not show an achievement, of the type ${VCT}.`);
  const { achievement, nbf = 0, exp = Infinity } = read.data;
  return { achievement, from: nbf * 1_000, until: exp * 1_000 };
}
