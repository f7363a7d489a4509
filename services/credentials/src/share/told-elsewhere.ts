import { many, readReceived, type SignedCredential } from '@estafette/verifier';
import { identifiersIn } from '../imported/about-whom.js';
import { achievementIn, contentOf, memberOf, wordsOf } from '../imported/content-of.js';

/**
 * What a credential from elsewhere tells, in the shape that pages read: no more than what a credential of anybody can tell, whatever
 * else stands there. An empty text stands for what it does not tell.
 */
export function toldElsewhere(text: string): SignedCredential {
  const received = readReceived(text);
  const document = received?.document ?? {};
  const content = received && contentOf(received);
  const achievement = achievementIn(document);
  const types = many(document['type']).filter((type) => type !== 'VerifiableCredential');
  return {
    '@context': [],
    id: content?.credentialId ?? '',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: '',
    issuer: {
      id: content?.issuerId ?? '',
      type: ['Profile'],
      ...(typeof content?.issuerName === 'string' && { name: content.issuerName }),
    },
    validFrom: content?.validFrom ?? '',
    ...(typeof content?.validUntil === 'string' && { validUntil: content.validUntil }),
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: identifiersIn(document),
      achievement: {
        id: '',
        type: ['Achievement'],
        // One without a name is called by its kind.
        name: content?.name ?? (types.map(String).join(', ') || 'VerifiableCredential'),
        description: wordsOf(memberOf(achievement, 'description')) ?? wordsOf(document['description']) ?? '',
        criteria: { narrative: wordsOf(memberOf(memberOf(achievement, 'criteria'), 'narrative')) ?? '' },
        achievementType: '',
      },
    },
  } as unknown as SignedCredential;
}
