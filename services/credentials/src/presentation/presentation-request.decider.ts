import type { Decider } from '@estafette/decider';
import { refuse, unknown } from '@estafette/decider';
import type { PresentationRequestEvent, Presented, PresentedFormat } from './presentation-request.events.js';

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
  | { readonly type: 'AnswerPresentationRequest'; readonly at: string; readonly presented: Presented };

type Requested = Extract<PresentationRequestEvent, { type: 'PresentationRequested' }>['data'];

export interface PresentationRequestState {
  readonly requested: Requested | null;
  readonly answered: boolean;
}

/** So long a wallet may take, in milliseconds. */
const LIFETIME_MS = 10 * 60_000;

/** Whether a wallet may still answer. */
export function isOpenAt({ requested, answered }: PresentationRequestState, at: string): boolean {
  return requested !== null && !answered && Date.parse(at) < Date.parse(requested.expiresAt);
}

/** The rules of a request: asked for an organisation, answered once, within its time. */
export const presentationRequestDecider: Decider<
  PresentationRequestState,
  PresentationRequestCommand,
  PresentationRequestEvent
> = {
  initialState: { requested: null, answered: false },
  evolve: (state, event) => {
    switch (event.type) {
      case 'PresentationRequested':
        return { ...state, requested: event.data };
      case 'PresentationAnswered':
        return { ...state, answered: true };
    }
  },
  decide: (command, state) => {
    const { requested } = state;
    if (command.type === 'AnswerPresentationRequest') {
      if (requested === null) unknown('presentation-request-unknown', 'There is no such request.');
      if (!isOpenAt(state, command.at)) {
        refuse('presentation-request-ended', 'This request was answered, or its time is over: ask anew.');
      }
      const { requestId, by } = requested;
      return [{ type: 'PresentationAnswered', data: { requestId, by, ...command.presented } }];
    }
    const { by, at, requestId, achievementId, formats, clientId } = command;
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
  },
};
