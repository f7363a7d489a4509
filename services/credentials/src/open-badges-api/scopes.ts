import { delegated } from '@estafette/service-host';

const SCOPES = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/';

/** What somebody lets another system do here (Open Badges 3.0, section 6.2.1), in words for people. */
export const SCOPE_WORDS: Readonly<Record<string, string>> = {
  [`${SCOPES}credential.readonly`]: 'Read your credentials',
  [`${SCOPES}credential.upsert`]: 'Add credentials to your passport, and replace those that it added',
  [`${SCOPES}profile.readonly`]: 'Read your profile',
  [`${SCOPES}profile.update`]: 'Change your profile',
};

const scope = (name: string) => delegated(SCOPES + name);
export const readCredentials = scope('credential.readonly');
export const upsertCredentials = scope('credential.upsert');
export const readProfile = scope('profile.readonly');
export const updateProfile = scope('profile.update');
