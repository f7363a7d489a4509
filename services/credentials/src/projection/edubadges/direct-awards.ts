/**
 * How edubadges names people in a file of direct awards: by the eduPersonPrincipalName of their school account, or by their mail
 * address alone.
 */
export const NAMED_BY = ['eppn', 'email'] as const;
export type NamedBy = (typeof NAMED_BY)[number];

/** One award as it is meant. What is not told is an empty cell, which edubadges takes for nothing. */
export interface DirectAward {
  readonly email?: string | undefined;
  readonly eppn?: string | undefined;
  readonly firstName?: string | undefined;
  readonly surname?: string | undefined;
  readonly narrative?: string | undefined;
  readonly grade?: string | undefined;
}

/** What cannot be said of one award. Never holds the value itself: it may be personal. */
export interface AwardFault {
  /** Which award, from 0. */
  readonly award: number;
  readonly member: keyof DirectAward;
  readonly code: string;
  readonly detail: string;
}

type Cell = readonly [heading: string, member: keyof DirectAward | null];

// edubadges goes by position alone (edubadges-ui, BulkAwardBadge.svelte). No evidence of ours has an address on the web.
const EVIDENCE: readonly Cell[] = [
  ['Evidence URL', null],
  ['Evidence name', null],
  ['Evidence description', null],
];
const REST: readonly Cell[] = [['Narrative', 'narrative'], ...EVIDENCE, ['Grade', 'grade']];
const CELLS: Readonly<Record<NamedBy, readonly Cell[]>> = {
  eppn: [['Recipient email', 'email'], ['Recipient EPPN', 'eppn'], ...REST],
  email: [['Recipient email', 'email'], ['First name', 'firstName'], ['Surname', 'surname'], ...REST],
};

/**
 * Writes direct awards as edubadges reads them: rows parted by a line feed, cells by a separator, without any quoting. So a value with
 * one of those in it cannot be said, and is refused; nothing is changed to fit.
 *
 * @returns the file, whose first row is one that edubadges takes for the heading, or all faults of all awards
 */
export function writeDirectAwards(
  namedBy: NamedBy,
  awards: readonly DirectAward[],
): { readonly csv: string } | { readonly faults: readonly AwardFault[] } {
  const cells = CELLS[namedBy];
  const faults = [
    ...awards.flatMap((award, index) => cells.flatMap(([, member]) => faultsOf(award, index, member))),
    ...told('email', awards),
    ...(namedBy === 'eppn' ? told('eppn', awards) : []),
  ];
  if (faults.length > 0) return { faults };
  const rows = awards.map((award) => cells.map(([, member]) => (member && award[member]) ?? ''));
  return { csv: [cells.map(([heading]) => heading), ...rows].map((row) => row.join(';')).join('\n') };
}

function faultsOf(award: DirectAward, index: number, member: keyof DirectAward | null): AwardFault[] {
  const value = (member && award[member]) ?? '';
  if (member === null || value === '') return [];
  const names = member === 'email' || member === 'eppn';
  const wrong: (false | readonly [code: string, detail: string])[] = [
    /[,;\t\r\n]/.test(value) && [
      'separator',
      'edubadges reads commas, semicolons, tabs and new lines as the end of a cell: this cannot be said.',
    ],
    /^[=+@-]/.test(value) && ['formula', 'A spreadsheet takes a cell that begins with = + - or @ for a formula.'],
    value.trim() !== value && ['white-space', 'edubadges keeps white space around a value: take it away.'],
    names && /\s/.test(value.trim()) && ['white-space', 'There is no white space in an address.'],
    member === 'email' && !/^.+@.+\..+$/.test(value) && ['not-an-address', 'edubadges wants a mail address.'],
    member === 'email' &&
      value.includes('Recipient') && [
        'heading',
        'edubadges takes a row for the heading when its first cell has "Recipient" in it.',
      ],
  ];
  return wrong.flatMap((one) => (one ? [{ award: index, member, code: one[0], detail: one[1] }] : []));
}

/** Whoever is named must be, and once: of two rows for one person edubadges drops one. It sees no capitals. */
function told(member: 'email' | 'eppn', awards: readonly DirectAward[]): AwardFault[] {
  const seen = new Set<string>();
  return awards.flatMap((award, index): AwardFault[] => {
    const value = (award[member] ?? '').toLowerCase();
    const fault = (code: string, detail: string): AwardFault[] => [{ award: index, member, code, detail }];
    if (value === '') return fault('missing', 'This is needed.');
    if (seen.has(value))
      return fault('twice', 'Somebody before in the list has this one: edubadges takes one row of each.');
    seen.add(value);
    return [];
  });
}
