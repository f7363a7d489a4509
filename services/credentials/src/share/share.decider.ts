import type { Decider } from '@estafette/decider';
import { refuse, same, unknown } from '@estafette/decider';
import type { PageLanguage, SharedOne, ShareEvent } from './share.events.js';

interface By {
  readonly person: string;
}

/** Something to be shown, and whose it is; null where there is none. */
export interface Offered {
  readonly one: SharedOne;
  readonly heldBy: string | null;
  /** Whether its holder brought it though it is about somebody else. */
  readonly ofAnother: boolean;
}

export type ShareCommand =
  | {
      readonly type: 'OpenShare';
      readonly by: By;
      readonly at: string;
      readonly shareId: string;
      readonly credentials: readonly Offered[];
      /** Null: one credential, and nothing around it. */
      readonly title: string | null;
      /** Made for this command; of a repeat it is not used. */
      readonly offered: { readonly token: string; readonly digest: string };
      readonly language: PageLanguage | null;
      readonly expiresAt: string | null;
    }
  | { readonly type: 'CloseShare'; readonly by: By; readonly at: string }
  /** Somebody opens the link. */
  | { readonly type: 'ViewShare'; readonly at: string };

type Opened = Extract<ShareEvent, { type: 'ShareOpened' }>['data'];

export interface ShareState {
  readonly opened: Omit<Opened, 'token'> | null;
  readonly closed: boolean;
  /** How many looks are kept, and when the last of them was. */
  readonly views: number;
  readonly lastViewedAt: string | null;
}

/** Looks that follow within this time of a kept one are not kept, in milliseconds: a stranger cannot fill the log. */
const BETWEEN_VIEWS_MS = 60_000;
/** Past this nobody counts any more. */
export const MOST_VIEWS = 1_000;
const LONGEST_YEARS = 5;

/** The rules of a share: the holder opens it to whoever has the link and closes it; between the two it can be looked at. */
export const shareDecider: Decider<ShareState, ShareCommand, ShareEvent> = {
  initialState: { opened: null, closed: false, views: 0, lastViewedAt: null },
  evolve: (state, event) => {
    switch (event.type) {
      case 'ShareOpened': {
        const { token: _token, ...opened } = event.data;
        return { ...state, opened };
      }
      case 'ShareClosed':
        return { ...state, closed: true };
      case 'ShareViewed':
        return { ...state, views: state.views + 1, lastViewedAt: event.data.at };
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'OpenShare':
        return open(command, state);
      case 'CloseShare':
        return close(command, state);
      case 'ViewShare':
        return view(command, state);
    }
  },
};

type Command<Type extends ShareCommand['type']> = Extract<ShareCommand, { type: Type }>;

function open(command: Command<'OpenShare'>, { opened }: ShareState): ShareEvent[] {
  const { by, at, shareId, title, offered, language, expiresAt } = command;
  assertTheirs(command);
  assertAboutThem(command);
  const credentials = command.credentials.map(({ one }) => one);
  const asked = { shareId, learnerId: by.person, credentials, title, language, expiresAt };
  if (opened !== null) {
    const { tokenDigest: _digest, ...before } = opened;
    if (same(asked, before)) return [];
    refuse('share-exists', 'A share with this id is there already: give the new one an id of its own.');
  }
  assertEnds(expiresAt, at);
  const { token, digest: tokenDigest } = offered;
  return [{ type: 'ShareOpened', data: { ...asked, tokenDigest, token } }];
}

/** Of others nobody is told that there is such a thing. */
function assertTheirs({ by, credentials }: Command<'OpenShare'>): void {
  const others = credentials.filter(({ heldBy }) => heldBy !== by.person);
  if (others.length === 0) return;
  if (credentials.length === 1) unknown('credential-unknown', 'There is no credential with this id that is yours.');
  unknown('credential-unknown', `There are no credentials with these ids that are yours: ${idsOf(others)}.`);
}

/** Whoever has the link would take it for something that its holder can do. */
function assertAboutThem({ credentials }: Command<'OpenShare'>): void {
  const others = credentials.filter(({ ofAnother }) => ofAnother);
  if (others.length === 0) return;
  refuse('credential-of-another', `Leave these out, which are about somebody else: ${idsOf(others)}.`);
}

const idsOf = (offered: readonly Offered[]): string => offered.map(({ one }) => idOf(one)).join(', ');

const idOf = (one: SharedOne): string => ('credentialId' in one ? one.credentialId : one.importedCredentialId);

function assertEnds(expiresAt: string | null, at: string): void {
  if (expiresAt === null) return;
  if (Date.parse(expiresAt) <= Date.parse(at)) {
    refuse('share-ends-before-it-begins', 'The link would end before it begins: give a later moment.');
  }
  const last = new Date(at);
  last.setUTCFullYear(last.getUTCFullYear() + LONGEST_YEARS);
  if (Date.parse(expiresAt) > last.getTime()) {
    refuse('share-too-long', `A link ends within ${LONGEST_YEARS} years. Leave its end out to close it yourself.`);
  }
}

function close({ by, at }: Command<'CloseShare'>, { opened, closed }: ShareState): ShareEvent[] {
  if (opened?.learnerId !== by.person) unknown('share-unknown', 'There is no share with this id that is yours.');
  const { shareId, learnerId } = opened;
  return closed ? [] : [{ type: 'ShareClosed', data: { shareId, learnerId, closedAt: at } }];
}

function view({ at }: Command<'ViewShare'>, { opened, closed, views, lastViewedAt }: ShareState): ShareEvent[] {
  if (opened === null) unknown('share-unknown', 'There is nothing behind this link.');
  const { shareId, learnerId, expiresAt } = opened;
  const moment = Date.parse(at);
  if (closed || (expiresAt !== null && moment >= Date.parse(expiresAt))) {
    refuse('share-ended', 'This link does not work any more: ask the holder for a new one.');
  }
  const justNow = lastViewedAt !== null && moment < Date.parse(lastViewedAt) + BETWEEN_VIEWS_MS;
  if (justNow || views >= MOST_VIEWS) return [];
  return [{ type: 'ShareViewed', data: { shareId, learnerId, at } }];
}
