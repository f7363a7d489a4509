import { given } from '@estafette/decider';
import { describe, expect, it } from 'vitest';
import * as relay from '../fixtures/relay.js';
import { command, event, firstLeg, running } from '../fixtures/relay.js';
import { refusal } from '../fixtures/refusal.js';
import { challengeDecider } from './challenge.decider.js';

const challenge = given(challengeDecider);
const posted = event.posted();

describe('posting a challenge', () => {
  it('records what was said, and what was known of the organisation', () => {
    challenge().when(command.post()).then(posted);
    challenge()
      .when(command.post({ organisation: { soleTrader: true, revision: 2 } }))
      .then(event.posted(true));
  });

  it('decides nothing when it says the same again, in whatever order its members come', () => {
    challenge(posted).when(command.post()).thenNothing();
    const { contact, hoursPerWeek, resultFor, confidential } = relay.challengeText.terms;
    challenge(posted)
      .when(command.post({ terms: { confidential, resultFor, hoursPerWeek, contact } }))
      .thenNothing();
  });

  it.each([
    ['title', { title: 'Other' }],
    ['problem', { problem: 'Other' }],
    ['help', { wouldHelp: 'Other' }],
    ['terms', { terms: { ...relay.challengeText.terms, confidential: 'The recipe' } }],
    ['organisation', { by: relay.stranger }],
  ])('does not take the id of another challenge: other %s', (_what, more) => {
    challenge(posted).when(command.post(more)).thenRefuses('challenge-exists');
  });
});

describe('who may see a challenge', () => {
  it.each([
    ['nobody, when there is none', [], relay.manager, 'unknown challenge-unknown'],
    ['not another organisation', running, relay.stranger, 'unknown challenge-unknown'],
    ['not somebody who acts for themselves', running, relay.noor, 'unknown challenge-unknown'],
    ['who places challenges', running, relay.outsideManager, 'forbidden not-the-posting-organisation'],
    ['a member of a team', firstLeg, relay.noor, 'forbidden not-the-posting-organisation'],
    ['an organisation of the hub', running, relay.coach, 'forbidden not-the-posting-organisation'],
  ])('%s', (_who, history, by, expected) => {
    expect(refusal(command.conclude({ by }), ...history)).toBe(expected);
  });

  it('a school that runs a leg, and the organisation that a member comes from', () => {
    const by = { person: 'somebody', for: 'other-school', roles: ['learner'] };
    const planned = event.planned('leg-1', null, 'waste', 'other-school');
    expect(refusal(command.conclude({ by }), ...running, planned)).toContain('forbidden');
    const team = {
      type: 'TeamFormed' as const,
      data: {
        challengeId: 'challenge',
        legId: 'leg-1',
        members: [{ personId: 'x', as: 'student' as const, organisationId: 'other-school' }],
      },
    };
    expect(refusal(command.conclude({ by }), ...running, event.planned('leg-1'), team)).toContain('forbidden');
  });

  it('an organisation that joined the hub later, and none of another hub', () => {
    const by = { person: 'somebody', for: 'new-school', roles: ['learner'] };
    expect(refusal(command.conclude({ by, hub: relay.hubLater }), ...running)).toContain('forbidden');
    expect(refusal(command.conclude({ by }), ...running)).toBe('unknown challenge-unknown');
    const otherHub = { ...relay.hubLater, hubId: 'other-hub' };
    expect(refusal(command.conclude({ by, hub: otherHub }), ...running)).toBe('unknown challenge-unknown');
    expect(refusal(command.conclude({ by, hub: null }), ...running)).toBe('unknown challenge-unknown');
  });

  it('no longer somebody who left a team before it started', () => {
    const left = [...running, event.planned('leg-1'), event.team('leg-1', 'noor'), event.team('leg-1', 'lisa')];
    expect(refusal(command.note('leg-1'), ...left)).toBe('unknown challenge-unknown');
  });

  it('counts every role that somebody holds for the organisation', () => {
    const by = { person: 'both', for: 'elsewhere', roles: ['learner', 'hub-coordinator'] };
    expect(refusal(command.conclude({ by }), ...running)).toContain('forbidden');
  });
});

describe('accepting a challenge', () => {
  it('takes it into the hub, with those that had joined it', () => {
    challenge(posted).when(command.accept()).then(event.accepted());
  });

  it('may be done by the relationship manager of an organisation that joined the hub', () => {
    challenge(posted)
      .when(command.accept({ by: relay.manager }))
      .then(event.accepted());
  });

  it('decides nothing the second time', () => {
    challenge(...running)
      .when(command.accept())
      .thenNothing();
  });

  it.each([
    ['is for the hub', relay.outsideManager, 'forbidden not-of-this-hub'],
    [
      'is for a coordinator of the hub itself, not of one that joined it',
      { person: 'x', for: 'college', roles: ['hub-coordinator'] },
      'forbidden not-coordinator-of-hub',
    ],
  ])('%s', (_what, by, expected) => {
    expect(refusal(command.accept({ by }), posted)).toBe(expected);
  });

  it('lets somebody who is both act as relationship manager', () => {
    const by = { person: 'x', for: 'college', roles: ['hub-coordinator', 'relationship-manager'] };
    expect(refusal(command.accept({ by }), posted)).toBe('decided');
  });

  it.each([
    ['declined', [posted, event.declined()]],
    ['accepted into another hub', running],
    ['concluded', [...running, event.concluded()]],
  ])('is refused once it was %s', (_what, history) => {
    challenge(...history)
      .when(command.accept({ hub: { ...relay.hub, hubId: 'other-hub' } }))
      .thenRefuses('challenge-not-open');
  });
});

describe('declining a challenge', () => {
  it('gives a reason, once', () => {
    challenge(posted).when(command.decline()).then(event.declined());
    challenge(posted, event.declined()).when(command.decline()).thenNothing();
  });

  it.each([
    ['with another reason', command.decline({ reason: 'unclear' }), [posted, event.declined()]],
    ['in other words', command.decline({ words: 'Never.' }), [posted, event.declined()]],
    ['once it was accepted', command.decline(), running],
    ['once it was concluded', command.decline(), [...running, event.concluded()]],
  ])('is refused %s', (_what, wish, history) => {
    challenge(...history)
      .when(wish)
      .thenRefuses('challenge-not-open');
  });
});

describe('concluding a challenge', () => {
  const ended = [
    ...firstLeg,
    event.handedOver('leg-1', 'baton-1'),
    event.batonAccepted('leg-1', 'baton-1', null, 'bakery'),
  ];

  it('is done by the organisation that posted it', () => {
    challenge(...ended)
      .when(command.conclude())
      .then(event.concluded());
    expect(refusal(command.conclude({ by: relay.manager }), ...ended)).toBe('forbidden not-the-posting-organisation');
  });

  it('decides nothing the second time, and takes no second end', () => {
    const history = [...running, event.concluded()];
    challenge(...history)
      .when(command.conclude())
      .thenNothing();
    challenge(...history)
      .when(command.conclude({ outcome: 'partly' }))
      .thenRefuses('challenge-not-running');
    challenge(...history)
      .when(command.conclude({ adopted: 'Something else.' }))
      .thenRefuses('challenge-not-running');
  });

  it('needs a hub that accepted it', () => {
    challenge(posted).when(command.conclude()).thenRefuses('challenge-not-running');
    challenge(posted, event.declined()).when(command.conclude()).thenRefuses('challenge-not-running');
  });

  it('waits for legs that run, unless it is stopped', () => {
    challenge(...firstLeg)
      .when(command.conclude())
      .thenRefuses('legs-still-open');
    challenge(...firstLeg, event.handedOver('leg-1', 'baton-1'))
      .when(command.conclude({ outcome: 'partly' }))
      .thenRefuses('legs-still-open');
    expect(refusal(command.conclude({ outcome: 'stopped' }), ...firstLeg)).toBe('decided');
  });

  it('does not wait for a leg that never started', () => {
    const prepared = [...ended, event.planned('leg-2', 'leg-1'), event.team('leg-2', 'lisa')];
    expect(refusal(command.conclude(), ...prepared)).toBe('decided');
  });

  it.each([
    ['without a leg', running],
    ['with a leg that never started', [...running, event.planned('leg-1'), event.team('leg-1', 'noor')]],
    ['with a leg that was cancelled', [...running, event.planned('leg-1'), event.cancelled('leg-1')]],
  ])('solves nothing %s: it can only be stopped', (_what, history) => {
    for (const outcome of ['solved', 'partly'] as const) {
      challenge(...history)
        .when(command.conclude({ outcome }))
        .thenRefuses('nothing-handed-over');
    }
    expect(refusal(command.conclude({ outcome: 'stopped' }), ...history)).toBe('decided');
  });
});
