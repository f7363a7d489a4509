import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NAMED_BY, writeDirectAwards, type DirectAward, type NamedBy } from './direct-awards.js';
import { readByEdubadges } from './edubadges-parser.example.js';

const noor: DirectAward = {
  email: 'noor@school.example',
  eppn: 'noor@school.example',
  firstName: 'Noor',
  surname: 'Bos',
};
const sam: DirectAward = { email: 'sam@school.example', eppn: 's1234@school.example', grade: 'on your own' };

function written(namedBy: NamedBy, awards: readonly DirectAward[]): string {
  const file = writeDirectAwards(namedBy, awards);
  if ('faults' in file) throw new Error(JSON.stringify(file.faults));
  return file.csv;
}

/** `<award> <member> <code>` of each fault. */
function faultsOf(namedBy: NamedBy, awards: readonly DirectAward[]): string[] {
  const file = writeDirectAwards(namedBy, awards);
  return 'csv' in file ? [] : file.faults.map(({ award, member, code }) => `${award} ${member} ${code}`);
}

/** What edubadges should make of an award, in words of our own. */
function meant(namedBy: NamedBy, { email, eppn, firstName, surname, narrative, grade }: DirectAward): object {
  const told = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);
  const named = { email: told(email), eppn: null, firstName: null, surname: null };
  return {
    ...named,
    ...(namedBy === 'eppn' ? { eppn: told(eppn) } : { firstName: told(firstName), surname: told(surname) }),
    narrative: told(narrative),
    evidenceUrl: null,
    evidenceName: null,
    evidenceDescription: null,
    grade: told(grade),
  };
}

describe('a file of direct awards', () => {
  it('has people by their school account in the columns that edubadges reads', () => {
    const file = readByEdubadges(written('eppn', [noor, sam]), false);
    expect(file).toEqual({ awards: [meant('eppn', noor), meant('eppn', sam)], wrong: [] });
  });

  it('has people by their mail address, with their names', () => {
    const file = readByEdubadges(written('email', [noor, sam]), true);
    expect(file).toEqual({ awards: [meant('email', noor), meant('email', sam)], wrong: [] });
  });

  it('begins with a row that edubadges takes for the heading', () => {
    for (const namedBy of NAMED_BY) {
      const heading = written(namedBy, []);
      expect(heading.split('\n')).toHaveLength(1);
      expect(readByEdubadges(heading, namedBy === 'email')).toEqual({ awards: [], wrong: [] });
    }
  });

  it('is refused for all that cannot be said in it, of all awards together', () => {
    const awards: DirectAward[] = [
      { ...noor, narrative: 'Measured, baked and explained' },
      { ...noor, email: 'other@school.example', eppn: '' },
      { eppn: 'Noor@School.example' },
      { email: 'Recipient@school.example', eppn: 'r@school.example', grade: '=1+1' },
      { email: 'no address', eppn: ' x@school.example', grade: 'with\rhelp' },
    ];
    expect(faultsOf('eppn', awards)).toEqual([
      '0 narrative separator',
      '3 email heading',
      '3 grade formula',
      '4 email white-space',
      '4 email not-an-address',
      '4 eppn white-space',
      '4 grade separator',
      '2 email missing',
      '1 eppn missing',
      '2 eppn twice',
    ]);
  });

  it('asks for no school account where people are named by mail, and for no address that it does not write', () => {
    expect(faultsOf('email', [{ email: 'noor@school.example', eppn: 'with;separator' }])).toEqual([]);
    expect(faultsOf('eppn', [{ email: 'noor@school.example' }])).toEqual(['0 eppn missing']);
  });

  it.each(['\t', ',', ';', '\n', '\r', 'a\r\nb', 'a, b'])('never carries the separator %j', (value) => {
    for (const member of ['firstName', 'surname', 'narrative', 'grade'] as const) {
      expect(faultsOf('email', [{ ...noor, [member]: `a${value}b` }])).toEqual([`0 ${member} separator`]);
    }
  });

  it('says nothing of a value in its faults', () => {
    const file = writeDirectAwards('email', [{ email: 'noor;secret@school.example', surname: 'secret,secret' }]);
    expect(JSON.stringify(file)).not.toContain('secret');
  });

  it('is read by edubadges as it was meant, or is refused, whatever the values are', { timeout: 60_000 }, () => {
    const value = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('', 'Noor', 'van der Berg', 'Bakt brood: goed!', '8.5', "'s-Gravenhage"),
      },
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.string({
        unit: fc.constantFrom('a', 'R', ' ', ',', ';', '\t', '\r', '\n', '"', '=', '@', '.', 'é'),
        maxLength: 6,
      }),
    );
    const address = fc.oneof(
      { weight: 6, arbitrary: fc.nat(999).map((number) => `P${number}@school.nl`) },
      fc.constantFrom('Recipient@a.example', 'A@b.example', 'a@b.example', '@', ''),
      value,
    );
    const award = fc.record(
      { email: address, eppn: address, firstName: value, surname: value, narrative: value, grade: value },
      { requiredKeys: [] },
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.constantFrom(...NAMED_BY), fc.array(award, { maxLength: 4 }), (namedBy, awards) => {
        const file = writeDirectAwards(namedBy, awards);
        if ('faults' in file) return file.faults.length > 0;
        taken += awards.length;
        const read = readByEdubadges(file.csv, namedBy === 'email');
        return isDeepStrictEqual(read, { awards: awards.map((one) => meant(namedBy, one)), wrong: [] });
      }),
      { numRuns: 1_000 },
    );
    // Not all of them may be refused: then nothing was shown.
    expect(taken).toBeGreaterThan(50);
  });
});
