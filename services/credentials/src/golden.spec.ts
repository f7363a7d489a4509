import { readFileSync, readdirSync } from 'node:fs';
import { fold, type Decider, type DomainEvent } from '@estafette/decider';
import { EventRegistry, type AnyStreamType } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import { batonAcceptance } from './baton-acceptance/baton-acceptance.stream.js';
import { bulkAward, bulkAwardPart } from './bulk-award/bulk-award.stream.js';
import { achievement } from './achievement/achievement.stream.js';
import { credential } from './credential/credential.stream.js';
import { usedNonce } from './nonce/used-nonce.stream.js';
import { credentialOffer } from './offer/credential-offer.stream.js';
import { presentationRequest } from './presentation/presentation-request.stream.js';
import { image } from './image/image.stream.js';
import { importedCredential } from './imported/imported-credential.stream.js';
import { issuer } from './issuer/issuer.stream.js';
import { profile } from './profile/profile.stream.js';
import { reissue } from './reissue/reissue.stream.js';
import { share } from './share/share.stream.js';
import { statusPlace } from './status/status-place.stream.js';
import { instanceCredential } from './vc-api/instance-credential.stream.js';

// Every version of every event that was ever written, as it was written. A golden file is never changed.

const streams = [
  { stream: issuer, folder: 'issuer' },
  { stream: credentialOffer, folder: 'offer' },
  { stream: usedNonce, folder: 'nonce' },
  { stream: presentationRequest, folder: 'presentation' },
  { stream: achievement, folder: 'achievement' },
  { stream: credential, folder: 'credential' },
  { stream: statusPlace, folder: 'status' },
  { stream: share, folder: 'share' },
  { stream: reissue, folder: 'reissue' },
  { stream: instanceCredential, folder: 'vc-api' },
  { stream: importedCredential, folder: 'imported' },
  { stream: profile, folder: 'profile' },
  { stream: batonAcceptance, folder: 'baton-acceptance' },
  { stream: bulkAward, folder: 'bulk-award' },
  { stream: bulkAwardPart, folder: 'bulk-award/part' },
  { stream: image, folder: 'image' },
];

const fileOf = (type: string, version: number): string =>
  `${type.replace(/(?<!^)[A-Z]/g, (capital) => `-${capital}`).toLowerCase()}.v${version}.json`;

describe.each(streams.map(({ stream, folder }) => [stream.name, stream as AnyStreamType, folder] as const))(
  'the events of %s',
  (_, stream, folder) => {
    const golden = new URL(`${folder}/golden/`, import.meta.url);
    const versions = Object.entries(stream.events).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (__, index) => [type, index + 1] as const),
    );

    it('each have a golden file for each version, and there are no others', () => {
      expect(readdirSync(golden).toSorted()).toEqual(
        versions.map(([type, version]) => fileOf(type, version)).toSorted(),
      );
    });

    it.each(versions)('%s of version %i reads as it does today', (type, version) => {
      const stored = JSON.parse(readFileSync(new URL(fileOf(type, version), golden), 'utf8')) as object;
      const data = new EventRegistry([stream]).upcast(type, version, stored);
      const today = JSON.parse(
        readFileSync(new URL(fileOf(type, stream.events[type]?.version ?? 0), golden), 'utf8'),
      ) as object;
      expect(Object.keys(data).toSorted()).toEqual(Object.keys(today).toSorted());
      const { decider } = stream as unknown as { decider: Decider<unknown, unknown, DomainEvent> };
      expect(() => fold(decider, [{ type, data }])).not.toThrow();
    });
  },
);
