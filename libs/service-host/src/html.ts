/** Text that is HTML already. Only {@link html} and {@link raw} make it. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | null | undefined | false | readonly Part[];

/**
 * HTML of which every value that is put into it is escaped, in texts and in quoted attributes alike, except what is HTML already.
 * Nothing comes of null, undefined and false.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(parts.map((part, index) => part + textOf(values[index])).join(''));
}

/** Takes a text as HTML, as it is. Only for what is written in the code. */
export function raw(text: string): Html {
  return new Html(text);
}

function textOf(value: Part): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  return typeof value === 'object' ? value.map(textOf).join('') : escape(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Characters that HTML cannot hold, and those that turn the direction of all that follows: with them a name could make the page
 * read as something else. Marks of direction for one place (U+200E, U+200F, U+061C) stay; languages need them.
 */

const NEVER_SHOWN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(NEVER_SHOWN, '')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
