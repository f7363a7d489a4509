import type { FastifyInstance } from 'fastify';
import type { DescribedRoute } from '../describe.js';
import { jsonText } from '../values.js';
import type { RequestWithCall } from './call.js';
import type { Fault } from './faults.js';
import { pointerOf } from './faults.js';
import { textOf } from './other-body.js';
import { HttpProblem } from './problem.js';

/** Deeper than any request of ours; what goes through a body by recursion must not run out of stack. */
const DEEPEST = 32;

/**
 * Takes JSON and nothing else (415), read strictly: RFC 8259 in UTF-8, no member twice, no `__proto__`. Routes that say so get the text
 * instead, and read it themselves.
 */
export function takeJson(fastify: FastifyInstance, routes: readonly DescribedRoute[]): void {
  fastify.removeAllContentTypeParsers();
  const unread = routes.filter(({ spec }) => spec.takes?.['application/json'] === jsonText);
  const addresses = new Set(unread.map(({ method, path }) => `${method} ${path}`));
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: RequestWithCall, body: Buffer, done) => {
      try {
        if (addresses.has(`${request.method} ${request.routeOptions.url ?? ''}`)) {
          done(null, textOf(body));
          return;
        }
        const { value, faults } = readJson(body);
        request.bodyFaults = faults;
        done(null, value);
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/**
 * Reads a JSON text; `faults` names what JSON.parse lets pass.
 * @throws HttpProblem 400 when it is none
 */
export function readJson(bytes: Buffer): { readonly value: unknown; readonly faults: readonly Fault[] } {
  if (bytes.length === 0) throw new HttpProblem(400, 'body-missing', 'Send a JSON body.');
  const { text, value } = parsed(bytes);
  return { value, faults: faultsOfMembers(text) };
}

function parsed(bytes: Buffer): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    // What the parser says repeats what was sent.
    throw new HttpProblem(400, 'body-not-json', 'The body is not JSON (in UTF-8).');
  }
}

interface Level {
  /** The members met so far; null in an array. */
  readonly names: Set<string> | null;
  /** The member or the place at hand; null where a member's name comes next. */
  at: string | number | null;
}

// In a text that is JSON these are all that tells where one is; numbers and literals lie between them.
const MARKS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

function faultsOfMembers(text: string): Fault[] {
  const faults: Fault[] = [];
  const levels: Level[] = [];
  for (const [mark] of text.matchAll(MARKS)) {
    const level = levels.at(-1);
    if (mark === '{') levels.push({ names: new Set(), at: null });
    else if (mark === '[') levels.push({ names: null, at: 0 });
    else if (mark === '}' || mark === ']') levels.pop();
    else if (mark === ',' && level) level.at = typeof level.at === 'number' ? level.at + 1 : null;
    else if (level?.names && level.at === null) {
      const name = JSON.parse(mark) as string;
      level.at = name;
      const fault = faultOfName(name, level.names);
      if (fault) faults.push({ in: 'body', at: pointerOf(levels.map(({ at }) => at ?? '')), ...fault });
      level.names.add(name);
    }
    if (levels.length > DEEPEST) {
      throw new HttpProblem(400, 'body-too-deep', `A body nests at most ${DEEPEST} objects and arrays.`);
    }
  }
  return faults;
}

function faultOfName(name: string, before: ReadonlySet<string>): Pick<Fault, 'code' | 'detail'> | null {
  if (before.has(name)) return { code: 'member-twice', detail: 'This member stands here twice: send it once.' };
  if (name === '__proto__') return { code: 'member-name', detail: 'A member cannot have this name.' };
  return null;
}
