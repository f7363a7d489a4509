import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import { isSameSecret } from '../keeping/same-secret.js';

/** For so long a nonce may be answered, in milliseconds: a person may have to wake a wallet for it. */
const LIFETIME_MS = 5 * 60_000;

/**
 * What a holder signs to show that they have a key now. Any replica knows a nonce of any other by what is in it, so none is kept. One
 * that is used twice within its time leads to what the same holder could have asked for again anyway.
 */
@Injectable()
export class Nonces {
  constructor(private readonly vault: KeyVault) {}

  make(now: Date): string {
    const said = `${(now.getTime() + LIFETIME_MS).toString(36)}.${randomBytes(16).toString('base64url')}`;
    return `${said}.${this.#sealOf(said)}`;
  }

  /** Whether it was made here, and not too long ago. */
  holds(nonce: string, now: Date): boolean {
    const [, said = '', until = '', seal = ''] = /^(([0-9a-z]{1,11})\.[\w-]{22})\.([\w-]{1,100})$/.exec(nonce) ?? [];
    return isSameSecret(seal, this.#sealOf(said)) && now.getTime() <= parseInt(until, 36);
  }

  #sealOf(said: string): string {
    return this.vault.lookupName('nonce', said);
  }
}
