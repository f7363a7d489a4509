import { contentOf, contentOfClaims, type Content } from '../jwt/claims.js';
import { readHeader, type HeaderFault, type JoseHeader, type JwtType } from '../jwt/jose-header.js';
import type { CompactSdJwt } from './compact-sd-jwt.js';
import { disclose, type DisclosureFault } from './disclosures.js';

/** A credential of the VC Data Model (VC-JOSE-COSE, section 3.2), and claims of a type (SD-JWT VC). Each says which. */
const TYPES: ReadonlyMap<string, JwtType> = new Map([
  ['vc+sd-jwt', 'credential'],
  ['dc+sd-jwt', 'claims'],
]);

interface OpenedSdJwt {
  readonly header: JoseHeader | { readonly fault: HeaderFault };
  readonly isClaims: boolean;
  readonly content: Content;
  /** The key that the issuer bound it to. */
  readonly cnf: unknown;
}

/** What an SD-JWT says with what is disclosed of it. Nothing of it is believed yet. */
export function openSdJwt({ issued, disclosures }: CompactSdJwt): OpenedSdJwt | { readonly fault: DisclosureFault } {
  const header = readHeader(issued.header, TYPES);
  const isClaims = !('fault' in header) && header.type === 'claims';
  const disclosed = disclose(issued.payload, disclosures, isClaims ? 'claims' : 'document');
  if ('fault' in disclosed) return disclosed;
  const { payload } = disclosed;
  return { header, isClaims, content: isClaims ? contentOfClaims(payload) : contentOf(payload), cnf: payload['cnf'] };
}
