// What somebody asks for by Accept and Accept-Language (RFC 9110, section 12.5), each a list of ranges with weights.

/** How much each of these is wanted, from 0 to 1: the weight of the range that names it most closely. */
export function weightOf(name: string, header: string | undefined, covers: Covers): number {
  let best = { closeness: NOT_AT_ALL, weight: 0 };
  for (const { range, weight } of rangesOf(header)) {
    const closeness = covers(range, name);
    if (closeness === NOT_AT_ALL) continue;
    const closer = closeness > best.closeness || (closeness === best.closeness && weight > best.weight);
    if (closer) best = { closeness, weight };
  }
  return best.weight;
}

const NOT_AT_ALL = -1;
/** How closely a range names something. */
type Covers = (range: string, name: string) => number;

export const coversType: Covers = (range, type) => {
  if (range === type) return 2;
  if (range === `${type.split('/')[0] ?? ''}/*`) return 1;
  return range === '*/*' ? 0 : NOT_AT_ALL;
};

export const coversLanguage: Covers = (range, language) => {
  if (range === language || range.startsWith(`${language}-`)) return 1;
  return range === '*' ? 0 : NOT_AT_ALL;
};

/** A header of any length is read no further than this. */
const MOST_RANGES = 50;

function rangesOf(header = ''): { readonly range: string; readonly weight: number }[] {
  return header
    .split(',', MOST_RANGES)
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      const weight = given === undefined ? 1 : Number(given);
      return { range, weight: weight >= 0 && weight <= 1 ? weight : 0 };
    })
    .filter(({ range }) => range !== '');
}

/** What a credential is asked for as; it is given as the first, which is registered for it. */
export const CREDENTIAL_TYPES = [
  'application/vc',
  'application/vc+ld+json',
  'application/ld+json',
  'application/json',
] as const;

/** Whether the credential itself is wanted more than a page about it. */
export function prefersCredential(accept: string | undefined): boolean {
  const wanted = (type: string): number => weightOf(type, accept, coversType);
  return Math.max(...CREDENTIAL_TYPES.map(wanted)) > wanted('text/html');
}

/** Dutch, unless English is asked for, or wanted more. */
export function languageOf(asked: 'nl' | 'en' | undefined, acceptLanguage: string | undefined): 'nl' | 'en' {
  const wanted = (language: string): number => weightOf(language, acceptLanguage, coversLanguage);
  return asked ?? (wanted('en') > wanted('nl') ? 'en' : 'nl');
}
