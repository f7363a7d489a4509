import { createHash } from 'node:crypto';
import type { Received } from '@estafette/verifier';
import { many } from '@estafette/verifier';
import type { Content, Version } from './imported-credential.events.js';

/** What is kept of a credential as it was received. */
export function versionOf(received: Received): Version {
  const { form, secured, kind, text } = received;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { form, secured, kind, text, content: contentOf(received), sha256 };
}

/** What a credential says of itself that anybody's can say. */
export function contentOf({ document, id, issuer }: Received): Content {
  return {
    name: nameOf(document),
    credentialId: id ?? null,
    issuerId: issuer ?? null,
    issuerName: wordsOf(memberOf(document['issuer'], 'name')),
    validFrom: instantOf(document['validFrom'] ?? document['issuanceDate']),
    validUntil: instantOf(document['validUntil'] ?? document['expirationDate']),
  };
}

/** Its own name, or that of what was achieved. */
function nameOf(document: Received['document']): string | null {
  return wordsOf(document['name']) ?? wordsOf(memberOf(achievementIn(document), 'name'));
}

/** What it says was achieved; undefined where it says nothing of the kind. */
export function achievementIn(document: Received['document']): unknown {
  return many(document['credentialSubject']).flatMap((one) => many(memberOf(one, 'achievement')))[0];
}

const MOST_CHARACTERS = 1_000;

/** Text, or the first of several languages. */
export function wordsOf(value: unknown): string | null {
  const [first] = typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [value];
  return typeof first === 'string' && first !== '' ? first.slice(0, MOST_CHARACTERS) : null;
}

export function memberOf(value: unknown, name: string): unknown {
  const [object] = many(value);
  return typeof object === 'object' && object !== null ? (object as Record<string, unknown>)[name] : undefined;
}

function instantOf(value: unknown): string | null {
  const moment = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? null : new Date(moment).toISOString();
}
