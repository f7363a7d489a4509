import { given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import * as relay from '../fixtures/relay.js';
import { command, event, firstLeg, handedOver, running } from '../fixtures/relay.js';
import { refusal } from '../fixtures/refusal.js';
import { challengeDecider } from './challenge.decider.js';
import type { ChallengeEvent } from './challenge.events.js';

const challenge = given(challengeDecider);
const planned = [...running, event.planned('leg-1')];
const formed = [...planned, event.team('leg-1', 'noor')];
const atEnd = [...handedOver, event.batonAccepted('leg-1', 'baton-1', 'leg-2')];
const concluded = [...firstLeg, event.concluded()];

describe('planning a leg', () => {
  it('begins an aspect, and builds on the leg before on the same one', () => {
    challenge(...running)
      .when(command.plan('leg-1'))
      .then(event.planned('leg-1'));
    challenge(...planned)
      .when(command.plan('leg-2'))
      .then(event.planned('leg-2', 'leg-1'));
    challenge(...planned, event.planned('leg-2', 'leg-1'))
      .when(command.plan('leg-3'))
      .then(event.planned('leg-3', 'leg-2'));
  });

  it('lets legs of different aspects stand side by side', () => {
    challenge(...planned)
      .when(command.plan('leg-2', { aspect: 'market' }))
      .then(event.planned('leg-2', null, 'market'));
  });

  it('decides nothing when it is planned the same again', () => {
    challenge(...planned)
      .when(command.plan('leg-1'))
      .thenNothing();
    challenge(...concluded)
      .when(command.plan('leg-1'))
      .thenNothing();
  });

  it.each([
    ['aspect', { aspect: 'market' }],
    ['school', { schoolId: 'other-school' }],
    ['frame', { frame: 'internship' as const }],
    ['period', { period: { start: '2026-09-01', end: '2026-12-01' } }],
    ['goals', { goals: { ...relay.goals, students: [] } }],
  ])('does not take the id of another leg: other %s', (_what, more) => {
    challenge(...planned)
      .when(command.plan('leg-1', more))
      .thenRefuses('leg-exists');
  });

  it.each([
    ['period-backwards', { period: { start: '2026-10-02', end: '2026-10-01' } }],
    ['goals-one-sided', { goals: { ...relay.goals, students: [] } }],
    ['goals-one-sided', { goals: { ...relay.goals, company: [] } }],
    [
      'goal-learning-to-learn-missing',
      { goals: { students: relay.goals.students, company: [{ text: 'Sell', learningToLearn: false }] } },
    ],
    ['legs-out-of-order', { period: { start: '2026-08-31', end: '2026-10-01' } }],
  ])('is refused with %s', (code, more) => {
    challenge(...planned)
      .when(command.plan('leg-2', more))
      .thenRefuses(code);
  });

  it('is for those that joined the hub later too, and records how far the hub was known', () => {
    const by = relay.newManager;
    expect(refusal(command.plan('leg-1', { by }), ...running)).toBe('forbidden not-of-this-hub');
    const [planned] = challenge(...running)
      .when(command.plan('leg-1', { by, hub: relay.hubLater }))
      .events();
    expect(planned?.data).toMatchObject({ hubRevision: 7, schoolRevision: 1, by: 'new-manager' });
    const otherHub = { ...relay.hubLater, hubId: 'other-hub' };
    expect(refusal(command.plan('leg-1', { by, hub: otherHub }), ...running)).toBe('forbidden not-of-this-hub');
  });

  it('is for the hub and those that joined it, once it accepted', () => {
    expect(refusal(command.plan('leg-1', { by: relay.manager }), ...running)).toBe('decided');
    expect(refusal(command.plan('leg-1', { by: relay.outsideManager }), ...running)).toBe('forbidden not-of-this-hub');
    challenge(event.posted()).when(command.plan('leg-1')).thenRefuses('challenge-not-running');
    challenge(...concluded)
      .when(command.plan('leg-2'))
      .thenRefuses('challenge-not-running');
  });
});

describe('forming a team', () => {
  it('names its members, and may change them until the leg starts', () => {
    challenge(...planned)
      .when(command.formTeam('leg-1'))
      .then(event.team('leg-1', 'noor'));
    challenge(...formed)
      .when(command.formTeam('leg-1', { members: relay.members('lisa') }))
      .then(event.team('leg-1', 'lisa'));
  });

  it('decides nothing for the same team, as it comes back from the database', () => {
    const stored = [{ as: 'student' as const, organisationId: 'college', personId: 'noor' }];
    challenge(...formed)
      .when(command.formTeam('leg-1', { members: stored }))
      .thenNothing();
    challenge(...firstLeg)
      .when(command.formTeam('leg-1'))
      .thenNothing();
  });

  it.each([
    ['leg-already-started', firstLeg, { members: relay.members('lisa') }],
    ['member-twice', planned, { members: relay.members('noor', 'noor') }],
    [
      'team-without-learners',
      planned,
      { members: [{ personId: 'coach', as: 'coach' as const, organisationId: 'college' }] },
    ],
    ['challenge-not-running', concluded, { members: relay.members('lisa') }],
  ])('is refused with %s', (code, history, more) => {
    challenge(...history)
      .when(command.formTeam('leg-1', more))
      .thenRefuses(code);
  });

  describe('once it took the baton', () => {
    const both = [...handedOver, event.team('leg-2', 'lisa', 'noor')];
    const taken = (history: ChallengeEvent[], by: string | null = 'leg-2') => [
      ...history,
      event.batonAccepted('leg-1', 'baton-1', by),
    ];
    const forming = (...people: string[]) => command.formTeam('leg-2', { members: relay.members(...people) });

    it('takes in nobody who handed it over', () => {
      challenge(...taken(handedOver))
        .when(forming('noor'))
        .thenRefuses('team-took-the-baton');
      challenge(...taken(handedOver))
        .when(forming('lisa', 'noor'))
        .thenRefuses('team-took-the-baton');
      expect(refusal(forming('mila'), ...taken(handedOver))).toBe('decided');
      expect(refusal(forming('lisa', 'noor'), ...handedOver)).toBe('decided');
    });

    it('keeps others than those who handed it over', () => {
      challenge(...taken(both))
        .when(forming('noor'))
        .thenRefuses('team-took-the-baton');
      expect(refusal(forming('noor', 'mila'), ...taken(both))).toBe('decided');
    });

    it('goes on from it with others, also where the leg that took it was cancelled', () => {
      const third = [...handedOver, event.planned('leg-3', 'leg-2'), event.team('leg-3', 'noor')];
      const history = [...taken(third), event.cancelled('leg-2')];
      challenge(...history)
        .when(command.start('leg-3'))
        .thenRefuses('team-took-the-baton');
    });

    it('may be the same team where the employer took it', () => {
      const next = [...firstLeg, event.handedOver('leg-1', 'baton-1')];
      const history = [...taken(next, null), event.planned('leg-2', 'leg-1')];
      expect(refusal(forming('noor'), ...history)).toBe('decided');
      challenge(...history, event.team('leg-2', 'noor'))
        .when(command.start('leg-2'))
        .then(event.started('leg-2', 'baton-1'));
    });
  });

  it('is for the school of the leg, and for the hub', () => {
    const elsewhere = [...running, event.planned('leg-1', null, 'waste', 'other-school')];
    const by = { person: 'x', for: 'other-school', roles: ['coach'] };
    expect(refusal(command.formTeam('leg-1', { by }), ...elsewhere)).toBe('decided');
    expect(refusal(command.formTeam('leg-1'), ...elsewhere)).toBe('decided');
    expect(refusal(command.formTeam('leg-1', { by: relay.baker }), ...elsewhere)).toBe('forbidden not-of-this-hub');
    expect(refusal(command.formTeam('leg-9'), ...planned)).toBe('unknown leg-unknown');
  });

  it('records how far the hub was known, where it is the hub that does it', () => {
    const by = relay.newManager;
    const hub = relay.hubLater;
    const [team] = challenge(...planned)
      .when(command.formTeam('leg-1', { by, hub }))
      .events();
    expect(team?.data).toMatchObject({ hubRevision: 7 });
    const [start] = challenge(...formed)
      .when(command.start('leg-1', { by, hub }))
      .events();
    expect(start?.data).toMatchObject({ hubRevision: 7 });
  });
});

describe('cancelling a leg', () => {
  const three = [...planned, event.planned('leg-2', 'leg-1'), event.planned('leg-3', 'leg-2')];

  it('says why, and decides nothing when it is said again', () => {
    challenge(...formed)
      .when(command.cancel('leg-1'))
      .then(event.cancelled('leg-1'));
    challenge(...formed, event.cancelled('leg-1'))
      .when(command.cancel('leg-1'))
      .thenNothing();
  });

  it('lets the next leg build on the one before', () => {
    const history = [
      ...firstLeg,
      ...three.slice(-2),
      event.team('leg-3', 'lisa'),
      event.cancelled('leg-2'),
      event.handedOver('leg-1', 'baton-1'),
    ];
    challenge(...history)
      .when(command.acceptBaton('baton-1'))
      .then(event.batonAccepted('leg-1', 'baton-1', 'leg-3'));
    challenge(...history, event.batonAccepted('leg-1', 'baton-1', 'leg-3'))
      .when(command.start('leg-3'))
      .then(event.started('leg-3', 'baton-1'));
  });

  it('gives a baton that waited for it to the employer, and a new leg builds on the one before', () => {
    challenge(...handedOver, event.cancelled('leg-2'))
      .when(command.acceptBaton('baton-1', { by: relay.baker }))
      .then(event.batonAccepted('leg-1', 'baton-1', null, 'bakery'));
    challenge(...handedOver, event.cancelled('leg-2'))
      .when(command.plan('leg-3'))
      .then(event.planned('leg-3', 'leg-1'));
    challenge(...planned, event.cancelled('leg-1'))
      .when(command.plan('leg-2'))
      .then(event.planned('leg-2'));
  });

  it.each([
    ['leg-already-started', firstLeg, command.cancel('leg-1')],
    ['challenge-not-running', [...planned, event.concluded()], command.cancel('leg-1')],
    ['leg-cancelled', [...formed, event.cancelled('leg-1')], command.cancel('leg-1', { words: 'Other.' })],
    ['leg-cancelled', [...formed, event.cancelled('leg-1')], command.start('leg-1')],
    ['leg-cancelled', [...formed, event.cancelled('leg-1')], command.formTeam('leg-1', { members: [] })],
  ])('refuses with %s', (code, history, wish) => {
    challenge(...history)
      .when(wish)
      .thenRefuses(code);
  });

  it('is for the school of the leg, and for the hub, which records how far it was known', () => {
    expect(refusal(command.cancel('leg-1', { by: relay.baker }), ...planned)).toBe('forbidden not-of-this-hub');
    expect(refusal(command.cancel('leg-9'), ...planned)).toBe('unknown leg-unknown');
    const [event] = challenge(...planned)
      .when(command.cancel('leg-1', { by: relay.coordinator }))
      .events();
    expect(event?.data).toMatchObject({ hubRevision: 4, by: 'coordinator' });
  });
});

describe('starting a leg', () => {
  it('goes from the accepted challenge, for the first of an aspect', () => {
    challenge(...formed)
      .when(command.start('leg-1'))
      .then(event.started('leg-1'));
  });

  it('goes from the accepted baton, for every next one', () => {
    challenge(...atEnd)
      .when(command.start('leg-2'))
      .then(event.started('leg-2', 'baton-1'));
  });

  it('goes from a baton that the employer accepted when the next leg was not planned yet', () => {
    const history = [
      ...firstLeg,
      event.handedOver('leg-1', 'baton-1'),
      event.batonAccepted('leg-1', 'baton-1', null, 'bakery'),
      event.planned('leg-2', 'leg-1'),
      event.team('leg-2', 'lisa'),
    ];
    challenge(...history)
      .when(command.start('leg-2'))
      .then(event.started('leg-2', 'baton-1'));
  });

  it('decides nothing the second time', () => {
    challenge(...firstLeg)
      .when(command.start('leg-1'))
      .thenNothing();
  });

  it.each([
    ['team-missing', planned, 'leg-1'],
    ['baton-not-handed-over', handedOver.slice(0, -1), 'leg-2'],
    ['baton-not-accepted', handedOver, 'leg-2'],
    ['challenge-not-running', [...atEnd, event.concluded()], 'leg-2'],
  ])('is refused with %s', (code, history, legId) => {
    challenge(...history)
      .when(command.start(legId))
      .thenRefuses(code);
  });

  it('is for the team, the school and the hub', () => {
    expect(refusal(command.start('leg-1', { by: relay.noor }), ...formed)).toBe('decided');
    expect(refusal(command.start('leg-1', { by: relay.coordinator }), ...formed)).toBe('decided');
    expect(refusal(command.start('leg-1', { by: relay.baker }), ...formed)).toBe('forbidden not-of-this-hub');
    expect(refusal(command.start('leg-9'), ...formed)).toBe('unknown leg-unknown');
  });
});

describe('noting progress', () => {
  it('is done by the team, once for each note', () => {
    challenge(...firstLeg)
      .when(command.note('leg-1'))
      .then(event.noted('leg-1'));
    challenge(...firstLeg, event.noted('leg-1'))
      .when(command.note('leg-1'))
      .thenNothing();
  });

  it.each([
    ['note-exists', [...firstLeg, event.noted('leg-1')], { text: 'Other.' }],
    ['leg-not-started', formed, {}],
    ['leg-ended', [...firstLeg, event.handedOver('leg-1', 'baton-1')], {}],
    ['challenge-not-running', concluded, {}],
  ])('is refused with %s', (code, history, more) => {
    challenge(...history)
      .when(command.note('leg-1', more))
      .thenRefuses(code);
  });

  it('is not for others', () => {
    expect(refusal(command.note('leg-1', { by: relay.coach }), ...firstLeg)).toBe('forbidden not-in-team');
    expect(refusal(command.note('leg-9'), ...firstLeg)).toBe('unknown leg-unknown');
  });
});

describe('reviewing a leg', () => {
  const ended = [...firstLeg, event.handedOver('leg-1', 'baton-1')];

  it('says how it was, with the leg as it stood', () => {
    challenge(...ended)
      .when(command.review('leg-1'))
      .then(event.reviewed('leg-1', 'baton-1'));
  });

  it('keeps the title of a sole trader to itself', () => {
    const [, ...rest] = ended;
    challenge(event.posted(true), ...rest)
      .when(command.review('leg-1'))
      .then(event.reviewed('leg-1', 'baton-1', null));
  });

  it('may come after the end', () => {
    expect(refusal(command.review('leg-1'), ...ended, event.concluded())).toBe('decided');
  });

  it('decides nothing the second time, and takes no second review', () => {
    const history = [...ended, event.reviewed('leg-1', 'baton-1')];
    challenge(...history)
      .when(command.review('leg-1'))
      .thenNothing();
    challenge(...history)
      .when(command.review('leg-1', { words: 'Bad.' }))
      .thenRefuses('leg-already-reviewed');
    challenge(...history)
      .when(command.review('leg-1', { reviewId: 'other' }))
      .thenRefuses('leg-already-reviewed');
  });

  it('needs a baton, and the organisation that posted', () => {
    challenge(...firstLeg)
      .when(command.review('leg-1'))
      .thenRefuses('baton-not-handed-over');
    expect(refusal(command.review('leg-1', { by: relay.manager }), ...ended)).toBe(
      'forbidden not-the-posting-organisation',
    );
    expect(refusal(command.review('leg-9'), ...ended)).toBe('unknown leg-unknown');
  });
});
