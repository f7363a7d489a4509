import { fromDigestMultibase, type SignedCredential } from '@estafette/verifier';
import { commitmentTo, PATH_LINK, type PathLink } from '../credential/path.js';

/** A link of the path behind a credential, as its holder opens it. */
export interface ShownLink {
  readonly link: PathLink;
  /** The organisation that it names, as it is registered; null where there is none, or its name is personal. */
  readonly organisation: string | null;
  /** Whether it is what was signed: the credential holds a commitment to exactly this. */
  readonly isSigned: boolean;
}

/** Whether a credential holds the commitment to a link. That the credential itself is genuine is another question. */
export function isSignedIn({ evidence = [] }: Pick<SignedCredential, 'evidence'>, link: PathLink): boolean {
  const digest = evidence.find(({ id }) => id === link.id)?.digestMultibase;
  const bytes = digest === undefined ? undefined : fromDigestMultibase(digest);
  return bytes !== undefined && Buffer.from(bytes).toString('hex') === commitmentTo(link);
}

/** The commitments to a path that stand in a credential: how many links there are, and nothing else. */
export function commitmentsIn({ evidence = [] }: Pick<SignedCredential, 'evidence'>): readonly object[] {
  return evidence.filter(({ name }) => name === PATH_LINK);
}
