import { gunzipSync } from 'node:zlib';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import type { Chain } from '../chain/chain.js';

interface Entry {
  readonly statusListIndex: string;
  readonly statusListCredential: string;
}

interface Signed {
  readonly issuer: { readonly id: string } | string;
  readonly credentialStatus?: Entry;
  readonly endorsement?: readonly Signed[];
}

/**
 * Somebody who knows of a school only what it publishes, and judges with software of others: Digital Bazaar's library for
 * signatures, and a status list that is read here as the standard has it. Each document and list is asked for once.
 */
export class Outside {
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(private readonly chain: Chain) {}

  /** What becomes of a credential there; one that holds must have endorsements that are genuine, too. */
  async verdict(text: string): Promise<'valid' | 'not-valid-any-more' | 'not-genuine'> {
    const credential = JSON.parse(text) as Signed;
    const { credentialStatus, endorsement = [] } = credential;
    if (!(await this.#verifies(credential))) return 'not-genuine';
    if (credentialStatus && (await this.#isSet(credentialStatus))) return 'not-valid-any-more';
    const within = await Promise.all(endorsement.map((one) => this.#verifies(one)));
    return within.every((verifies) => verifies) ? 'valid' : 'not-genuine';
  }

  async #verifies(credential: Signed): Promise<boolean> {
    const { issuer } = credential;
    const did = typeof issuer === 'string' ? issuer : issuer.id;
    // did:web:<host>:<folder>:<id>
    const document = (await this.#get(`/${did.split(':').slice(3).join('/')}/did.json`)) as object;
    return (await verifiesElsewhere(credential, new Date(), { [did]: document })).verified;
  }

  /** Bitstring Status List 1.0: base64url of GZIP of the bits, the first on the left. */
  async #isSet({ statusListCredential, statusListIndex }: Entry): Promise<boolean> {
    const list = (await this.#get(new URL(statusListCredential).pathname, (found) => this.#verified(found))) as {
      readonly credentialSubject: { readonly encodedList: string };
    };
    const bits = gunzipSync(Buffer.from(list.credentialSubject.encodedList.slice(1), 'base64url'));
    const index = Number(statusListIndex);
    return (((bits[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1;
  }

  async #verified(list: unknown): Promise<void> {
    if (!(await this.#verifies(list as Signed))) throw new Error('the status list of a school is not genuine');
  }

  /** What lies at an address of the credentials service, which stands elsewhere in the test. */
  #get(path: string, look: (found: unknown) => Promise<void> = () => Promise.resolve()): Promise<unknown> {
    const ask = async (): Promise<unknown> => {
      const found: unknown = await (await fetch(`${this.chain.one('credentials').url}${path}`)).json();
      await look(found);
      return found;
    };
    const asked = this.#asked.get(path) ?? ask();
    this.#asked.set(path, asked);
    return asked;
  }
}
