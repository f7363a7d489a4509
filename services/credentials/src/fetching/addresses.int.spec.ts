import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameServers, theWorld } from './addresses.js';
import { ASKED, refusal } from './fixtures/elsewhere.js';
import { startNameServer } from './fixtures/name-server.js';
import { createGuardedFetch } from './guarded-fetch.js';

const V6 = [0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11];

let server: Awaited<ReturnType<typeof startNameServer>>;

beforeAll(async () => {
  server = await startNameServer({
    'both.example': {
      a: [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      aaaa: [V6],
    },
    'six.example': { aaaa: [V6] },
    'empty.example': {},
    'failing.example': 2,
    'halfway.example': { a: [], aaaa: 2 },
    'half.example': { a: [[1, 2, 3, 4]], aaaa: 2 },
    'silent.example': 'nothing',
    'inside.example': { a: [[1, 2, 3, 4]], aaaa: [[0xfd, ...V6.slice(1)]] },
    localhost: { a: [[1, 2, 3, 4]] },
  });
});
afterAll(() => server.close());

const ask = (name: string, timeoutMs = 5_000): Promise<readonly string[]> =>
  nameServers([server.address])(name, AbortSignal.timeout(timeoutMs));

describe('the name servers', () => {
  it('tell all addresses of a name, of both families', async () => {
    expect(await ask('both.example')).toEqual(['1.2.3.4', '5.6.7.8', '2606:4700::1111']);
    expect(await ask('six.example')).toEqual(['2606:4700::1111']);
    expect(await ask('half.example')).toEqual(['1.2.3.4']);
  });

  it('are asked instead of the files of this machine', async () => {
    expect(await ask('localhost')).toEqual(['1.2.3.4']);
  });

  it('are no longer waited for once the time is over', async () => {
    const began = performance.now();
    await expect(ask('silent.example', 200)).rejects.toThrow('ECANCELLED');
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  it('tell apart what is not there, what cannot be told, and what is not public', async () => {
    const get = createGuardedFetch({}, { ...theWorld, addressesOf: nameServers([server.address]) });
    const of = (name: string, timeoutMs = 5_000): Promise<string> =>
      refusal(get(`https://${name}/`, { ...ASKED, timeoutMs }));
    expect(await of('nowhere.example')).toBe('host-unknown');
    expect(await of('empty.example')).toBe('host-unknown');
    expect(await of('failing.example')).toBe('not-reachable');
    expect(await of('halfway.example')).toBe('not-reachable');
    expect(await of('silent.example', 200)).toBe('timed-out');
    expect(await of('inside.example')).toBe('address-not-public');
  });
});
