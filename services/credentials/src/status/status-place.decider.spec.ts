import { given } from '@estafette/decider';
import { describe, it } from 'vitest';
import { PLACE_TAKEN, statusPlaceDecider } from './status-place.decider.js';

const take = (digest: string) => ({ type: 'TakeStatusPlace', digest }) as const;
const taken = { type: 'StatusPlaceTaken', data: { digest: 'a' } } as const;

describe('a place in a status list', () => {
  it('is taken by whoever comes first, and never again, not even by the same', () => {
    given(statusPlaceDecider)().when(take('a')).then(taken);
    given(statusPlaceDecider)(taken).when(take('b')).thenRefuses(PLACE_TAKEN);
    given(statusPlaceDecider)(taken).when(take('a')).thenRefuses(PLACE_TAKEN);
  });
});
