import type { KeyObject } from 'node:crypto';
import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import canonicalize from 'canonicalize';

/** What the digest of a learning record is over. */
interface Told {
  readonly learningRecordId: string;
  readonly what: unknown;
  readonly kind: string | null;
  readonly from: string | null;
  readonly legId: string | null;
  readonly challengeId: string | null;
  readonly date: string | null;
}

/** Digests of the learning records of one person, by which they can be evidence. */
@Injectable()
export class RecordDigests {
  constructor(private readonly vault: KeyVault) {}

  /** Gives the digest of a record of this person; null for all of them once the person was erased. */
  async of(personId: string): Promise<(record: Told) => string | null> {
    const key = (await this.vault.keysToOpen([personId])).get(personId);
    return (record) => (key ? digestOf(record, key) : null);
  }
}

/**
 * SHA-256 over the canonical JSON (RFC 8785) of a record with a salt, 64 lower-case hex digits. Digests leave the
 * service and words are short, so without a salt they could be guessed. It is made from the learner's own key: it is
 * there for records of every age, and gone with the key once the person is erased.
 */
export function digestOf(record: Told, key: KeyObject): string {
  const { learningRecordId, what, kind, from, legId, challengeId, date } = record;
  const salt = createHmac('sha256', key).update(`estafette learning record salt ${learningRecordId}`).digest('hex');
  const text = canonicalize({ learningRecordId, what, kind, from, legId, challengeId, date, salt }) ?? '';
  return createHash('sha256').update(text).digest('hex');
}
