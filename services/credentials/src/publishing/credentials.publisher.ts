import type { AchievementPublished, ContractData, CredentialRevoked } from '@estafette/contracts';
import type { Recorded } from '@estafette/event-store';
import type { Publisher } from '@estafette/messaging';
import type { AchievementEvent, Criterion, Level } from '../achievement/achievement.events.js';
import type { CredentialEvent } from '../credential/credential.events.js';
import type { IssuerEvent } from '../issuer/issuer.events.js';

type Name<Type> = Type extends `nl.estafette.credentials.${infer Short}.v1` ? Short : never;
type ShortName = Name<keyof ContractData>;

/** What leaves this service: what can be earned, which is public, and that something was issued; never the credential. */
export const credentialsPublisher: Publisher = (recorded) => {
  const event = recorded as Recorded & (AchievementEvent | CredentialEvent | IssuerEvent);
  switch (event.type) {
    case 'AchievementPublished': {
      const { achievementId, version, organisationId, definition } = event.data;
      const { achievementType, name, description, inLanguage, fields, criteria } = definition;
      return contract('achievement-published', {
        achievementId,
        version,
        organisationId,
        achievementType,
        name,
        description,
        inLanguage,
        fields: [...fields],
        criteria: atLeastOne(criteria.map(criterion)),
      });
    }
    case 'AchievementRetired': {
      const { achievementId, version } = event.data;
      return contract('achievement-retired', { achievementId, version });
    }
    case 'CredentialIssued': {
      const { credentialId, validationId, achievementId, achievementVersion } = event.data;
      const { learnerId, organisationId, issuedAt } = event.data;
      const what = { validationId, achievementId, achievementVersion };
      return contract('credential-issued', { credentialId, ...what, learnerId, organisationId, issuedAt });
    }
    case 'CredentialSuspended':
      return contract('credential-suspended', { ...changed(event.data), suspendedAt: event.metadata.at });
    case 'CredentialReinstated':
      return contract('credential-reinstated', { ...changed(event.data), reinstatedAt: event.metadata.at });
    case 'CredentialReissued':
      return contract('credential-reissued', {
        ...changed(event.data),
        operationId: event.data.operationId,
        reissuedAt: event.metadata.at,
      });
    case 'CredentialCopiesEnded': {
      const { operationId } = event.data;
      return contract('credential-copies-ended', {
        ...changed(event.data),
        operationId,
        endedAt: event.metadata.at,
      });
    }
    case 'CredentialRevoked':
      return contract('credential-revoked', { ...changed(event.data), revokedAt: event.metadata.at });
    case 'CredentialDeclined': {
      const reason = 'at-request-of-holder';
      return contract('credential-revoked', { ...changed({ ...event.data, reason }), revokedAt: event.metadata.at });
    }
    case 'CredentialReminded': {
      const { credentialId, learnerId, organisationId, remindedAt } = event.data;
      return contract('credential-reminded', { credentialId, learnerId, organisationId, remindedAt });
    }
    default:
      // Drafts, keys, and what a holder does with a credential that holds are the school's own; facts followed from other services are theirs to tell.
      return [];
  }
};

type Changed = Pick<CredentialRevoked, 'credentialId' | 'learnerId' | 'organisationId' | 'reason'>;

/** Not the note, which is for the school and the holder alone. */
function changed({ credentialId, learnerId, organisationId, reason }: Changed): Changed {
  return { credentialId, learnerId, organisationId, reason };
}

function criterion(one: Criterion): AchievementPublished['criteria'][number] {
  const { criterionId, name, statement, required, requiredLevelId, levels } = one;
  return { criterionId, name, statement, required, requiredLevelId, levels: atLeastOne(levels.map(level)) };
}

function level({ levelId, name, rank }: Level): AchievementPublished['criteria'][number]['levels'][number] {
  return { levelId, name, rank };
}

function contract<Short extends ShortName>(name: Short, data: ContractData[`nl.estafette.credentials.${Short}.v1`]) {
  return [{ type: `nl.estafette.credentials.${name}.v1`, data }];
}

function atLeastOne<T>(items: readonly T[]): [T, ...T[]] {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('expected at least one');
  return [first, ...rest];
}
