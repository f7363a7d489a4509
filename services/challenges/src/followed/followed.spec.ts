import { fold } from '@estafette/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followedHub, followedOrganisation } from './followed.js';

const fact = (name: string, data: object) => ({ type: `nl.estafette.organisations.${name}.v1`, data }) as never;
const founded = fact('hub-founded', { hubId: 'hub', organisationId: 'centre', kind: 'hub', name: 'Hub' });
const joined = (organisationId: string) => fact('organisation-joined-hub', { hubId: 'hub', organisationId });

describe('a hub, as it was told of', () => {
  it('has its own organisation and those that joined it', () => {
    expect(fold(followedHub.decider, [founded, joined('college'), joined('bakery')])).toEqual({
      organisationId: 'centre',
      members: ['college', 'bakery'],
    });
  });

  it('is the same in whatever order it is told, and however often', () => {
    const facts = [founded, founded, joined('college'), joined('college'), joined('bakery')];
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        const { organisationId, members } = fold(followedHub.decider, shuffled);
        expect([organisationId, members.toSorted()]).toEqual(['centre', ['bakery', 'college']]);
      }),
    );
  });

  it('is not known before it was founded, and takes no notice of what else happens to it', () => {
    expect(fold(followedHub.decider, [joined('college')]).organisationId).toBeNull();
    const renamed = fact('hub-renamed', { hubId: 'hub', organisationId: 'stranger' });
    expect(fold(followedHub.decider, [founded, renamed])).toEqual({ organisationId: 'centre', members: [] });
  });
});

describe('an organisation, as it was told of', () => {
  it('is taken for a sole trader until it is known not to be', () => {
    const told = (name: string, soleTrader: boolean) => fact(name, { organisationId: 'bakery', soleTrader });
    expect(fold(followedOrganisation.decider, [])).toEqual({ soleTrader: true });
    expect(fold(followedOrganisation.decider, [told('organisation-registered', false)])).toEqual({ soleTrader: false });
    expect(fold(followedOrganisation.decider, [told('organisation-changed', true)])).toEqual({ soleTrader: true });
  });
});
