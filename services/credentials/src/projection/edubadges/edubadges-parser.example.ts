// How edubadges reads a file of direct awards in the browser, written anew from a description of what it does
// (edubadges-ui, BulkAwardBadge.svelte): what our specs hold our file against. It shares nothing with what writes it.

export interface ReadAward {
  readonly email: string | null;
  readonly eppn: string | null;
  readonly firstName: string | null;
  readonly surname: string | null;
  readonly narrative: string | null;
  readonly evidenceUrl: string | null;
  readonly evidenceName: string | null;
  readonly evidenceDescription: string | null;
  readonly grade: string | null;
}

export interface ReadFile {
  readonly awards: readonly ReadAward[];
  /** Rows that it lists as wrong. */
  readonly wrong: readonly string[];
}

/** @param mailOnly whether people are named by their mail address alone: a tick box of the page */
export function readByEdubadges(file: string, mailOnly: boolean): ReadFile {
  const awards: ReadAward[] = [];
  const wrong: string[] = [];
  const needed = mailOnly ? 3 : 2;
  for (const line of file.split('\n')) {
    const cells = line.split(/[,;\t]/);
    if (cells[0]?.includes('Recipient')) continue;
    if (cells.every((cell) => cell === '')) continue;
    const award = mailOnly ? byMail(cells) : byEppn(cells);
    const twice = awards.some(
      (other) => other.email === award.email || (award.eppn !== null && other.eppn === award.eppn),
    );
    const named = /^.+@.+\..+$/.test(award.email ?? '') && (mailOnly || award.eppn !== null);
    if (cells.length < needed || twice || !named) wrong.push(line);
    else awards.push(award);
  }
  return { awards, wrong };
}

function byEppn(cells: readonly string[]): ReadAward {
  const [email, eppn, narrative, evidenceUrl, evidenceName, evidenceDescription, grade] = cells.map(filled);
  return award({ email, eppn, narrative, evidenceUrl, evidenceName, evidenceDescription, grade });
}

function byMail(cells: readonly string[]): ReadAward {
  const [email, firstName, surname, narrative, evidenceUrl, evidenceName, evidenceDescription, grade] =
    cells.map(filled);
  return award({ email, firstName, surname, narrative, evidenceUrl, evidenceName, evidenceDescription, grade });
}

function filled(cell: string): string | null {
  return cell === '' ? null : cell;
}

const NOTHING: ReadAward = {
  email: null,
  eppn: null,
  firstName: null,
  surname: null,
  narrative: null,
  evidenceUrl: null,
  evidenceName: null,
  evidenceDescription: null,
  grade: null,
};

function award(told: { readonly [Name in keyof ReadAward]?: string | null | undefined }): ReadAward {
  const some = Object.entries(told).filter(([, value]) => value !== undefined);
  return { ...NOTHING, ...(Object.fromEntries(some) as Partial<ReadAward>) };
}
