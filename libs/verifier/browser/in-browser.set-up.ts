import { inputsOf, optionsOf, type Case } from '../src/corpus-case.example.js';
import { verify, type Verification } from '../src/index.js';

// What a page of the spec runs: the library as a bundler hands it to a browser.

export interface InBrowser {
  /** What the verifier says of a case of the corpus, as JSON: of each form in which it is given. */
  readonly judge: (file: string) => Promise<string>;
  /** What the verifier asks of the browser's own cryptography, by name, where it is not there. */
  readonly missing: () => Promise<string[]>;
}

async function judge(file: string): Promise<string> {
  // Read here, so that no other way of handing it over changes what stands in it.
  const one = JSON.parse(await (await fetch(`/cases/${file}`)).text()) as Case;
  const said: Verification[] = [];
  for (const input of inputsOf(one)) said.push(await verify(input, optionsOf(one)));
  return JSON.stringify(said);
}

const ASKED = {
  'ECDSA with P-256 (ES256)': { name: 'ECDSA', namedCurve: 'P-256' },
  'RSASSA-PKCS1-v1_5 with SHA-256 (RS256)': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
};

async function missing(): Promise<string[]> {
  if (!isSecureContext) return ['a secure context, and with it crypto.subtle'];
  const found: string[] = [];
  for (const [what, algorithm] of Object.entries(ASKED)) {
    const there = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']).then(
      () => true,
      () => false,
    );
    if (!there) found.push(what);
  }
  return found;
}

Object.assign(globalThis, { inBrowser: { judge, missing } satisfies InBrowser });
