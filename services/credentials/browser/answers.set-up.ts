import { createHash, randomUUID } from 'node:crypto';
import { part } from '@estafette/event-store';
import type { RunningService } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { signDocument, type SignedCredential } from '@estafette/verifier';
import { credential } from '../src/credential/credential.stream.js';
import { badgeText } from '../src/elsewhere.set-up.js';
import { done, textOf, type IssuingSchool } from '../src/issuing-school.set-up.js';
import { registeredAs, returnBread } from '../src/return-bread.example.js';
import { broughtBy, earnedAt, linkedBy, sharedBy, type Earned } from '../src/sharing-holder.set-up.js';
import { generateSigningKey } from '../src/signing/index.js';

/** The answers that a page can give, by name. */
export const ANSWERS = [
  'valid',
  'revoked',
  'suspended',
  'declined',
  'expired',
  'not-begun',
  'undecided',
  'not-genuine',
  'issuer-unknown',
  'from-elsewhere',
  'together',
  'link-ended',
  'link-unknown',
] as const;

export type Answer = (typeof ANSWERS)[number];

export interface Links {
  /** The path of a link with each answer. */
  readonly paths: Readonly<Record<Answer, string>>;
  /** Of the one that is valid. */
  readonly holderId: string;
}

type Service = TestService<RunningService>;

/** Has a running service hold one of each. */
export async function linksTo(school: IssuingSchool, service: Service): Promise<Links> {
  const bakery = randomUUID();
  service.feeds.tell(registeredAs(bakery, 'sme', 'Bakery Van Dam'));
  const statement = { statementId: randomUUID(), organisationId: bakery, basis: 'employer' as const };
  const earned = (by?: Caller): Promise<Earned> =>
    earnedAt(school, service, { statement, grantedAt: '2026-10-05T08:00:00.000Z' }, by);
  const valid = await sharedBy(await earned());
  const [revoked, suspended, ended] = [
    await sharedBy(await earned()),
    await sharedBy(await earned()),
    await sharedBy(await earned()),
  ];
  const of = ({ credentialId }: Earned): string => `/v1/credentials/${credentialId}`;
  const elsewhere = async (more: object = {}): Promise<string> =>
    (await linkedBy(revoked.holder, await broughtBy(revoked.holder, await badgeText({ ...more })))).path;
  await done(school.office.post(`${of(revoked)}/revocations`, { reason: 'issued-in-error' }));
  await done(school.office.post(`${of(suspended)}/suspensions`, { reason: 'under-review' }));
  const declined = await earned();
  await done(declined.holder.post(`${of(declined)}/declinations`, { note: 'My name was mixed up.' }));
  await done(ended.holder.post(`/v1/shares/${ended.shareId}/closures`, {}));
  return {
    paths: {
      valid: valid.path,
      revoked: revoked.path,
      suspended: suspended.path,
      declined: (await sharedBy(declined)).path,
      expired: (await sharedBy(await expired(school, service))).path,
      'not-begun': await elsewhere({ validFrom: '2099-01-01T00:00:00Z' }),
      undecided: await elsewhere({ credentialStatus: OUT_OF_REACH }),
      'not-genuine': (await sharedBy(await planted(service, altered(valid.text)))).path,
      'issuer-unknown': (await sharedBy(await planted(service, await signedElsewhere(valid.text)))).path,
      'from-elsewhere': await elsewhere(),
      together: await together(service, revoked, await earned(revoked.holder)),
      'link-ended': ended.path,
      'link-unknown': '/c/AAAAAAAAAAAAAAAAAAAAAA',
    },
    holderId: valid.holder.personId,
  };
}

/** A place in a list of a school that nobody reaches: the name is none of a host (RFC 6761, section 6.4). */
const OUT_OF_REACH = {
  id: 'https://school.invalid/list#7',
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '7',
  statusListCredential: 'https://school.invalid/list',
};

/** Several of one holder under one link: one that holds, one that was revoked, one that was altered and one from elsewhere. */
async function together(
  service: Service,
  { holder, credentialId: revoked }: Earned,
  { credentialId, text }: Earned,
): Promise<string> {
  const forged = await planted(service, altered(text), holder);
  const own = [credentialId, revoked, forged.credentialId].map((one) => ({ credentialId: one }));
  const credentials = [...own, await broughtBy(holder, await badgeText({ name: 'Sourdough abroad' }))];
  return (await linkedBy(holder, { credentials, title: 'What I can do with bread' })).path;
}

/** Of an achievement that holds for a month, granted longer ago. */
async function expired(school: IssuingSchool, service: Service): Promise<Earned> {
  const [achievementId, definition] = [randomUUID(), { ...returnBread(), validForMonths: 1 }];
  await done(school.office.post('/v1/achievements', { achievementId, ...definition }));
  await done(school.office.post(`/v1/achievements/${achievementId}/publications`, {}));
  return earnedAt({ ...school, achievementId, definition }, service, { grantedAt: '2026-01-05T08:00:00.000Z' });
}

const altered = (text: string): string => text.replaceAll('Working with return bread', 'Running a bakery');

/** The same, as somebody issues it whom no registry knows. */
async function signedElsewhere(text: string): Promise<string> {
  const key = generateSigningKey();
  const { proof: _proof, credentialStatus: _status, endorsement: _endorsement, ...rest } = JSON.parse(text) as Optional;
  const issuer = { ...rest.issuer, id: key.did, name: 'Bread Academy' };
  return JSON.stringify(await signDocument({ ...rest, issuer }, key, new Date('2026-10-05T08:00:00Z')));
}

type Optional = Omit<SignedCredential, 'proof'> & Partial<SignedCredential>;

/** Somebody's credential that this service did not sign as it stands there, as a fault of ours or a thief would leave it. */
async function planted(service: Service, text: string, by?: Caller): Promise<Earned> {
  const holder = by ?? (await service.person());
  const credentialId = randomUUID();
  const command = {
    type: 'IssueCredential' as const,
    credentialId,
    learnerId: holder.personId,
    organisationId: randomUUID(),
    validationId: randomUUID(),
    bulkAwardId: null,
    path: null,
    achievementId: randomUUID(),
    achievementVersion: 1,
    issuedAt: '2026-10-05T08:00:00.000Z',
    credential: text,
    digest: createHash('sha256').update(text).digest('hex'),
    keyId: null,
    status: null,
    validUntil: null,
    endorsedBy: [],
  };
  const metadata = { at: command.issuedAt, by: 'service:credentials', for: null };
  await service.running.held.store.handle(part(credential, credentialId, command), { metadata });
  return { holder, credentialId, text: await textOf(service, holder, credentialId) };
}
