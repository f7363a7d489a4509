import type { Decider } from '@estafette/decider';
import { forbid, refuse, unknown, same } from '@estafette/decider';
import type { ChallengeCommand } from './challenge.commands.js';
import type { ChallengeEvent, Terms } from './challenge.events.js';
import type { ChallengeState } from './challenge.state.js';
import { evolve, nothingPosted } from './challenge.state.js';
import { decideOnBaton } from './baton.decider.js';
import { decideOnLeg } from './leg.decider.js';
import { maySee } from './seeing.rules.js';

type Command<Type extends ChallengeCommand['type']> = Extract<ChallengeCommand, { type: Type }>;

/** The rules of a challenge and its relay: posted, accepted into a hub, worked on in legs, concluded. */
export const challengeDecider: Decider<ChallengeState, ChallengeCommand, ChallengeEvent> = {
  initialState: nothingPosted,
  evolve,
  decide: (command, state) => {
    if (command.type === 'PostChallenge') return post(command, state);
    if (!maySee(command.by, state, command.hub))
      unknown('challenge-unknown', 'There is no challenge with this id that you can see.');
    switch (command.type) {
      case 'AcceptChallenge':
        return accept(command, state);
      case 'DeclineChallenge':
        return decline(command, state);
      case 'ConcludeChallenge':
        return conclude(command, state);
      case 'PlanLeg':
      case 'FormTeam':
      case 'StartLeg':
      case 'CancelLeg':
      case 'NoteProgress':
      case 'ReviewLeg':
        return decideOnLeg(command, state);
      case 'HandOverBaton':
      case 'AcceptBaton':
      case 'QuestionBaton':
      case 'AnswerBatonQuestion':
        return decideOnBaton(command, state);
    }
  },
};

function post(command: Command<'PostChallenge'>, { posted }: ChallengeState): ChallengeEvent[] {
  const { challengeId, organisation, by, at } = command;
  const said = saidIn(command);
  if (posted) {
    if (posted.organisationId === by.for && same(saidIn(posted), said)) return [];
    refuse('challenge-exists', 'A challenge with this id is there already: give the new one an id of its own.');
  }
  return [
    {
      type: 'ChallengePosted',
      data: {
        challengeId,
        organisationId: by.for,
        soleTrader: organisation.soleTrader,
        organisationRevision: organisation.revision,
        ...said,
        by: by.person,
        at,
      },
    },
  ];
}

/** What a challenge says, in the words of the organisation. */
function saidIn({
  title,
  problem,
  wouldHelp,
  terms,
}: {
  title: string;
  problem: string;
  wouldHelp: string;
  terms: Terms;
}) {
  return { title, problem, wouldHelp, terms };
}

function accept({ by, hub }: Command<'AcceptChallenge'>, state: ChallengeState): ChallengeEvent[] {
  if (![hub.organisationId, ...hub.members].includes(by.for)) {
    forbid('not-of-this-hub', 'This is for the hub: for its own organisation and those that joined it.');
  }
  if (!by.roles.includes('relationship-manager') && by.for !== hub.organisationId) {
    forbid('not-coordinator-of-hub', 'A hub coordinator accepts challenges into a hub of their own organisation.');
  }
  if (state.status === 'accepted' && state.hubId === hub.hubId) return [];
  if (state.status !== 'posted')
    refuse('challenge-not-open', 'Only a challenge that was posted and not yet answered can be accepted.');
  return [
    {
      type: 'ChallengeAccepted',
      data: {
        challengeId: state.challengeId,
        hubId: hub.hubId,
        organisationId: hub.organisationId,
        hubMembers: hub.members,
        hubRevision: hub.revision,
      },
    },
  ];
}

function decline({ by, reason, words }: Command<'DeclineChallenge'>, state: ChallengeState): ChallengeEvent[] {
  const { declined } = state;
  if (declined?.reason === reason && declined.words === words) return [];
  if (state.status !== 'posted')
    refuse('challenge-not-open', 'Only a challenge that was posted and not yet answered can be declined.');
  return [{ type: 'ChallengeDeclined', data: { challengeId: state.challengeId, reason, words, by: by.person } }];
}

function conclude({ by, outcome, adopted }: Command<'ConcludeChallenge'>, state: ChallengeState): ChallengeEvent[] {
  if (by.for !== state.posted?.organisationId) {
    forbid('not-the-posting-organisation', 'The organisation that posted the challenge concludes it.');
  }
  const { concluded } = state;
  if (concluded?.outcome === outcome && concluded.adopted === adopted) return [];
  if (state.status !== 'accepted')
    refuse('challenge-not-running', 'Only a challenge that was accepted can be concluded.');
  const open = state.legs.filter((leg) => leg.start && !leg.baton?.accepted);
  if (outcome !== 'stopped' && open.length > 0) {
    refuse(
      'legs-still-open',
      'Legs are still running, or their baton waits to be accepted; conclude as stopped, or wait.',
      {
        legs: open.map((leg) => leg.legId),
      },
    );
  }
  // A baton stands only in a leg that started, so a leg that is planned or was cancelled does not count.
  if (outcome !== 'stopped' && !state.legs.some((leg) => leg.baton?.accepted)) {
    refuse('nothing-handed-over', 'No baton was accepted, so nothing was solved here: conclude as stopped.');
  }
  return [{ type: 'ChallengeConcluded', data: { challengeId: state.challengeId, outcome, adopted, by: by.person } }];
}
