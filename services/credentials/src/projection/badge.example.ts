import type { AchievementCredential } from '@estafette/verifier';
import type { Definition } from '../achievement/achievement.events.js';
import { credentialContent } from '../credential/credential-content.js';
import { grantOf, returnBread } from '../return-bread.example.js';
import { buildAchievementCredential } from '../signing/index.js';

/** When the badges of these specs were issued. */
export const ISSUED_AT = '2026-11-21T14:33:00.123Z';

/** A credential of return bread as this service builds it, before it is signed. */
export function badgeOf(definition: Definition = returnBread(), address: object = {}): AchievementCredential {
  const grant = grantOf(definition, {
    achievementId: '0199a2f4-7c10-7000-8000-000000000002',
    organisationId: '0199a2f4-7c10-7000-8000-000000000003',
    learnerId: '0199a2f4-7c10-7000-8000-000000000004',
    grantedAt: '2026-11-21T14:30:00.000Z',
  });
  return buildAchievementCredential(
    credentialContent({
      credentialId: '0199a2f4-7c10-7000-8000-000000000001',
      grant,
      definition,
      issuer: {
        id: 'did:web:estafette.example:organisations:0199a2f4-7c10-7000-8000-000000000003',
        type: ['Profile'],
        name: 'School for Food',
        address: { type: ['Address'], addressCountryCode: 'NL', ...address },
      },
      salt: 'k3v9-q0s1-77ab',
      publicUrl: 'https://estafette.example',
      path: [],
    }),
  );
}
