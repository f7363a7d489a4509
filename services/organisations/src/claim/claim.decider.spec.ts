import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { claimDecider } from './claim.decider.js';

const decider = claimDecider({ code: 'name-taken', detail: 'Somebody else has it.' });
const claimed = { type: 'NameClaimed', data: { holder: 'one' } } as const;
const released = { type: 'NameReleased', data: { holder: 'one' } } as const;

describe('a name', () => {
  it('is claimed by whoever comes first', () => {
    given(decider)().when({ type: 'ClaimName', holder: 'one' }).then(claimed);
  });
  it('is claimed once by its holder', () => {
    given(decider)(claimed).when({ type: 'ClaimName', holder: 'one' }).thenNothing();
  });
  it('is refused to others', () => {
    given(decider)(claimed).when({ type: 'ClaimName', holder: 'two' }).thenRefuses('name-taken');
  });
  it('is released by its holder', () => {
    given(decider)(claimed).when({ type: 'ReleaseName', holder: 'one' }).then(released);
  });
  it('is released once, and by nobody else', () => {
    given(decider)(claimed, released).when({ type: 'ReleaseName', holder: 'one' }).thenNothing();
    given(decider)(claimed).when({ type: 'ReleaseName', holder: 'two' }).thenNothing();
  });
  it('is free for others once it is released', () => {
    given(decider)(claimed, released)
      .when({ type: 'ClaimName', holder: 'two' })
      .then({ type: 'NameClaimed', data: { holder: 'two' } });
  });
});
