import { countWithin, CREDENTIALS_CONTEXT, MAX_DOCUMENT_BYTES, MAX_MEMBERS } from '@estafette/verifier';

/**
 * Credentials as one presentation (VC Data Model 2.0, section 4.13): each as it was signed, byte for byte, and a JWT in the envelope that
 * the model has for it. Nobody signs the whole (ADR 32): it claims nothing that the credentials do not prove by themselves.
 *
 * @param texts JSON or JWTs
 * @returns null where a verifier would refuse to read so much
 */
export function presentationOf(texts: readonly string[]): string | null {
  const head = JSON.stringify({ '@context': [CREDENTIALS_CONTEXT], type: ['VerifiablePresentation'] }).slice(0, -1);
  const members = texts.map((text) => (isJson(text) ? text.trim() : JSON.stringify(enveloped(text.trim()))));
  const presentation = `${head},"verifiableCredential":[${members.join(',')}]}`;
  const fits =
    Buffer.byteLength(presentation) <= MAX_DOCUMENT_BYTES &&
    countWithin(JSON.parse(presentation) as Readonly<Record<string, unknown>>) <= MAX_MEMBERS;
  return fits ? presentation : null;
}

/** Whether a credential is JSON; else it is a JWT. */
export function isJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

function enveloped(jwt: string): object {
  return {
    '@context': CREDENTIALS_CONTEXT,
    id: `data:application/vc+jwt,${jwt}`,
    type: 'EnvelopedVerifiableCredential',
  };
}
