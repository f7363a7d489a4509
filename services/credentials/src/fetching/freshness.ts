import type { IncomingHttpHeaders } from 'node:http';

/** However long an answer says it keeps: a withdrawn key or status is seen within the hour. */
const MAX_SECONDS = 3_600;

/** The seconds for which this answer may be given again, from its Cache-Control; none unless it says so. */
export function secondsFresh(headers: IncomingHttpHeaders): number {
  const directives = (headers['cache-control'] ?? '').split(',').map((each) => each.trim().toLowerCase());
  // Also with a value, as in private="set-cookie": what is said with reserve is not kept.
  if (directives.some((each) => /^(?:no-store|no-cache|private)\b/.test(each)) || headers.vary?.includes('*')) return 0;
  // One answer for many who ask is a shared cache, for which s-maxage is meant.
  const said = secondsOf(directives, 's-maxage') ?? secondsOf(directives, 'max-age') ?? 0;
  const age = /^\d+$/.test(headers.age ?? '') ? Number(headers.age) : 0;
  return Math.min(Math.max(said - age, 0), MAX_SECONDS);
}

/** Said twice, the shorter counts; said illegibly, it counts as none. */
function secondsOf(directives: readonly string[], name: string): number | undefined {
  const said = directives.filter((each) => each.startsWith(`${name}=`)).map((each) => each.slice(name.length + 1));
  if (said.length === 0) return undefined;
  return Math.min(...said.map((value) => Number(/^"?(\d+)"?$/.exec(value)?.[1] ?? 0)));
}
