import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Streams of facts bear the name of the service that they come from. */
function isOfFacts({ values }) {
  return values.flat().some((value) => /^[a-z-]+:[a-z]+-[0-9a-f]{8}-/.test(value));
}

/** Events stand in the statement by their types, each kind of member in a list of its own. */
function holds({ values }, type) {
  return values.flat().includes(type);
}

/**
 * The named points. Each takes `reached`, to be called whenever the process stands at its point.
 * `append` is the one statement that writes a command; the others are what follows from it.
 */
const POINTS = {
  'before-append': (reached) => aroundQuery(/^append/, { before: reached }),
  'after-append': (reached) => aroundQuery(/^append/, { after: reached }),
  // What others tell of themselves is about to be written …
  'before-facts': (reached) => aroundQuery(/^append/, { before: (query) => isOfFacts(query) && reached() }),
  // … and is written; neither cursor nor offset tells of it yet.
  'after-facts': (reached) => aroundQuery(/^append/, { after: (query) => isOfFacts(query) && reached() }),
  // A credential is about to be issued, and is; of a part of a file of awards all are, and it is about to be noted.
  'before-issue': (reached) =>
    aroundQuery(/^append/, { before: (query) => holds(query, 'CredentialIssued') && reached() }),
  'after-issue': (reached) =>
    aroundQuery(/^append/, { after: (query) => holds(query, 'CredentialIssued') && reached() }),
  'before-part-done': (reached) =>
    aroundQuery(/^append/, { before: (query) => holds(query, 'BulkAwardPartDone') && reached() }),
  // A view's batch is folded, nothing is written yet …
  'before-board-moves': (reached) =>
    aroundQuery(/^cursor-move/, { before: ({ values }) => /challenge_board/.test(values?.[0]) && reached() }),
  // … and rows and cursor are written, the runner does not know it yet.
  'after-view-batch': (reached) => aroundQuery(/^cursor-move-/, { after: reached }),
  'in-rebuild': (reached) => aroundQuery(/^view-upsert-rebuild/, { after: reached }),
  // What leaves: the log is read for a feed, a message is sent to the broker.
  'before-publish': (reached) => aroundRequest('produce', { before: reached }),
  'after-publish': (reached) => aroundRequest('produce', { after: reached }),
  'before-feed-cursor': (reached) => aroundQuery(/update app\.feed_cursors/, { before: reached }),
  'before-offset-commit': (reached) => aroundRequest('offsetCommit', { before: reached }),
};

const TAKES_EFFECT_MS = 200;

/** Ends the process as a plug that is pulled would, or makes it stand still, the `nth` time that it comes to a point. */
export function signalAt({ point, nth, signal = 'SIGKILL' }) {
  let times = 0;
  const watch = POINTS[point];
  if (!watch) throw new Error(`There is no point ${point}; there are ${Object.keys(POINTS).join(', ')}.`);
  watch(() => {
    if (++times !== nth) return;
    process.kill(process.pid, signal);
    // The signal may reach another thread first: this one does nothing more until it has come.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TAKES_EFFECT_MS);
  });
}

/** Around statements of `pg`, known by their name or, without one, by their text. */
function aroundQuery(pattern, { before = () => undefined, after = () => undefined }) {
  const { Client } = require('pg');
  const query = Client.prototype.query;
  Client.prototype.query = function (config, ...rest) {
    const known = typeof config === 'string' ? config : (config?.name ?? config?.text ?? '');
    if (!pattern.test(known)) return query.call(this, config, ...rest);
    before(config);
    const last = rest.at(-1);
    if (typeof last === 'function') {
      const told = (error, result) => {
        if (!error) after(config);
        last(error, result);
      };
      return query.call(this, config, ...rest.slice(0, -1), told);
    }
    const result = query.call(this, config, ...rest);
    return result.then((value) => {
      after(config);
      return value;
    });
  };
}

/** Around one kind of request to a Kafka broker. */
function aroundRequest(kind, { before = () => undefined, after = () => undefined }) {
  const Broker = require('kafkajs/src/broker');
  const request = Broker.prototype[kind];
  Broker.prototype[kind] = async function (...args) {
    before();
    const answer = await request.apply(this, args);
    after();
    return answer;
  };
}
