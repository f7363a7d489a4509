import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Has garbage collected at every interval: V8 lets it lie while there is room, and what is left then is what is kept. */
export function collectGarbage(everyMs) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  setInterval(() => collect(), everyMs).unref();
}
