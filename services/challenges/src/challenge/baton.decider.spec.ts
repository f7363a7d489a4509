import { given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import * as relay from '../fixtures/relay.js';
import { command, event, firstLeg, handedOver, secondLeg } from '../fixtures/relay.js';
import { refusal } from '../fixtures/refusal.js';
import { challengeDecider } from './challenge.decider.js';

const challenge = given(challengeDecider);
/** Nobody is planned to go on from it: the employer receives it. */
const last = [...firstLeg, event.handedOver('leg-1', 'baton-1')];
const questioned = [...handedOver, event.questioned('leg-1', 'baton-1')];
const answered = [...questioned, event.answered('leg-1', 'baton-1')];
/** One id for two things, of which nobody could say which one is meant. */
const twice = relay.content.artefacts.flatMap((one) => [one, { ...one, sha256: 'b'.repeat(64) }]);

describe('handing over the baton', () => {
  it('binds what was found with a digest', () => {
    challenge(...firstLeg)
      .when(command.handOver('leg-1', 'baton-1'))
      .then(event.handedOver('leg-1', 'baton-1'));
  });

  it('decides nothing for the same content, with another salt, as it comes back from the database', () => {
    const { advice, artefacts, findings, openQuestions, summary } = relay.content;
    const stored = { advice, summary, findings, artefacts, openQuestions };
    challenge(...last)
      .when(command.handOver('leg-1', 'baton-1', { content: stored, salt: 'other', digest: 'other' }))
      .thenNothing();
  });

  it.each([
    ['baton-already-handed-over', last, command.handOver('leg-1', 'baton-2')],
    [
      'baton-already-handed-over',
      last,
      command.handOver('leg-1', 'baton-1', { content: { ...relay.content, advice: 'Bake more.' } }),
    ],
    ['baton-exists', secondLeg, command.handOver('leg-2', 'baton-1', { by: relay.lisa })],
    [
      'artefact-twice',
      firstLeg,
      command.handOver('leg-1', 'baton-1', { content: { ...relay.content, artefacts: twice } }),
    ],
    ['leg-not-started', firstLeg.slice(0, -1), command.handOver('leg-1', 'baton-1')],
    ['challenge-not-running', [...firstLeg, event.concluded()], command.handOver('leg-1', 'baton-1')],
  ])('is refused with %s', (code, history, wish) => {
    challenge(...history)
      .when(wish)
      .thenRefuses(code);
  });

  it('is for the team of the leg', () => {
    expect(refusal(command.handOver('leg-1', 'baton-1', { by: relay.coach }), ...firstLeg)).toBe(
      'forbidden not-in-team',
    );
    expect(refusal(command.handOver('leg-9', 'baton-1'), ...firstLeg)).toBe('unknown leg-unknown');
  });
});

describe('accepting a baton', () => {
  it('is done by the team that goes on from it, naming its digest', () => {
    challenge(...handedOver)
      .when(command.acceptBaton('baton-1'))
      .then(event.batonAccepted('leg-1', 'baton-1', 'leg-2'));
  });

  it('is done by the employer, when nobody is planned to go on', () => {
    challenge(...last)
      .when(command.acceptBaton('baton-1', { by: relay.baker }))
      .then(event.batonAccepted('leg-1', 'baton-1', null, 'bakery'));
  });

  it('decides nothing the second time, also after the end', () => {
    challenge(...secondLeg)
      .when(command.acceptBaton('baton-1'))
      .thenNothing();
    challenge(...secondLeg, event.concluded())
      .when(command.acceptBaton('baton-1'))
      .thenNothing();
  });

  it.each([
    ['baton-digest-differs', handedOver, { digest: 'other' }],
    ['baton-digest-differs', secondLeg, { digest: 'other' }],
    ['baton-question-open', questioned, {}],
    ['challenge-not-running', [...handedOver, event.concluded()], {}],
  ])('is refused with %s', (code, history, more) => {
    challenge(...history)
      .when(command.acceptBaton('baton-1', more))
      .thenRefuses(code);
  });

  it('can be done once every question has its answer', () => {
    expect(refusal(command.acceptBaton('baton-1'), ...answered)).toBe('decided');
  });

  it.each([
    ['who handed it over', handedOver, relay.noor, 'forbidden own-baton'],
    ['a coach who is not in the next team', handedOver, relay.coach, 'forbidden not-the-next-team'],
    ['the employer, when a next leg is planned', handedOver, relay.baker, 'forbidden not-the-next-team'],
    ['somebody of the company who does not speak for it', last, relay.bakersHand, 'forbidden not-the-next-team'],
    ['the hub, when nobody goes on', last, relay.coordinator, 'forbidden not-the-next-team'],
  ])('is not for %s', (_who, history, by, expected) => {
    expect(refusal(command.acceptBaton('baton-1', { by }), ...history)).toBe(expected);
  });

  it('is not for an employer who was in the team themselves', () => {
    const history = [
      ...firstLeg.slice(0, -2),
      event.team('leg-1', 'noor', 'baker'),
      event.started('leg-1'),
      event.handedOver('leg-1', 'baton-1'),
    ];
    expect(refusal(command.acceptBaton('baton-1', { by: relay.baker }), ...history)).toBe('forbidden own-baton');
  });

  it('needs a baton', () => {
    expect(refusal(command.acceptBaton('baton-9'), ...handedOver)).toBe('unknown baton-unknown');
  });
});

describe('questioning a baton', () => {
  it('is done by who would accept it', () => {
    challenge(...handedOver)
      .when(command.question('baton-1'))
      .then(event.questioned('leg-1', 'baton-1'));
    expect(refusal(command.question('baton-1', { by: relay.baker }), ...last)).toBe('decided');
    expect(refusal(command.question('baton-1', { by: relay.noor }), ...handedOver)).toBe('forbidden own-baton');
    expect(refusal(command.question('baton-1', { by: relay.coach }), ...handedOver)).toBe(
      'forbidden not-the-next-team',
    );
    expect(refusal(command.question('baton-1', { by: relay.bakersHand }), ...last)).toBe('forbidden not-the-next-team');
    expect(refusal(command.question('baton-9'), ...handedOver)).toBe('unknown baton-unknown');
  });

  it('decides nothing the second time', () => {
    challenge(...questioned)
      .when(command.question('baton-1'))
      .thenNothing();
  });

  it.each([
    ['question-exists', questioned, { question: 'Another?' }],
    ['baton-already-accepted', secondLeg, {}],
    ['challenge-not-running', [...handedOver, event.concluded()], {}],
  ])('is refused with %s', (code, history, more) => {
    challenge(...history)
      .when(command.question('baton-1', more))
      .thenRefuses(code);
  });
});

describe('answering a question', () => {
  it('is done by the team that handed over, once', () => {
    challenge(...questioned)
      .when(command.answer('baton-1'))
      .then(event.answered('leg-1', 'baton-1'));
    challenge(...answered)
      .when(command.answer('baton-1'))
      .thenNothing();
  });

  it.each([
    ['question-answered', answered, { answer: 'Brown.' }],
    ['challenge-not-running', [...questioned, event.concluded()], {}],
  ])('is refused with %s', (code, history, more) => {
    challenge(...history)
      .when(command.answer('baton-1', more))
      .thenRefuses(code);
  });

  it('is not for others, nor about nothing', () => {
    expect(refusal(command.answer('baton-1', { by: relay.lisa }), ...questioned)).toBe('forbidden not-in-team');
    expect(refusal(command.answer('baton-1', { questionId: 'none' }), ...questioned)).toBe('unknown question-unknown');
    expect(refusal(command.answer('baton-9'), ...questioned)).toBe('unknown baton-unknown');
  });
});
