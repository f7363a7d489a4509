/**
 * Whether a signature over RDF covers a number, and every reader takes the same from it: an integer up to 2^53, or a decimal of at
 * most 15 digits. Of others the processors of JSON-LD sign the same text for several numbers (`1e-7` becomes 0 in one of them,
 * 0.30000000000000004 becomes 0.3).
 */
export function isCoveredNumber(value: number): boolean {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) && !Object.is(value, -0);
  const written = String(value);
  return /^-?\d+\.\d+$/.test(written) && written.replace(/^-?0*\.?0*|\./g, '').length <= 15;
}
