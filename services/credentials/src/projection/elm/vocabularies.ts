import { refuse } from '@estafette/decider';
import { AUTHORITY, SNB } from '../../achievement/european-vocabularies.js';

// What the application profile of European Digital Credentials asks for beside the concepts that credentials name themselves.

export const BASE64 = `${SNB}/encoding/6146cde7dd`;
/** The list of credential types has none for micro-credentials. */
export const GENERIC_CREDENTIAL = `${SNB}/credential/e34929035b`;
export const SVG_FILE = `${AUTHORITY}/file-type/SVG`;

/** ISO 639-1 to the codes of the authority table, which are those of ISO 639-3. */
const LANGUAGES = new Map(
  (
    'ar:ARA be:BEL bg:BUL bs:BOS ca:CAT cs:CES cy:CYM da:DAN de:DEU el:ELL en:ENG es:SPA et:EST eu:EUS fa:FAS fi:FIN fr:FRA fy:FRY ' +
    'ga:GLE gl:GLG hi:HIN hr:HRV hu:HUN hy:HYE is:ISL it:ITA ja:JPN ka:KAT ku:KUR lb:LTZ lt:LIT lv:LAV mk:MKD mt:MLT nl:NLD no:NOR ' +
    'pl:POL ps:PUS pt:POR ro:RON ru:RUS sk:SLK sl:SLV so:SOM sq:SQI sr:SRP sv:SWE ti:TIR tr:TUR uk:UKR ur:URD zh:ZHO'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** ISO 3166-1 alpha-2 to alpha-3, which the authority table has. */
const COUNTRIES = new Map(
  (
    'AL:ALB AT:AUT AW:ABW BA:BIH BE:BEL BG:BGR BQ:BES CH:CHE CW:CUW CY:CYP CZ:CZE DE:DEU DK:DNK EE:EST ES:ESP FI:FIN FR:FRA GB:GBR ' +
    'GR:GRC HR:HRV HU:HUN IE:IRL IS:ISL IT:ITA LI:LIE LT:LTU LU:LUX LV:LVA MD:MDA ME:MNE MK:MKD MT:MLT NL:NLD NO:NOR PL:POL PT:PRT ' +
    'RO:ROU RS:SRB SE:SWE SI:SVN SK:SVK SR:SUR SX:SXM TR:TUR UA:UKR'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** The concept of a language. @param tag BCP 47 */
export function languageConcept(tag: string): string {
  const [code = ''] = tag.toLowerCase().split('-');
  const known = code.length === 3 ? code.toUpperCase() : LANGUAGES.get(code);
  return known === undefined ? unsayable(`the language "${tag}"`) : `${AUTHORITY}/language/${known}`;
}

/** The concept of a country. @param code ISO 3166-1 alpha-2 */
export function countryConcept(code: string): string {
  const known = COUNTRIES.get(code);
  return known === undefined ? unsayable(`the country "${code}"`) : `${AUTHORITY}/country/${known}`;
}

/** The profile demands something that cannot be said: half a credential is none. */
export function unsayable(what: string): never {
  return refuse('not-sayable-in-elm', `A European Digital Credential must tell it, and this service cannot: ${what}.`);
}
