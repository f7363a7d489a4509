import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage at every interval, and tells whoever started this what is kept: V8 lets garbage lie while there is room. */
export function collectGarbage(everyMs) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const tell = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    process.send?.({ keptMb: (heapUsed + external) / 2 ** 20 });
  };
  setInterval(tell, everyMs).unref();
}
