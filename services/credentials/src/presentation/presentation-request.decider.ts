import type { Decider } from '@estafette/decider';
import { refuse, unknown } from '@estafette/decider';
import type {
  PresentationRequestEvent,
  Presented,
  PresentedFormat,
  WalletError,
} from './presentation-request.events.js';

export type PresentationRequestCommand =
  | {
      readonly type: 'RequestPresentation';
      readonly by: { readonly person: string; readonly for: string };
      readonly at: string;
      readonly requestId: string;
      readonly achievementId: string | null;
      readonly formats: readonly PresentedFormat[];
      readonly clientId: string;
    }
  | { readonly type: 'AnswerPresentationRequest'; readonly at: string; readonly presented: Presented }
  | { readonly type: 'DeclinePresentationRequest'; readonly at: string; readonly error: WalletError };

type Command<Type extends PresentationRequestCommand['type']> = Extract<PresentationRequestCommand, { type: Type }>;

type Requested = Extract<PresentationRequestEvent, { type: 'PresentationRequested' }>['data'];

export interface PresentationRequestState {
  readonly requested: Requested | null;
  readonly answered: boolean;
  readonly declined: WalletError | null;
}

/** So long a wallet may take, in milliseconds. */
const LIFETIME_MS = 10 * 60_000;

/** Whether a wallet may still answer. */
export function isOpenAt({ requested, answered, declined }: PresentationRequestState, at: string): boolean {
  return requested !== null && !answered && declined === null && Date.parse(at) < Date.parse(requested.expiresAt);
}

/** The rules of a request: asked for an organisation, answered or declined once, within its time. */
export const presentationRequestDecider: Decider<
  PresentationRequestState,
  PresentationRequestCommand,
  PresentationRequestEvent
> = {
  initialState: { requested: null, answered: false, declined: null },
  evolve: (state, event) => {
    switch (event.type) {
      case 'PresentationRequested':
        return { ...state, requested: event.data };
      case 'PresentationAnswered':
        return { ...state, answered: true };
      case 'PresentationDeclined':
        return { ...state, declined: event.data.error };
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'RequestPresentation':
        return ask(command, state);
      case 'AnswerPresentationRequest':
        return [{ type: 'PresentationAnswered', data: { ...openOf(state, command.at), ...command.presented } }];
      case 'DeclinePresentationRequest':
        return state.declined === command.error
          ? []
          : [{ type: 'PresentationDeclined', data: { ...openOf(state, command.at), error: command.error } }];
    }
  },
};

function ask(
  { by, at, requestId, achievementId, formats, clientId }: Command<'RequestPresentation'>,
  { requested }: PresentationRequestState,
): PresentationRequestEvent[] {
  if (requested !== null) {
    const same =
      requested.by === by.person &&
      requested.organisationId === by.for &&
      requested.achievementId === achievementId &&
      requested.formats.join() === formats.join();
    if (same) return [];
    refuse('presentation-request-exists', 'A request with this id is there already: give the new one its own.');
  }
  const expiresAt = new Date(Date.parse(at) + LIFETIME_MS).toISOString();
  const data = { requestId, by: by.person, organisationId: by.for, achievementId, formats, clientId, expiresAt };
  return [{ type: 'PresentationRequested', data }];
}

/** Of which request it is what a wallet says. */
function openOf(state: PresentationRequestState, at: string): Pick<Requested, 'requestId' | 'by'> {
  if (state.requested === null) unknown('presentation-request-unknown', 'There is no such request.');
  if (!isOpenAt(state, at)) {
    refuse('presentation-request-ended', 'This request was answered or declined, or its time is over: ask anew.');
  }
  const { requestId, by } = state.requested;
  return { requestId, by };
}
