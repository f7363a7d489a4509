import { forbid, refuse, unknown, same } from '@estafette/decider';
import type { By, ChallengeCommand } from './challenge.commands.js';
import type { ChallengeEvent } from './challenge.events.js';
import type { Baton, ChallengeState, Leg } from './challenge.state.js';
import { isMember, legOf, mustRun, nextOf } from './leg.decider.js';

type Command<Type extends ChallengeCommand['type']> = Extract<ChallengeCommand, { type: Type }>;
export type BatonCommand = Command<'HandOverBaton' | 'AcceptBaton' | 'QuestionBaton' | 'AnswerBatonQuestion'>;

/** The rules of the baton: handed over once, questioned and answered, accepted by whoever goes on from it. */
export function decideOnBaton(command: BatonCommand, state: ChallengeState): ChallengeEvent[] {
  switch (command.type) {
    case 'HandOverBaton':
      return handOver(command, state);
    case 'AcceptBaton':
      return accept(command, state);
    case 'QuestionBaton':
      return question(command, state);
    case 'AnswerBatonQuestion':
      return answer(command, state);
  }
}

function handOver(command: Command<'HandOverBaton'>, state: ChallengeState): ChallengeEvent[] {
  const { by, legId, batonId, content, salt, digest } = command;
  const leg = legOf(state, legId);
  if (!isMember(by, leg)) forbid('not-in-team', 'The baton is handed over by the team of the leg.');
  if (leg.baton) {
    // Salt and digest are made anew at every try, so a repeat is known by what it says.
    if (leg.baton.batonId === batonId && same(leg.baton.content, content)) return [];
    refuse('baton-already-handed-over', 'This leg has handed over its baton; what was handed over is not changed.');
  }
  mustRun(state);
  if (state.legs.some((one) => one.baton?.batonId === batonId)) {
    refuse('baton-exists', 'Another leg handed over a baton with this id: give the new one an id of its own.');
  }
  if (!leg.start) refuse('leg-not-started', 'The leg has not started yet.');
  if (new Set(content.artefacts.map((one) => one.artefactId)).size < content.artefacts.length) {
    refuse('artefact-twice', 'Two artefacts of this baton have one id: give each an id of its own.');
  }
  return [
    {
      type: 'BatonHandedOver',
      data: { challengeId: state.challengeId, legId, batonId, content, salt, digest, by: by.person },
    },
  ];
}

function accept({ by, batonId, digest }: Command<'AcceptBaton'>, state: ChallengeState): ChallengeEvent[] {
  const { leg, baton } = batonOf(state, batonId);
  const { acceptedByLeg, organisationId } = mayReceive(by, leg, state);
  if (digest !== baton.digest) {
    refuse('baton-digest-differs', 'The digest is not that of this baton: read it again, and name what you accept.');
  }
  if (baton.accepted) return [];
  mustRun(state);
  if (baton.questions.some((one) => one.answer === null)) {
    refuse('baton-question-open', 'A question about this baton still waits for an answer.');
  }
  return [
    {
      type: 'BatonAccepted',
      data: { challengeId: state.challengeId, legId: leg.legId, batonId, digest, acceptedByLeg, organisationId },
    },
  ];
}

function question(command: Command<'QuestionBaton'>, state: ChallengeState): ChallengeEvent[] {
  const { by, batonId, questionId, question: text } = command;
  const { leg, baton } = batonOf(state, batonId);
  mayReceive(by, leg, state);
  const known = baton.questions.find((one) => one.questionId === questionId);
  if (known?.question === text) return [];
  mustRun(state);
  if (known) refuse('question-exists', 'A question with this id is there already: give the new one an id of its own.');
  if (baton.accepted) refuse('baton-already-accepted', 'This baton was accepted; it can be questioned before that.');
  return [
    {
      type: 'BatonQuestioned',
      data: { challengeId: state.challengeId, legId: leg.legId, batonId, questionId, question: text, by: by.person },
    },
  ];
}

function answer(command: Command<'AnswerBatonQuestion'>, state: ChallengeState): ChallengeEvent[] {
  const { by, batonId, questionId, answer: text } = command;
  const { leg, baton } = batonOf(state, batonId);
  if (!isMember(by, leg)) forbid('not-in-team', 'The team that handed over the baton answers questions about it.');
  const asked = baton.questions.find((one) => one.questionId === questionId);
  if (!asked) unknown('question-unknown', 'There is no question with this id about this baton.');
  if (asked.answer === text) return [];
  mustRun(state);
  if (asked.answer !== null) refuse('question-answered', 'This question was answered already.');
  return [
    {
      type: 'BatonQuestionAnswered',
      data: { challengeId: state.challengeId, legId: leg.legId, batonId, questionId, answer: text, by: by.person },
    },
  ];
}

function batonOf(state: ChallengeState, batonId: string): { leg: Leg; baton: Baton } {
  const leg = state.legs.find((one) => one.baton?.batonId === batonId);
  if (!leg?.baton) unknown('baton-unknown', 'This challenge has no baton with this id.');
  return { leg, baton: leg.baton };
}

/** The next team receives a baton; the last one of an aspect is received by the employer. Nobody takes their own. */
function mayReceive(by: By, leg: Leg, state: ChallengeState): { acceptedByLeg: string | null; organisationId: string } {
  const next = nextOf(state, leg);
  if (isMember(by, leg)) forbid('own-baton', 'Who handed over a baton does not judge it.');
  if (next) {
    if (!isMember(by, next))
      forbid('not-the-next-team', 'The team of the next leg accepts this baton or questions it.');
    return { acceptedByLeg: next.legId, organisationId: next.schoolId };
  }
  const poster = state.posted?.organisationId ?? '';
  if (by.for !== poster || !by.roles.includes('employer')) {
    forbid(
      'not-the-next-team',
      'No next leg is planned on this aspect, so the employer who posted the challenge receives this baton.',
    );
  }
  return { acceptedByLeg: null, organisationId: poster };
}
