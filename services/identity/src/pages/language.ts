export const LANGUAGES = ['nl', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** No header or parameter is read further than this. */
const MOST_RANGES = 50;

interface Wanted {
  /** Chosen on a page, now or earlier. */
  readonly chosen?: string | undefined;
  /** What the application asks for: `ui_locales` (OpenID Connect Core 1.0, section 3.1.2.1), the most wanted first. */
  readonly uiLocales?: string | undefined;
  /** RFC 9110, section 12.5.4. */
  readonly acceptLanguage?: string | undefined;
}

/** The language of a page: the one chosen, else the one that the application asks for, else that of the browser, else Dutch. */
export function languageOf({ chosen, uiLocales, acceptLanguage }: Wanted): Language {
  const asked = [chosen ?? '', ...(uiLocales ?? '').split(' ', MOST_RANGES)]
    .map(spoken)
    .find((one) => one !== undefined);
  if (asked !== undefined) return asked;
  const weights = { nl: 0, en: 0 };
  for (const part of (acceptLanguage ?? '').split(',', MOST_RANGES)) {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const language = spoken(range);
    if (language === undefined) continue;
    const weight = Number(parameters.find((one) => /^q=/i.test(one))?.slice(2) ?? 1);
    if (weight >= 0 && weight <= 1) weights[language] = Math.max(weights[language], weight);
  }
  return weights.en > weights.nl ? 'en' : 'nl';
}

/** A language of ours that a tag means, such as `en-GB` (RFC 5646). */
function spoken(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split('-');
  return LANGUAGES.find((one) => one === primary);
}
