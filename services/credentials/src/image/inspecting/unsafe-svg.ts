import type { XmlStart } from '@estafette/verifier';
import type { ImageFault } from './inspected.js';

// What an SVG can do besides showing itself: SVG 2, sections 2 (script, links), 5.10 (foreign content) and 19; CSS Values 4, section 4.5.
// Names are looked at in every namespace and every case, since a page may take the text of a drawing for HTML, which knows neither.

const SCRIPTS: ReadonlySet<string> = new Set(['script', 'handler', 'listener']);
const FOREIGN: ReadonlySet<string> = new Set([
  ...['foreignobject', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'portal'],
  ...['audio', 'video', 'canvas', 'link', 'meta', 'base'],
]);
/** At these a reader of HTML leaves a drawing (HTML Standard, section 13.2.6.5), and takes what follows for text of a page. */
const LEAVE_A_DRAWING: ReadonlySet<string> = new Set(
  [
    'b big blockquote body br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 head hr i img li listing menu nobr ol p',
    'plaintext pre ruby s select small span strike strong sub sup table textarea tt u ul var xmp noembed noframes noscript',
    'html form input button template math',
  ].flatMap((names) => names.split(' ')),
);
const XHTML = '{http://www.w3.org/1999/xhtml}';
const REFERENCES: ReadonlySet<string> = new Set(['href', 'src', 'srcset', 'action', 'formaction', 'data', 'poster']);
/** What animates another attribute, which it names. */
const ANIMATIONS: ReadonlySet<string> = new Set([
  'animate',
  'set',
  'animatemotion',
  'animatetransform',
  'animatecolor',
]);

const INNER = /^\s*#/;
/** Pixels that travel within; no drawing, which nobody would have looked through. */
const PIXELS = /^\s*data:image\/(?:png|jpeg|gif|webp)[;,]/i;
const FONT = /^\s*data:(?:font\/[a-z0-9]+|application\/(?:x-)?font-[a-z0-9]+)[;,]/i;

/** What is unsafe about one element and its attributes; each value as XML resolved it. */
export function faultsOfElement({ name, nameAsWritten, attributes }: XmlStart): ImageFault[] {
  const local = localOf(name);
  return [
    ...(SCRIPTS.has(local) ? [fault('svg-script', `<${nameAsWritten}> runs a script: take it out.`)] : []),
    ...(FOREIGN.has(local) || LEAVE_A_DRAWING.has(nameAsWritten.toLowerCase()) || name.startsWith(XHTML)
      ? [fault('svg-foreign-content', `<${nameAsWritten}> holds what is no drawing: take it out.`)]
      : []),
    ...[...attributes].flatMap(([attribute, value]) => faultsOfAttribute(local, attribute, value)),
  ];
}

/** Elements that hold words alone: what else stands in them a reader of HTML takes for a page. */
export const isOfWords = ({ name }: XmlStart): boolean => /^(?:title|desc)$/.test(localOf(name));

/**
 * Where it stands what XML passes over and HTML does not: a comment that HTML ends at once, or a tag in an instruction or a CDATA section,
 * of which HTML knows neither everywhere.
 */
export function misreadAt(source: string): number | undefined {
  const comment = /<!---?>/.exec(source)?.index;
  return comment ?? tagWithin(source, '<?', '?>') ?? tagWithin(source, '<![CDATA[', ']]>');
}

/** What looks like a beginning but is none is refused too, where a tag follows before the next end. */
function tagWithin(source: string, begin: string, end: string): number | undefined {
  for (let at = source.indexOf(begin); at !== -1;) {
    const last = source.indexOf(end, at);
    if (last === -1) return undefined;
    if (source.slice(at + begin.length, last).includes('<')) return at;
    at = source.indexOf(begin, last);
  }
  return undefined;
}

function faultsOfAttribute(element: string, attribute: string, value: string): ImageFault[] {
  if (/^xmlns(?::|$)/.test(attribute)) return [];
  const local = localOf(attribute);
  if (/^on/.test(local)) return [fault('svg-event-handler', `${local}="…" runs a script: take it out.`)];
  const animated = local === 'attributename' && ANIMATIONS.has(element) ? localOf(value.trim()) : '';
  if (/^(?:.*:)?(?:href|src|style|on.*)$/.test(animated)) {
    return [fault('svg-animates-reference', `<${element}> animates ${animated}, and with it where it leads.`)];
  }
  if (attribute === '{http://www.w3.org/XML/1998/namespace}base') return [reachesOut('xml:base="…"')];
  // What another namespace calls by that name leads nowhere, except that of links.
  const isPlain = !attribute.startsWith('{');
  if ((isPlain && REFERENCES.has(local)) || attribute === '{http://www.w3.org/1999/xlink}href') {
    const isPixels = (element === 'image' || element === 'feimage') && PIXELS.test(value);
    return INNER.test(value) || isPixels ? [] : [reachesOut(`${local}="${shortened(value)}"`)];
  }
  if (!isPlain) return [];
  if (/(?:java|vb|live)script\s*:/i.test(value.replaceAll(/[\s\p{Cc}]/gu, ''))) {
    return [fault('svg-script', `${local}="…" runs a script: take it out.`)];
  }
  return faultsOfStyle(value);
}

/** What is unsafe about CSS, in an element or an attribute; most attributes of a drawing are CSS. */
export function faultsOfStyle(css: string): ImageFault[] {
  // An escape can spell any of these names so that they are not found here.
  const isEscaped = css.includes('\\');
  const references = [...css.matchAll(/url\(\s*["']?([^"')]*)/gi)].map(([, reference = '']) => reference);
  const outer = references.filter((one) => !INNER.test(one) && !PIXELS.test(one) && !FONT.test(one));
  const loads = /@(?:import|namespace)|(?:image-set|cross-fade|image|src)\s*\(/i.exec(css)?.[0];
  const runs = /expression\s*\(|-moz-binding|(?:^|[;{\s])behavior\s*:/i.test(css);
  return [
    ...(isEscaped
      ? [fault('svg-style-escape', 'A backslash stands in its style: write the characters themselves.')]
      : []),
    ...outer.map((reference) => reachesOut(`url(${shortened(reference)})`)),
    ...(loads === undefined ? [] : [reachesOut(loads)]),
    ...(runs ? [fault('svg-script', 'Its style runs a script: take that out.')] : []),
  ];
}

const reachesOut = (what: string): ImageFault =>
  fault(
    'svg-reaches-out',
    `${what} leads elsewhere: a drawing may refer to its own parts (#…) and hold pixels (data:).`,
  );

const fault = (code: string, detail: string): ImageFault => ({ code, detail });

const localOf = (name: string): string => name.slice(name.lastIndexOf('}') + 1).toLowerCase();

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
