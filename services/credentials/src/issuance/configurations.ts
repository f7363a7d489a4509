import type { CredentialConfigurationsSupportedWithFormats } from '@openid4vc/openid4vci';
import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from '@estafette/verifier';
import { VCT } from '../copy/projection.js';
import { PROOF_ALGORITHMS } from '../copy/proof-of-possession.js';
import type { CopyFormat } from '../credential/credential.events.js';

/** In which forms a wallet may have a credential, by the id of the configuration. The one that says most comes first. */
export const CONFIGURATIONS = {
  'open-badge-ldp-vc': 'ldp_vc',
  'open-badge-vc-sd-jwt': 'vc+sd-jwt',
  'open-badge-dc-sd-jwt': 'dc+sd-jwt',
  'open-badge-jwt': 'jwt',
} as const satisfies Readonly<Record<string, CopyFormat>>;

export type ConfigurationId = keyof typeof CONFIGURATIONS;

export function isConfigurationId(id: string): id is ConfigurationId {
  return Object.hasOwn(CONFIGURATIONS, id);
}

const TYPE: [string, ...string[]] = ['VerifiableCredential', 'OpenBadgeCredential'];

const inWords = (path: string[], nl: string, en: string) => ({
  path: path as [string, ...string[]],
  display: [
    { name: nl, locale: 'nl' },
    { name: en, locale: 'en' },
  ],
});

const claimsBelow = (above: string[]) => [
  inWords([...above, 'achievement', 'name'], 'Erkenning', 'Achievement'),
  inWords([...above, 'achievement', 'description'], 'Wat iemand kan', 'What somebody can do'),
  inWords([...above, 'result'], 'Niveau per criterium', 'Level on each criterion'),
  inWords([...above, 'creditsEarned'], 'Studiepunten', 'Credits'),
  inWords([...above, 'activityStartDate'], 'Van', 'From'),
  inWords([...above, 'activityEndDate'], 'Tot', 'Until'),
  inWords(['evidence'], 'Bewijsstukken', 'Evidence'),
];

/** OpenID4VCI 1.0, section 12.2.4 and appendix A. @param school whose name stands where a wallet names what it holds */
export function configurationsOf(school: string): CredentialConfigurationsSupportedWithFormats {
  const display = [
    { name: `Erkenning van ${school}`, locale: 'nl' },
    { name: `Achievement of ${school}`, locale: 'en' },
  ];
  const common = {
    cryptographic_binding_methods_supported: ['did:jwk', 'did:key', 'did:web', 'jwk'],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: [...PROOF_ALGORITHMS] } },
  };
  const asDocument = { display, claims: claimsBelow(['credentialSubject']) };
  return {
    'open-badge-ldp-vc': {
      ...common,
      format: 'ldp_vc',
      credential_signing_alg_values_supported: ['eddsa-rdfc-2022'],
      credential_definition: { '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT], type: TYPE },
      credential_metadata: asDocument,
    },
    'open-badge-vc-sd-jwt': {
      ...common,
      format: 'vc+sd-jwt',
      credential_signing_alg_values_supported: ['ES256'],
      credential_definition: { type: TYPE },
      credential_metadata: asDocument,
    },
    'open-badge-dc-sd-jwt': {
      ...common,
      format: 'dc+sd-jwt',
      credential_signing_alg_values_supported: ['ES256'],
      vct: VCT,
      credential_metadata: { display, claims: claimsBelow([]) },
    },
    'open-badge-jwt': {
      ...common,
      format: 'jwt_vc_json',
      credential_signing_alg_values_supported: ['ES256'],
      credential_definition: { type: TYPE },
      credential_metadata: asDocument,
    },
  };
}
