import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@estafette/decider';
import { PublicAddress } from '@estafette/service-host';
import { MIN_STATUS_BITS, type StatusListEntry } from '@estafette/verifier';
import type { StatusPlace } from '../credential/credential.events.js';
import { Views } from '../views/views.js';
import { PLACE_TAKEN } from './status-place.decider.js';

/** Past this a free place takes several guesses; then the next list is begun. */
const FULL = MIN_STATUS_BITS / 2;
/** Each guess misses in half of the cases at worst. */
const MOST_GUESSES = 40;

/** Where the status lists of an issuer lie, below the public address of this service. */
export const STATUS_LIST_PATH = 'status-lists/:organisationId/:list';

/** Gives out places in the status lists of an issuer: at random, so that a place says nothing about who came before whom. */
@Injectable()
export class StatusPlaces {
  constructor(
    private readonly views: Views,
    private readonly address: PublicAddress,
  ) {}

  /** Does what takes a place, with one place after another until one is free. */
  async take<T>(organisationId: string, withPlace: (place: StatusPlace) => Promise<T>): Promise<T> {
    const list = await this.#list(organisationId);
    for (let guess = 1; ; guess++) {
      try {
        return await withPlace({ list, index: randomInt(MIN_STATUS_BITS) });
      } catch (error) {
        if (!(error instanceof DomainError && error.code === PLACE_TAKEN) || guess === MOST_GUESSES) throw error;
      }
    }
  }

  urlOf(organisationId: string, list: number): string {
    return `${this.address.url}/status-lists/${organisationId}/${list}`;
  }

  /** A place as a credential refers to it (Bitstring Status List 1.0, section 2.1). */
  entryOf(organisationId: string, { list, index }: StatusPlace): StatusListEntry {
    const url = this.urlOf(organisationId, list);
    return {
      id: `${url}#${index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: String(index),
      statusListCredential: url,
    };
  }

  /** The first that is not full. What was taken a moment ago may not be counted yet, which only makes a list fuller. */
  async #list(organisationId: string): Promise<number> {
    const taken = await this.views.statusPlaces.groupBy({ by: ['list'], where: { organisationId }, _count: true });
    const full = new Set(taken.flatMap(({ list, _count }) => (_count < FULL ? [] : [list])));
    for (let list = 1; ; list++) if (!full.has(list)) return list;
  }
}
