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

/** What a presentation is asked for as; it is given as the first. */
export const PRESENTATION_TYPES = ['application/vp', 'application/vp+ld+json'] as const;

/** What can be had of a link: a page, the credential itself, credentials as a presentation, or all that is said of several. */
export type Wanted = 'page' | 'credential' | 'presentation' | 'overview';

const TYPES_OF_ONE: Readonly<Record<string, readonly string[]>> = {
  credential: CREDENTIAL_TYPES,
  presentation: PRESENTATION_TYPES,
};
const TYPES_OF_SEVERAL: Readonly<Record<string, readonly string[]>> = {
  presentation: [...PRESENTATION_TYPES, 'application/ld+json'],
  overview: ['application/json'],
};

/** What is wanted most of a link to one credential or to several; a page where nothing is wanted more. */
export function wantedOf(accept: string | undefined, of: 'one' | 'several'): Wanted {
  let best = { wanted: 'page' as Wanted, weight: weightOf('text/html', accept, coversType) };
  for (const [wanted, types] of Object.entries(of === 'one' ? TYPES_OF_ONE : TYPES_OF_SEVERAL)) {
    const weight = Math.max(...types.map((type) => weightOf(type, accept, coversType)));
    if (weight > best.weight) best = { wanted: wanted as Wanted, weight };
  }
  return best.wanted;
}

/** Dutch, unless English is asked for, or wanted more. */
export function languageOf(asked: 'nl' | 'en' | undefined, acceptLanguage: string | undefined): 'nl' | 'en' {
  const wanted = (language: string): number => weightOf(language, acceptLanguage, coversLanguage);
  return asked ?? (wanted('en') > wanted('nl') ? 'en' : 'nl');
}
