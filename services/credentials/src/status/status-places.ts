import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PublicAddress } from '@estafette/service-host';
import { LRUCache } from 'lru-cache';
import { MIN_STATUS_BITS, type StatusListEntry } from '@estafette/verifier';
import { againOn } from '../again-on.js';
import type { StatusPlace } from '../credential/credential.events.js';
import { Views } from '../views/views.js';
import { pathOfSeries, readSeries, type Series } from './series.rules.js';
import { PLACE_TAKEN } from './status-place.decider.js';

/** Past this a free place takes several guesses; then the next list is begun. */
const FULL = MIN_STATUS_BITS / 2;
/** Each guess misses in half of the cases at worst. */
const MOST_GUESSES = 40;
/** Places are counted again after so many were given out here: whoever issues thousands does not count them thousands of times. */
const COUNT_EVERY = 500;

/** Where status lists lie, below the public address: those of issuers, of the instance, and the places once more for SD-JWTs. */
export const STATUS_LIST_PATHS = [
  'status-lists/:organisationId/:list',
  'instance/status-lists/:lists/:list',
  'token-status-lists/:organisationId/:list',
];

/** Gives out places in the status lists of an issuer: at random, so that a place says nothing about who came before whom. */
@Injectable()
export class StatusPlaces {
  /** The list of a series that is being filled, and how many more places of it are given out before they are counted. */
  readonly #filling = new LRUCache<string, { readonly list: Promise<number>; left: number }>({ max: 1_000 });

  constructor(
    private readonly views: Views,
    private readonly address: PublicAddress,
  ) {}

  /** Does what takes a place, with one place after another until one is free. */
  take<T>(series: Series, withPlace: (place: StatusPlace) => Promise<T>): Promise<T> {
    return this.takeInEach([series], ([place]) => withPlace(place as StatusPlace));
  }

  /** The same with a place in each of some series, in their order. */
  async takeInEach<T>(series: readonly Series[], withPlaces: (places: StatusPlace[]) => Promise<T>): Promise<T> {
    const lists = await Promise.all(series.map((one) => this.#filled(one)));
    return againOn(PLACE_TAKEN, MOST_GUESSES, () =>
      withPlaces(lists.map((list) => ({ list, index: randomInt(MIN_STATUS_BITS) }))),
    );
  }

  urlOf(series: Series, list: number): string {
    return `${this.address.url}/${pathOfSeries(series)}/${list}`;
  }

  /** A place as a credential refers to it (Bitstring Status List 1.0, section 2.1). */
  entryOf(series: Series, { list, index }: StatusPlace): StatusListEntry {
    const url = this.urlOf(series, list);
    return {
      id: `${url}#${index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: readSeries(series).purpose,
      statusListIndex: String(index),
      statusListCredential: url,
    };
  }

  #filled(series: Series): Promise<number> {
    const known = this.#filling.get(series);
    if (known !== undefined && known.left-- > 0) return known.list;
    const list = this.#list(series);
    this.#filling.set(series, { list, left: COUNT_EVERY });
    list.catch(() => this.#filling.delete(series));
    return list;
  }

  tokenUrlOf(organisationId: string, list: number): string {
    return `${this.address.url}/token-status-lists/${organisationId}/${list}`;
  }

  /** A place as an SD-JWT refers to it (Token Status List, section 6): the same index, in another list. */
  tokenEntryOf(organisationId: string, { list, index }: StatusPlace): { readonly idx: number; readonly uri: string } {
    return { idx: index, uri: this.tokenUrlOf(organisationId, list) };
  }

  /** The first that is not full. What was taken a moment ago may not be counted yet, which only makes a list fuller. */
  async #list(series: Series): Promise<number> {
    const where = { organisationId: series };
    const taken = await this.views.statusPlaces.groupBy({ by: ['list'], where, _count: true });
    const full = new Set(taken.flatMap(({ list, _count }) => (_count < FULL ? [] : [list])));
    for (let list = 1; ; list++) if (!full.has(list)) return list;
  }
}
