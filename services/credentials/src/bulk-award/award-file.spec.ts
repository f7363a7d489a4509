import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnBread } from '../return-bread.example.js';
import { MOST_FAULTS, MOST_ROWS, readAwardFile } from './award-file.js';

const definition = returnBread();
const [measures, bakes, explains] = definition.criteria;
const today = '2026-11-22';
const [learner, assessor] = [randomUUID(), randomUUID()];
const CRITERIA = 'Measures what comes back,Bakes something new';
const HEADER = `learner_id,assessed_by,${CRITERIA}`;

const read = (text: string | Uint8Array) =>
  readAwardFile(typeof text === 'string' ? new TextEncoder().encode(text) : text, definition, today);
/** The faults of one row, as `column code`, given what stands in further columns. */
const faultsOf = (columns: string, cells: string): string[] =>
  read(`${HEADER}${columns}\n${learner},${assessor},on your own,on your own${cells}\n`).faults.map(
    ({ line, column, code }) => `${line ?? '-'} ${column ?? '-'} ${code}`,
  );

const levelOf = (criterion = measures, rank = 2): string =>
  criterion?.levels.find((level) => level.rank === rank)?.levelId ?? '';
const results = [
  { criterionId: measures?.criterionId, levelId: levelOf() },
  { criterionId: bakes?.criterionId, levelId: levelOf(bakes) },
];

describe('a file of awards', () => {
  it('takes a level by its name before it takes one by its rank', () => {
    const levels = ['3', '2', '1'].map((name, nth) => ({ name, levelId: randomUUID(), rank: nth + 1 }));
    const [lowest, , highest] = levels;
    const criterion = { ...measures, name: 'Grade', required: true, requiredLevelId: lowest?.levelId, levels };
    const file = new TextEncoder().encode(`learner_id,assessed_by,Grade\n${learner},${assessor},1\n`);
    const graded = { ...definition, criteria: [criterion] } as typeof definition;
    const { rows } = readAwardFile(file, graded, today);
    expect(rows[0]?.results.map(({ levelId }) => levelId)).toEqual([highest?.levelId]);
  });

  it('gives a row for each line, with levels by name, rank or id', () => {
    const cells = [`on your own,2`, `2,${levelOf(bakes)}`];
    const { rows, faults } = read(
      `${HEADER}\n${cells.map((one) => `${randomUUID()},${assessor},${one}`).join('\n')}\n`,
    );
    expect(faults).toEqual([]);
    expect(rows.map(({ line, awardedOn, ...row }) => [line, awardedOn, row.results, row.period, row.evidence])).toEqual(
      [
        [2, today, results, null, null],
        [3, today, results, null, null],
      ],
    );
  });

  it('awards as of the day of the file that it puts right where it names none, and none to come', () => {
    const file = `${HEADER},awarded_on\n${learner},${assessor},2,2,\n${randomUUID()},${assessor},2,2,${today}\n`;
    const bytes = new TextEncoder().encode(file);
    const { rows, faults } = readAwardFile(bytes, definition, today, { asOf: '2026-11-20' });
    expect(rows.map(({ awardedOn }) => awardedOn)).toEqual(['2026-11-20', today]);
    expect(faults).toEqual([]);
  });

  it('may have its columns in any order, and more of them', () => {
    const columns = `Explains it,awarded_on,period_end,${measures?.criterionId ?? ''},period_start,evidence_url,evidence_sha256`;
    const cells = `with help,2026-11-20,2026-11-06,2,2026-09-14,https://school.example/film,${'A'.repeat(64)}`;
    const { rows, faults } = read(
      `${columns},learner_id,assessed_by,Bakes something new\n${cells},${learner.toUpperCase()},${assessor},on your own\n`,
    );
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        learnerId: learner,
        assessedBy: assessor,
        awardedOn: '2026-11-20',
        results: [{ criterionId: explains?.criterionId, levelId: levelOf(explains, 1) }, ...results],
        period: { start: '2026-09-14', end: '2026-11-06' },
        evidence: { url: 'https://school.example/film', sha256: 'a'.repeat(64) },
      },
    ]);
  });

  it.each([',', ';', '\t'])(
    'may be separated by %j, begin with a byte order mark, and end its lines as Windows does',
    (by) => {
      const lines = [HEADER, `${learner},${assessor},on your own,2`].map((line) => line.replaceAll(',', by));
      const { rows, faults } = read(`\uFEFF${lines.join('\r\n')}\r\n\r\n`);
      expect(faults).toEqual([]);
      expect(rows[0]?.results).toEqual(results);
    },
  );

  it('counts lines as an editor does, whatever stands within quotes', () => {
    const { faults } = read(
      `${HEADER},evidence_url\n${learner},${assessor},2,2,"not\nan address"\nnobody,${assessor},2,2,\n`,
    );
    expect(faults.map(({ line, code }) => [line, code])).toEqual([
      [3, 'address-malformed'],
      [3, 'digest-missing'],
      [4, 'person-malformed'],
    ]);
  });

  it('is told all that is wrong with it, row by row', () => {
    const { rows, faults } = read(
      `${HEADER},awarded_on\n${learner},${learner},on your own,perfectly,2026-11-23\n,x,with help,,2026-02-30\n`,
    );
    expect(rows).toEqual([]);
    expect(faults.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 'assessed_by', 'own-learning'],
      [2, 'awarded_on', 'date-ahead'],
      [2, 'Bakes something new', 'level-unknown'],
      [3, 'learner_id', 'person-malformed'],
      [3, 'assessed_by', 'person-malformed'],
      [3, 'awarded_on', 'date-malformed'],
      [3, 'Measures what comes back', 'level-too-low'],
      [3, 'Bakes something new', 'level-unknown'],
    ]);
    expect(faults[2]?.detail).toContain('"with help", "on your own"');
  });

  it('is told of halves: of a period, of evidence', () => {
    expect(faultsOf(',period_start', ',2026-09-14')).toEqual(['2 period_end period-half']);
    expect(faultsOf(',period_start,period_end', ',2026-09-14,2026-09-13')).toEqual(['2 period_end period-reversed']);
    expect(faultsOf(',evidence_sha256', `,${'a'.repeat(64)}`)).toEqual(['2 evidence_url address-malformed']);
    expect(faultsOf(',evidence_url', ',file:///etc/passwd')).toEqual([
      '2 evidence_url address-malformed',
      '2 evidence_sha256 digest-missing',
    ]);
    expect(faultsOf(',evidence_url', ',javascript:alert(1)')).toContain('2 evidence_url address-malformed');
    expect(faultsOf(',evidence_url,evidence_sha256', ',https://x.example/,abc')).toEqual([
      '2 evidence_sha256 digest-malformed',
    ]);
    expect(faultsOf(',evidence_url', ',https://x.example/')).toEqual(['2 evidence_sha256 digest-missing']);
    expect(faultsOf('', ',more')).toEqual(['2  too-many-cells']);
  });

  it('needs its columns, each once, and no others', () => {
    const { faults } = read(`learner_id,learner_id,mail,${measures?.name ?? ''}\n${learner},,,2\n`);
    expect(faults.map(({ line, column, code }) => [line, column, code])).toEqual([
      [1, 'learner_id', 'column-twice'],
      [1, 'mail', 'column-unknown'],
      [1, 'assessed_by', 'column-missing'],
      [1, 'Bakes something new', 'column-missing'],
    ]);
  });

  it('is told of its columns and of its rows at once, as far as those can be read', () => {
    const name = measures?.name ?? '';
    const { rows, faults } = read(
      `learner_id,mail,${name},${name}\nnobody,a@b.example,with help,2,more\n${learner},,2,2\n`,
    );
    expect(rows).toEqual([]);
    expect(faults.map(({ line, column, code }) => [line, column, code])).toEqual([
      [1, 'mail', 'column-unknown'],
      [1, name, 'column-twice'],
      [1, 'assessed_by', 'column-missing'],
      [1, 'Bakes something new', 'column-missing'],
      [2, '', 'too-many-cells'],
      [2, 'learner_id', 'person-malformed'],
      [2, name, 'level-too-low'],
    ]);
    const none = read('learner_id,mail\n');
    expect(none.faults.map(({ code }) => code)).toContain('column-unknown');
    expect(none.faults[0]?.code).toBe('no-rows');
  });

  it('is told of the rows before the one where it is no CSV any more', () => {
    const { rows, faults } = read(`${HEADER},mail\nnobody,${assessor},2,2,\n${learner},${assessor},2,2,\n"open,2\n`);
    expect(rows).toEqual([]);
    expect(faults.map(({ line, code }) => [line, code])).toEqual([
      [1, 'column-unknown'],
      [2, 'person-malformed'],
      [4, 'not-csv'],
    ]);
  });

  it('may say in a line above the header what separates, and end its lines in more than one way', () => {
    const line = (who: string): string => `${who};${assessor};on your own;2`;
    const text = `sep=;\r\n${HEADER.replaceAll(',', ';')}\n${line(learner)}\r\n\r${line('nobody')}\n${line(randomUUID())}\r`;
    const { rows, faults, learners } = read(text);
    expect(rows.map((row) => row.line)).toEqual([3, 6]);
    expect(learners.map((one) => one.line)).toEqual([3, 6]);
    expect(faults.map((fault) => [fault.line, fault.code])).toEqual([[5, 'person-malformed']]);
    expect(read(`\uFEFF${text.replace('nobody', randomUUID())}`).rows).toHaveLength(3);
    expect(read('sep=;\n"open').faults.map((fault) => [fault.line, fault.code])).toContainEqual([2, 'not-csv']);
  });

  it('is separated as its header is, whatever stands in the names of criteria', () => {
    const name = 'Measures, weighs, counts, and tells';
    const named = { ...definition, criteria: [{ ...measures, name }] } as typeof definition;
    const file = new TextEncoder().encode(`learner_id;assessed_by;${name}\n${learner};${assessor};2\n`);
    expect(readAwardFile(file, named, today)).toMatchObject({ faults: [], rows: [{ learnerId: learner }] });
  });

  it('with too many rows is told what is wrong with them too', () => {
    const row = () => `${randomUUID()},${assessor},2,2\n`;
    const { faults } = read(`${HEADER}\n${Array.from({ length: MOST_ROWS }, row).join('')}nobody,${assessor},2,2\n`);
    expect(faults.map(({ line, code }) => [line, code])).toEqual([
      [null, 'too-many-rows'],
      [MOST_ROWS + 2, 'person-malformed'],
    ]);
  });

  it('names nobody twice as of one day, whatever else is wrong with their rows', () => {
    const [right, wrong] = [`${learner},${assessor},2,2`, `${learner},x,2,2`];
    const { rows, faults } = read(`${HEADER}\n${wrong}\n${right}\n`);
    expect(rows).toEqual([]);
    expect(faults.map(({ line, code }) => [line, code])).toEqual([
      [2, 'person-malformed'],
      [3, 'learner-twice'],
    ]);
  });

  it('names nobody twice as of one day', () => {
    const row = `${learner},${assessor},2,2`;
    const { faults } = read(`${HEADER},awarded_on\n${row},2026-11-20\n${row},2026-11-21\n${row},2026-11-20\n`);
    expect(faults).toMatchObject([
      { line: 4, code: 'learner-twice', detail: expect.stringContaining('line 2') as string },
    ]);
  });

  it('has rows, and not more than can be taken', () => {
    const row = () => `${randomUUID()},${assessor},2,2\n`;
    const of = (count: number) => read(`${HEADER}\n${Array.from({ length: count }, row).join('')}`);
    expect(of(0).faults).toMatchObject([{ line: null, code: 'no-rows' }]);
    expect(of(MOST_ROWS)).toMatchObject({ faults: [], rows: { length: MOST_ROWS } });
    expect(of(MOST_ROWS + 1).faults).toMatchObject([{ line: null, code: 'too-many-rows' }]);
    const wrong = read(`${HEADER}\n${'x,y,z,\n'.repeat(MOST_FAULTS)}`);
    expect(wrong.faults).toHaveLength(MOST_FAULTS);
  });

  it('of a great many lines is read no further than anybody mends it', () => {
    const { faults } = read(`${HEADER}\n${'x\n'.repeat(500_000)}`);
    expect(faults[0]?.detail).toContain('There are 20000 rows and more;');
    expect(faults).toHaveLength(MOST_FAULTS);
  }, 10_000);

  it('that is no CSV, or not in UTF-8, is told so', () => {
    const open = `${HEADER}\n${learner},${assessor},2,2\n"open,${assessor}\n\n${learner},${assessor},2,2\n`;
    expect(read(open).faults).toMatchObject([{ line: 3, code: 'not-csv' }]);
    expect(read(Uint8Array.of(0xff, 0xfe, 0x41)).faults).toMatchObject([{ line: null, code: 'not-utf-8' }]);
  });

  it('never throws, and gives no row beside a fault of its line', () => {
    const cell = fc.oneof(
      fc.constantFrom(learner, assessor, '2', 'on your own', '', '"', '2026-11-20', 'https://x.example/'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    const header = fc.shuffledSubarray([...HEADER.split(','), 'awarded_on', 'evidence_url', 'Explains it', 'other'], {
      minLength: 4,
    });
    fc.assert(
      fc.property(header, fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 5 }), (names, body) => {
        const { rows, faults } = read([names, ...body].map((line) => line.join(',')).join('\n'));
        const wrong = new Set(faults.map(({ line }) => line));
        expect(rows.some(({ line }) => wrong.has(line))).toBe(false);
        if (rows.length === 0) expect(faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
