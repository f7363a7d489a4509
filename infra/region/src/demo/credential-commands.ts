import type { Command } from './command.js';

/** The verbs of the credentials service. */
export const CREDENTIAL_COMMANDS = {
  'register-issuer': { service: 'credentials', method: 'POST', path: '/v1/issuers', done: 'registered' },
  'define-achievement': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/achievements',
    makes: ['achievementId'],
    done: 'defined',
    publicWords: ['name', 'description', 'statement', 'worth', 'notWorth'],
  },
  'revise-achievement': {
    service: 'credentials',
    method: 'PUT',
    path: '/v1/achievements/{achievementId}',
    done: 'drafted',
    publicWords: ['name', 'description', 'statement', 'worth', 'notWorth'],
  },
  'publish-achievement': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/achievements/{achievementId}/publications',
    done: 'published',
  },
  'retire-achievement': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/achievements/{achievementId}/retirements',
    done: 'retired',
  },
  'rotate-key': { service: 'credentials', method: 'POST', path: '/v1/issuers/keys', done: 'rotated' },
  'revoke-key': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/issuers/keys/{keyId}/revocations',
    done: 'withdrawn',
  },
  'suspend-credential': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/credentials/{credentialId}/suspensions',
    done: 'suspended',
  },
  'reinstate-credential': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/credentials/{credentialId}/reinstatements',
    done: 'reinstated',
  },
  'revoke-credential': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/credentials/{credentialId}/revocations',
    done: 'revoked',
  },
  'reissue-credentials': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/reissues',
    makes: ['reissueId'],
    done: 'started',
  },
  'share-credential': {
    service: 'credentials',
    method: 'POST',
    path: '/v1/shares',
    makes: ['shareId'],
    done: 'shared',
  },
  'close-share': { service: 'credentials', method: 'POST', path: '/v1/shares/{shareId}/closures', done: 'closed' },
  'read-my-shares': { service: 'credentials', method: 'GET', path: '/v1/shares', done: 'read' },
  'read-my-credentials': { service: 'credentials', method: 'GET', path: '/v1/credentials', done: 'read' },
  'read-credential': { service: 'credentials', method: 'GET', path: '/v1/credentials/{credentialId}', done: 'read' },
} as const satisfies Readonly<Record<string, Command>>;
