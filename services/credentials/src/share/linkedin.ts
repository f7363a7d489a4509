import { answerOf, type Judged } from './page/shown.js';

const ADD = 'https://www.linkedin.com/profile/add';

/**
 * The address at which LinkedIn offers to add a credential to one's profile ("Add to profile"). Nothing is sent there until somebody
 * opens it.
 *
 * @param link to the page of the credential, which LinkedIn shows to whoever sees the profile
 * @returns null for what does not hold now, which nobody should be told
 */
export function addToLinkedIn(judged: Judged, link: string): string | null {
  const answer = answerOf(judged);
  if (answer !== 'valid' && answer !== 'valid-issuer-unknown') return null;
  const { credential, judgement } = judged;
  const address = new URL(ADD);
  const members = {
    startTask: 'CERTIFICATION_NAME',
    name: credential.credentialSubject.achievement.name,
    organizationName: judgement.issuer?.known?.name ?? credential.issuer.name,
    ...monthOf('issue', credential.validFrom),
    ...monthOf('expiration', credential.validUntil),
    certUrl: link,
    certId: credential.id,
  };
  for (const [name, value] of Object.entries(members)) if (value !== undefined) address.searchParams.set(name, value);
  return address.href;
}

/** As it is in the Netherlands, like on the page. */
const months = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Amsterdam', year: 'numeric', month: 'numeric' });

function monthOf(what: 'issue' | 'expiration', moment: string | undefined): Readonly<Record<string, string>> {
  if (moment === undefined) return {};
  const parts = months.formatToParts(new Date(moment));
  const told = (type: 'year' | 'month'): string => parts.find((part) => part.type === type)?.value ?? '';
  return { [`${what}Year`]: told('year'), [`${what}Month`]: told('month') };
}
