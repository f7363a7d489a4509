import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { profileDecider, type ProfileCommand } from './profile.decider.js';
import type { ProfileEvent, ToldProfile } from './profile.events.js';

const put = (profile: ToldProfile): ProfileCommand => ({ type: 'PutProfile', by: { person: 'learner' }, profile });
const told = (profile: ToldProfile): ProfileEvent => ({ type: 'ProfilePut', data: { learnerId: 'learner', profile } });
const profiles = given(profileDecider);

describe('a profile', () => {
  it('is told whole, in place of the one before', () => {
    profiles()
      .when(put({ name: 'Sam' }))
      .then(told({ name: 'Sam' }));
    profiles(told({ name: 'Sam', phone: '1' }))
      .when(put({ name: 'Sam' }))
      .then(told({ name: 'Sam' }));
  });

  it('is no news the second time, whatever the order of what is told', () => {
    profiles(told({ name: 'Sam', phone: '1' }))
      .when(put({ phone: '1', name: 'Sam' }))
      .thenNothing();
    profiles(told({ name: 'Bo' }), told({ name: 'Sam' }))
      .when(put({ name: 'Bo' }))
      .then(told({ name: 'Bo' }));
  });
});
