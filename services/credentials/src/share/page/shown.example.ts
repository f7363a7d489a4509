import type { SignedCredential, Verification } from '@estafette/verifier';
import { grantOf, returnBread } from '../../return-bread.example.js';
import { buildAchievementCredential } from '../../signing/index.js';
import { credentialContent } from '../../credential/credential-content.js';
import type { Shown } from './shown.js';

// What the specs of the page work with: a shared credential with an endorsement, judged as it would be.

export const judged = (more: Partial<Verification> = {}): Verification => ({
  verdict: 'valid',
  kind: 'achievement',
  issuer: { id: 'did:web:school.example', known: { name: 'School for Food', registry: 'estafette' } },
  checks: [
    { check: 'signature', outcome: 'passed', code: 'passed', reason: 'In orde.' },
    { check: 'status', outcome: 'passed', code: 'passed', reason: 'In orde.' },
    { check: 'evidence', outcome: 'not-asked', code: 'not-asked', reason: 'Niemand vroeg om dit na te gaan.' },
  ],
  members: [],
  ...more,
});

const proof = [{ type: 'DataIntegrityProof' }] as unknown as SignedCredential['proof'];

export const credentialOf = (definition = returnBread()): SignedCredential => ({
  ...buildAchievementCredential(
    credentialContent({
      credentialId: 'b5899560-e792-5e26-9b6f-564601a1fe8d',
      grant: grantOf(definition, {
        achievementId: '01a0b3f2-6400-7d18-a5c4-90e7bb1f2d63',
        organisationId: '01a06648-2800-7302-9100-4aa0516ed123',
        learnerId: '01a07ae1-9800-7254-afc2-8c1deebd12c7',
        grantedAt: '2026-11-21T14:00:00.000Z',
      }),
      definition,
      issuer: {
        id: 'did:web:school.example',
        type: ['Profile'],
        name: 'School for Food',
        address: { type: ['Address'], addressCountryCode: 'NL', addressRegion: 'Overijssel' },
      },
      salt: 'salt',
      publicUrl: 'https://school.example',
      path: [],
    }),
  ),
  proof,
});

type Endorsement = NonNullable<SignedCredential['endorsement']>[number];

/** The same credential, with what an organisation confirmed of it. */
export const endorsedBy = (
  credential: SignedCredential,
  name: string,
  about = credential.id,
): SignedCredential & { readonly endorsement: readonly Endorsement[] } => ({
  ...credential,
  endorsement: [
    {
      '@context': [],
      id: 'urn:uuid:0d6f6f0a-6e0c-4f3c-9a35-5b7f2d1c8e44',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Confirmed',
      description: 'The platform keeps the key of the organisation and signed.',
      issuer: { id: 'did:web:bakery.example', type: ['Profile'], name },
      validFrom: '2026-11-21T14:00:00Z',
      credentialSubject: { id: about, type: ['EndorsementSubject'], endorsementComment: 'As the employer.' },
      proof,
    },
  ],
});

export const shownOf = (more: Partial<Shown> = {}): Shown => ({
  credential: credentialOf(),
  judgement: judged(),
  standing: 'valid',
  change: null,
  path: null,
  whose: 'not-asked',
  link: 'https://school.example/c/q83vASNFZ4mrze8BI0VniQ',
  verifier: 'https://school.example/v1/verifications',
  token: 'q83vASNFZ4mrze8BI0VniQ',
  among: null,
  at: new Date('2026-11-22T09:00:00.000Z'),
  ...more,
});
