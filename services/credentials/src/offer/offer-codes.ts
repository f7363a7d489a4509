import { hash, randomBytes, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import { isSameSecret } from '../keeping/same-secret.js';

/** Typed by a person from one screen into another. */
export const TRANSACTION_CODE_DIGITS = 6;
const SECRET_BYTES = 16;

/**
 * The codes of offers. Whatever is given to a wallet says which offer it is of, so that its stream is found without looking for it, and
 * has 128 random bits.
 */
@Injectable()
export class OfferCodes {
  constructor(private readonly vault: KeyVault) {}

  /** A code or a token of an offer: `<offer id>.<128 random bits in base64url>`. */
  makeSecret(offerId: string): string {
    return `${offerId}.${randomBytes(SECRET_BYTES).toString('base64url')}`;
  }

  makeTransactionCode(): string {
    return String(randomInt(10 ** TRANSACTION_CODE_DIGITS)).padStart(TRANSACTION_CODE_DIGITS, '0');
  }

  /** By which the transaction code of an offer is known, without telling it. */
  nameOf(offerId: string, transactionCode: string): string {
    return this.vault.lookupName('transaction-code', `${offerId} ${transactionCode}`);
  }

  /** Under which a wallet fetches an offer; nobody can guess it, and it needs not be kept. */
  referenceOf(offerId: string): string {
    return `${offerId}.${this.vault.lookupName('credential-offer', offerId)}`;
  }

  /** @returns the id of the offer, or undefined where the reference is not one of ours */
  offerOfReference(reference: string): string | undefined {
    const offerId = offerOfSecret(reference);
    return offerId !== undefined && isSameSecret(reference, this.referenceOf(offerId)) ? offerId : undefined;
  }
}

/** Of which offer a code or token says it is; undefined where it is none. */
export function offerOfSecret(secret: string): string | undefined {
  return /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[\w-]{1,100}$/.exec(secret)?.[1];
}

/** What a code or token is known by; from it nobody gets it. */
export function digestOfSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}
