import { parse } from 'csv-parse/sync';
import type { Criterion, Definition } from '../achievement/achievement.events.js';
import type { AwardRow } from './bulk-award.events.js';

/** One thing that is wrong with a file. */
export interface FileFault {
  /** In the file, the header being 1; null of the file as a whole. */
  readonly line: number | null;
  readonly column: string | null;
  readonly code: string;
  readonly detail: string;
}

export const MOST_ROWS = 10_000;
/** Further on nothing is judged: a body has room for two million lines, and everything else would wait for them. */
const MOST_READ = 2 * MOST_ROWS;
/** Nobody reads more of them. */
export const MOST_FAULTS = 500;

const NEEDED = ['learner_id', 'assessed_by'] as const;
const OPTIONAL = ['awarded_on', 'period_start', 'period_end', 'evidence_url', 'evidence_sha256'] as const;
/** Before that a day is a slip of the pen. */
const LONG_AGO = '1950-01-01';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SEPARATORS = [',', ';', '\t'] as const;

export interface AwardFile {
  readonly rows: readonly AwardRow[];
  readonly faults: readonly FileFault[];
  /** Whom it names, also in rows with a fault. */
  readonly learners: readonly Pick<AwardRow, 'line' | 'learnerId'>[];
}

/** What differs between files that award and files that put such a one right. */
export interface Reading {
  /** The day of awards that name none, as YYYY-MM-DD; left out: today. */
  readonly asOf?: string;
  /** Whether it may name nobody. */
  readonly mayBeEmpty?: boolean;
}

/**
 * Reads the awards of an achievement out of a CSV file (RFC 4180; separated by commas, semicolons or tabs), and tells all that is wrong
 * with it. Columns are found by their names, in any order: `learner_id`, `assessed_by`, `awarded_on`, `period_start`,
 * `period_end`, `evidence_url`, `evidence_sha256`, and one for each criterion, by its name or id, with the name, id or rank of a level, looked
 * for in this order.
 *
 * All faults at once: those of the file, of its columns, and of its rows, as far as each can be read. There are rows only of a file that
 * is right as a whole, and none of a line with a fault.
 *
 * @param today as YYYY-MM-DD
 */
export function readAwardFile(
  bytes: Uint8Array,
  definition: Definition,
  today: string,
  { asOf = today, mayBeEmpty = false }: Reading = {},
): AwardFile {
  const { lines, fault } = linesOf(bytes);
  const [header, ...body] = lines;
  // A file of which nothing is left, after a broken upload say, is no file that names nobody.
  const columns = fault && !header ? undefined : columnsOf(header?.cells ?? [], definition);
  const read = columns ? body.map(({ cells, line }) => rowOf(line, cells, columns, definition, { today, asOf })) : [];
  const ofAll = [...(fault ? [fault] : countFaults(body.length, mayBeEmpty)), ...(columns?.faults ?? [])];
  const ofRows = [...read.flatMap(({ faults }) => faults), ...twice(read.map(({ row }) => row))];
  const wrong = new Set(ofRows.map(({ line }) => line));
  const rows = ofAll.length > 0 ? [] : read.flatMap(({ row }) => (wrong.has(row.line) ? [] : [row]));
  const learners = read.flatMap(({ row }) => (UUID.test(row.learnerId) ? [row] : []));
  return { rows, faults: inOrder([...ofAll, ...ofRows]), learners };
}

/** The same, with what keeps some of those whom it names from being awarded. */
export function refusing(
  file: AwardFile,
  because: (learnerId: string) => Pick<FileFault, 'code' | 'detail'> | undefined,
): AwardFile {
  const refused = file.learners.flatMap(({ line, learnerId }): FileFault[] => {
    const why = because(learnerId);
    return why ? [{ line, column: 'learner_id', ...why }] : [];
  });
  return withFaults(file, refused);
}

/** The same, with what else is wrong with its rows. */
export function withFaults({ rows, faults, learners }: AwardFile, more: readonly FileFault[]): AwardFile {
  const wrong = new Set(more.map(({ line }) => line));
  return { rows: rows.filter(({ line }) => !wrong.has(line)), faults: inOrder([...faults, ...more]), learners };
}

function inOrder(faults: readonly FileFault[]): readonly FileFault[] {
  return faults.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)).slice(0, MOST_FAULTS);
}

function countFaults(rows: number, mayBeEmpty: boolean): FileFault[] {
  if (rows === 0 && !mayBeEmpty) return [ofFile('no-rows', 'There is no row below the header.')];
  const told = rows < MOST_READ ? `${rows} rows` : `${MOST_READ} rows and more`;
  const detail = `There are ${told}; ${MOST_ROWS} is the most that is taken at once: split the file.`;
  return rows > MOST_ROWS ? [ofFile('too-many-rows', detail)] : [];
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

const ofFile = (code: string, detail: string): FileFault => ({ line: null, column: null, code, detail });

/** Where it stops being CSV, the lines before that are told. */
function linesOf(bytes: Uint8Array): { readonly lines: readonly Line[]; readonly fault?: FileFault } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { lines: [], fault: ofFile('not-utf-8', 'The file is not UTF-8: save it as CSV UTF-8.') };
  }
  // Spreadsheets say in a line of its own, before the header, what separates.
  const said = /^\uFEFF?sep=([,;\t])(?:\r\n|\n|\r)/i.exec(text);
  const first = text.slice(0, text.search(/[\r\n]|$/));
  // Not the one that stands there most: names of criteria have commas in them.
  const delimiter =
    said?.[1] ??
    SEPARATORS.find((one) => first.split(one).some(isNeeded)) ??
    SEPARATORS.find((one) => first.includes(one)) ??
    ',';
  const above = said ? 1 : 0;
  const lines: Line[] = [];
  try {
    parse(text.slice(said?.[0].length ?? 0), {
      delimiter,
      // Files that were put together from others have more than one.
      record_delimiter: ['\r\n', '\n', '\r'],
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: 100_000,
      to: MOST_READ + 1,
      on_record: (cells: string[], { lines: line }) => {
        lines.push({ line: line + above, cells });
        return null;
      },
    });
    return { lines };
  } catch (error) {
    const { code = 'CSV' } = error as { code?: string };
    // A quote that is left open is noticed at the end of the file.
    const line = (lines.at(-1)?.line ?? above) + 1;
    const detail = `This is no CSV from here on (${code}): a quote that is opened is closed, and stands twice within quotes.`;
    return { lines, fault: { line, column: null, code: 'not-csv', detail } };
  }
}

const isNeeded = (cell: string): boolean => (NEEDED as readonly string[]).includes(cell.replaceAll('"', '').trim());

interface Columns {
  /** How many cells a row has at most. */
  readonly count: number;
  readonly known: ReadonlyMap<string, number>;
  readonly criteria: readonly { readonly criterion: Criterion; readonly column: number }[];
  readonly faults: readonly FileFault[];
}

function columnsOf(names: readonly string[], { criteria }: Definition): Columns {
  const faults: FileFault[] = [];
  const fault = (column: string, code: string, detail: string): void => {
    faults.push({ line: 1, column, code, detail });
  };
  const known = new Map<string, number>();
  const found: { criterion: Criterion; column: number }[] = [];
  for (const [column, name] of names.entries()) {
    const criterion = criteria.find((one) => one.name === name || one.criterionId === name);
    const isKnown = ([...NEEDED, ...OPTIONAL] as readonly string[]).includes(name);
    if (known.has(name) || found.some((one) => one.criterion === criterion)) {
      fault(name, 'column-twice', 'This column stands there twice.');
    } else if (criterion) found.push({ criterion, column });
    else if (isKnown) known.set(name, column);
    else
      fault(
        name,
        'column-unknown',
        'This is neither a column of awards nor a criterion of the achievement: leave it out.',
      );
  }
  for (const name of NEEDED) if (!known.has(name)) fault(name, 'column-missing', 'This column is needed.');
  for (const { name, required, criterionId } of criteria) {
    const there = found.some(({ criterion }) => criterion.criterionId === criterionId);
    if (required && !there)
      fault(name, 'column-missing', 'Each required criterion needs a column with the level that was reached.');
  }
  return { count: names.length, known, criteria: found, faults };
}

function rowOf(
  line: number,
  cells: readonly string[],
  { count, known, criteria }: Columns,
  definition: Definition,
  { today, asOf }: { readonly today: string; readonly asOf: string },
): { readonly row: AwardRow; readonly faults: readonly FileFault[] } {
  const faults: FileFault[] = [];
  const fault = (column: string, code: string, detail: string): void => {
    faults.push({ line, column, code, detail });
  };
  const cell = (name: string): string | null => cells[known.get(name) ?? -1] || null;
  const person = (name: string): string => {
    const value = cell(name)?.toLowerCase() ?? '';
    // A column that is not there is told of once, not in each row.
    if (known.has(name) && !UUID.test(value)) fault(name, 'person-malformed', 'Give the id of a person, a UUID.');
    return value;
  };
  const day = (name: string): string | null => {
    const value = cell(name);
    if (value !== null && !isDay(value)) fault(name, 'date-malformed', 'Give a day as YYYY-MM-DD.');
    return value;
  };
  if (cells.length > count) fault('', 'too-many-cells', 'This row has more cells than the header.');
  const [learnerId, assessedBy] = [person('learner_id'), person('assessed_by')];
  if (learnerId === assessedBy && UUID.test(learnerId)) {
    fault('assessed_by', 'own-learning', 'Nobody judges their own learning: name who assessed it.');
  }
  const awardedOn = day('awarded_on') ?? asOf;
  if (awardedOn < LONG_AGO) fault('awarded_on', 'date-long-ago', `Nothing is awarded as of a day before ${LONG_AGO}.`);
  if (awardedOn > today) fault('awarded_on', 'date-ahead', 'Nothing is awarded as of a day to come.');
  const [start, end] = [day('period_start'), day('period_end')];
  if ((start === null) !== (end === null))
    fault('period_end', 'period-half', 'Give both ends of the period, or neither.');
  if (start !== null && end !== null && start > end)
    fault('period_end', 'period-reversed', 'The period ends before it begins.');
  const evidence = evidenceOf(cell, fault);
  const results = criteria.flatMap(({ criterion, column }) => {
    const { criterionId, name, levels, required, requiredLevelId } = criterion;
    const value = cells[column] ?? '';
    if (value === '' && !required) return [];
    // What people read is the name: where levels are called 1, 2 and 3 their ranks may run the other way.
    const by = (told: (one: (typeof levels)[number]) => string) => levels.find((one) => told(one) === value);
    const level = by(({ name: called }) => called) ?? by(({ levelId }) => levelId) ?? by(({ rank }) => String(rank));
    const enough = levels.find(({ levelId }) => levelId === requiredLevelId);
    if (!level) {
      const choices = levels.map((one) => `"${one.name}"`).join(', ');
      fault(name, 'level-unknown', `Give the level that was reached: ${choices}.`);
      return [];
    }
    if (required && level.rank < (enough?.rank ?? 0)) {
      fault(name, 'level-too-low', `At least "${enough?.name ?? ''}" is needed to be awarded "${definition.name}".`);
    }
    return [{ criterionId, levelId: level.levelId }];
  });
  const period = start !== null && end !== null ? { start, end } : null;
  return { row: { line, learnerId, assessedBy, awardedOn, results, period, evidence }, faults };
}

function evidenceOf(
  cell: (name: string) => string | null,
  fault: (column: string, code: string, detail: string) => void,
): AwardRow['evidence'] {
  const [url, sha256] = [cell('evidence_url'), cell('evidence_sha256')?.toLowerCase() ?? null];
  if (url === null && sha256 === null) return null;
  const isAddress = url !== null && url.length <= 2_000 && /^https?:[!#-;=?-[\]_a-z~]+$/.test(url) && URL.canParse(url);
  if (!isAddress) fault('evidence_url', 'address-malformed', 'Give an address that begins with http:// or https://.');
  // What may change at its address is no evidence of what was assessed.
  if (sha256 === null) {
    fault('evidence_sha256', 'digest-missing', 'Give the SHA-256 of the evidence too, or leave out its address.');
  } else if (!/^[0-9a-f]{64}$/.test(sha256)) {
    fault('evidence_sha256', 'digest-malformed', 'Give the SHA-256 of the evidence as 64 hex digits.');
  }
  return { url: url ?? '', sha256 };
}

/** What stands in a file twice is a mistake, of which nobody knows which of the two. */
function twice(rows: readonly AwardRow[]): FileFault[] {
  const seen = new Map<string, number>();
  return rows.flatMap(({ line, learnerId, awardedOn }) => {
    if (!UUID.test(learnerId) || !isDay(awardedOn)) return [];
    const before = seen.get(`${learnerId} ${awardedOn}`);
    seen.set(`${learnerId} ${awardedOn}`, before ?? line);
    if (before === undefined) return [];
    const detail = `This learner stands in line ${before} too, as of the same day.`;
    return [{ line, column: 'learner_id', code: 'learner-twice', detail }];
  });
}

function isDay(text: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
