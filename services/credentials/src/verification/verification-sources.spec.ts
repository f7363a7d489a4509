import { PublicAddress } from '@estafette/service-host';
import { expect, it, vi } from 'vitest';
import type { GuardedGet } from '../fetching/index.js';
import { VerificationSources } from './verification-sources.js';

const nothing = {} as never;
const of = (get: GuardedGet): VerificationSources =>
  new VerificationSources(
    nothing,
    nothing,
    nothing,
    nothing,
    new PublicAddress({ PUBLIC_URL: 'https://region.example', PORT: 0 }),
    nothing,
    get,
  );
const answer = { status: 200, contentType: undefined, body: new Uint8Array(), url: '', secondsFresh: 0 };

it('one verification asks of others so much and for so long, however much what is verified points to', async () => {
  const get = vi.fn<GuardedGet>(() => Promise.resolve(answer));
  const { statusList } = of(get).of(true);
  for (let one = 0; one < 1_000; one++) await statusList?.(`https://school.example/${one}`);
  expect(get).toHaveBeenCalledTimes(250);
  vi.useFakeTimers();
  const slow = of(get).of(true);
  expect(await slow.evidence?.('https://school.example/film')).toEqual(answer.body);
  vi.advanceTimersByTime(60_000);
  expect(await slow.evidence?.('https://school.example/film')).toBeUndefined();
  vi.useRealTimers();
});
