import { expect, it } from 'vitest';
import { Stops, together } from './stops.js';

it('stops in order, side by side within a level, once, and goes on where one does not stop', async () => {
  const stops = new Stops();
  const said: string[] = [];
  const stop = (name: string, fault?: Error) => async () => {
    said.push(`${name} begins`);
    await Promise.resolve();
    said.push(`${name} ends`);
    if (fault) throw fault;
  };
  stops.add('folder', stop('folder'));
  stops.add('servers', stop('server'));
  stops.add('services', stop('first', new Error('the first does not stop')));
  stops.add('services', stop('second'));
  stops.add('front', stop('front'));
  await expect(Promise.all([stops.stop(), stops.stop()])).rejects.toThrow('the first does not stop');
  expect(said).toEqual([
    ...['front begins', 'front ends'],
    ...['first begins', 'second begins', 'first ends', 'second ends'],
    ...['server begins', 'server ends', 'folder begins', 'folder ends'],
  ]);
});

it('awaits all that goes on side by side; the first fault breaks the rest off and is the one that is told', async () => {
  const breakOff = new AbortController();
  let ended = false;
  const long = new Promise<void>((_resolve, reject) => {
    breakOff.signal.addEventListener('abort', () => {
      ended = true;
      reject(new Error('broken off'));
    });
  });
  await expect(together([long, Promise.reject(new Error('first'))], breakOff)).rejects.toThrow('first');
  expect(ended).toBe(true);
  expect(await together([Promise.resolve(1), Promise.resolve('two')], new AbortController())).toEqual([1, 'two']);
});
