import {
  BakingError,
  decodeUtf8,
  expectBaked,
  MAX_BAKED_BYTES,
  MAX_IMAGE_BYTES,
  type ImageFault,
  type Unbaked,
} from './baked-image.js';
import { XmlError } from './xml-error.js';
import { readXml, type XmlStart } from './xml.js';

const OPEN_BADGES = 'https://purl.imsglobal.org/ob/v3p0';
const DECLARATION = ` xmlns:openbadges="${OPEN_BADGES}"`;
const CREDENTIAL = `{${OPEN_BADGES}}credential`;
const SVG = '{http://www.w3.org/2000/svg}svg';

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** An element `credential`, from its start tag up to and including its end tag. */
interface CredentialElement {
  readonly start: number;
  readonly depth: number;
  end: number;
  readonly verify: string;
  content: string;
  hasElements: boolean;
}

interface Svg {
  readonly root: XmlStart;
  readonly credentials: readonly CredentialElement[];
}

/**
 * Bakes a credential, as JSON or compact JWS, into an SVG (Open Badges 3.0, section 5.3.2). One that is there already
 * is replaced; of the rest, only the start tag of the drawing changes.
 */
export function bakeSvg(svg: string, text: string): string {
  const read = readSvg(svg);
  if (typeof read === 'string') throw new BakingError(read);
  const { root, credentials } = read;
  const declared = root.attributes.get('xmlns:openbadges');
  const endOfName = root.start + 1 + root.nameAsWritten.length;
  const baked = [
    svg.slice(0, endOfName),
    declared === undefined ? DECLARATION : '',
    root.isEmpty ? `${svg.slice(endOfName, root.end - 2)}>` : svg.slice(endOfName, root.end),
    // A drawing may have the prefix for something else, such as a badge of Open Badges 2.0.
    credentialElement(text, declared === undefined || declared === OPEN_BADGES ? '' : DECLARATION),
    root.isEmpty ? `</${root.nameAsWritten}>` : '',
    ...credentials.map(({ start }, at) => svg.slice(credentials[at - 1]?.end ?? root.end, start)),
    svg.slice(credentials.at(-1)?.end ?? root.end),
  ].join('');
  expectBaked(unbakeSvg(baked), text);
  return baked;
}

/**
 * Takes the credential out of an SVG, which must be well-formed as a whole, in UTF-8, and without document type: so
 * there are no entities that could make it grow, and none that readers could differ in. As in a PNG, a second one is
 * refused. Space around the credential stays, since JSON may have it. Never throws.
 */
export function unbakeSvg(image: Uint8Array | string): Unbaked {
  if (image.length > MAX_IMAGE_BYTES) return { fault: 'image-too-large' };
  const source = typeof image === 'string' ? image : decodeUtf8(image);
  if (source === undefined) return { fault: 'image-unreadable' };
  const svg = readSvg(source);
  if (typeof svg === 'string') return { fault: svg };
  const [only, ...others] = svg.credentials;
  if (only === undefined) return { fault: 'image-without-credential' };
  if (others.length > 0) return { fault: 'image-with-several-credentials' };
  const [text, ...more] = [only.verify, only.content].filter((said) => said.trim() !== '');
  if (text === undefined || more.length > 0 || only.hasElements) return { fault: 'image-credential-malformed' };
  return new TextEncoder().encode(text).length > MAX_BAKED_BYTES ? { fault: 'image-too-large' } : { text };
}

function readSvg(source: string): Svg | ImageFault {
  try {
    return collect(source);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return error.reason === 'has-doctype' ? 'image-has-doctype' : 'image-unreadable';
  }
}

function collect(source: string): Svg {
  let root: XmlStart | undefined;
  const credentials: CredentialElement[] = [];
  let current: CredentialElement | undefined;
  for (const part of readXml(source)) {
    if (part.kind === 'start') root ??= part;
    if (current === undefined) {
      if (part.kind !== 'start' || part.name !== CREDENTIAL) continue;
      current = { ...part, verify: part.attributes.get('verify') ?? '', content: '', hasElements: false };
      credentials.push(current);
    } else if (part.kind === 'start') {
      current.hasElements = true;
    } else if (part.kind === 'text') {
      current.content += part.text;
    } else if (part.depth === current.depth) {
      current.end = part.end;
      current = undefined;
    }
  }
  if (root?.name !== SVG) throw new XmlError('malformed');
  return { root, credentials };
}

function credentialElement(text: string, declaration: string): string {
  if (COMPACT_JWS.test(text)) return `<openbadges:credential${declaration} verify="${text}"></openbadges:credential>`;
  // A CDATA section ends at the first ]]>, and readers of XML take a carriage return for a line feed.
  const content = text.replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('\r', ']]>&#13;<![CDATA[');
  return `<openbadges:credential${declaration}><![CDATA[${content}]]></openbadges:credential>`;
}
