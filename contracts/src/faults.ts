import type { Validator, ValidatorError } from './generated/validators.js';

/** One thing that is wrong: `path` is a JSON pointer (RFC 6901) to the member, `''` for the whole; `message` says what to do. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'must be a bare UUID in lower case',
  date: 'must be a date as 2026-09-14',
  'date-time': 'must be a date and time with its zone as 2026-09-14T08:00:00Z',
};

const words = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const pointer = (member: unknown): string => `/${words(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A pattern that goes with a format is the stricter spelling of it; both say the same to the reader. */
function patternMessage(pattern: unknown): string {
  const text = words(pattern);
  if (text.startsWith('^[0-9a-f]{8}-')) return 'must be a bare UUID in lower case';
  if (text === '^[0-9a-f]{64}$') return 'must be 64 lower-case hexadecimal digits';
  if (text === '^[a-z0-9]+(-[a-z0-9]+)*$') return 'must be a code in lower case with single hyphens';
  return `must match ${text}`;
}

function faultOf({ instancePath: path, keyword, params }: ValidatorError): Fault {
  switch (keyword) {
    case 'required':
      return { path: path + pointer(params['missingProperty']), message: 'is missing' };
    case 'additionalProperties':
      return { path: path + pointer(params['additionalProperty']), message: 'is not part of this contract' };
    case 'propertyNames':
      return { path: path + pointer(params['propertyName']), message: 'is not a name that CloudEvents allows' };
    case 'type':
      return { path, message: `must be ${[params['type']].flat().map(words).join(' or ')}` };
    case 'enum':
      return { path, message: `must be one of ${[params['allowedValues']].flat().map(words).join(', ')}` };
    case 'const':
      return { path, message: `must be ${words(params['allowedValue'])}` };
    case 'format':
      return { path, message: FORMATS[words(params['format'])] ?? `must be a ${words(params['format'])}` };
    case 'pattern':
      return { path, message: patternMessage(params['pattern']) };
    case 'minimum':
      return { path, message: `must be at least ${words(params['limit'])}` };
    case 'minLength':
      return { path, message: 'must not be empty' };
    case 'minItems':
      return { path, message: `must have at least ${words(params['limit'])} item(s)` };
    case 'uniqueItems':
      return { path, message: 'must not name the same thing twice' };
    default:
      return { path, message: `breaks the rule "${keyword}"` };
  }
}

/** Runs a validator; one fault per place, all places at once, empty when right. */
export function faultsOf(validator: Validator, value: unknown): readonly Fault[] {
  if (validator(value)) return [];
  const faults = new Map<string, Fault>();
  for (const error of validator.errors ?? []) {
    // A condition that fails reports what failed in it as well; a name that fails its pattern is reported by propertyNames.
    if (error.keyword === 'if' || error.propertyName !== undefined) continue;
    const fault = faultOf(error);
    if (!faults.has(fault.path)) faults.set(fault.path, fault);
  }
  return [...faults.values()];
}
