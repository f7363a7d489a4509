/** Somebody whom a registry knows to be who they say they are. */
export interface KnownIssuer {
  readonly name: string;
  /** Which registry says so. */
  readonly registry: string;
}

/**
 * Where what a verifier does not have is asked for. Each may be left out: then nothing is asked, and the check that needs it is
 * `undecided`. Each answers undefined for what cannot be had now; none throws.
 */
export interface Sources {
  /** The DID document of a `did:web`, as JSON value. */
  readonly didDocument?: (did: string) => Promise<unknown>;
  /** A status list, as it is given out: JSON text or value, or a JWT (also a Token Status List). */
  readonly statusList?: (url: string) => Promise<unknown>;
  /** Whether a registry knows this issuer. */
  readonly issuer?: (id: string) => Promise<KnownIssuer | undefined>;
  /** The bytes of a piece of evidence. */
  readonly evidence?: (url: string) => Promise<Uint8Array | undefined>;
}
