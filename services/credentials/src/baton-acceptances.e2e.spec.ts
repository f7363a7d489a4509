import { createHash, randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { Caller, TestService } from '@estafette/test-kit';
import { eventually, startTestService } from '@estafette/test-kit';
import {
  formalFaults,
  fromDigestMultibase,
  type EndorsementCredential,
  type Evidence,
  type SignedCredential,
} from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from './credentials.service.js';
import {
  didDocumentOf,
  issuingSchool,
  judgedBy,
  tellGranted,
  textOf,
  type IssuingSchool,
} from './issuing-school.set-up.js';
import { operationIdOf } from './reissue/reissue.stream.js';
import { grantOf, registeredAs } from './return-bread.example.js';
import { told } from './sharing-holder.set-up.js';

type Leg = NonNullable<ValidationGranted['legs']>[number];

const PATIENT = { timeoutMs: 30_000 };

let service: TestService<RunningService>;
let school: IssuingSchool;
const [nextSchool, nextSchoolName] = [randomUUID(), 'Hogeschool Rijnoever'];

beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  service.feeds.tell(registeredAs(nextSchool, 'school', nextSchoolName));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

const legOf = (more: Partial<Leg> = {}): Leg => ({
  challengeId: randomUUID(),
  title: 'Return bread',
  legId: randomUUID(),
  frame: 'project',
  organisationId: randomUUID(),
  batonDigest: createHash('sha256').update(randomUUID()).digest('hex'),
  ...more,
});

/** A leg whose baton was accepted, as a grant tells it. */
const acceptedBy = (organisationId: string, acceptedByLeg: string | null = randomUUID()): Leg =>
  legOf({
    as: 'student',
    accepted: {
      batonId: randomUUID(),
      organisationId,
      acceptedByLeg,
      acceptedBy: randomUUID(),
      acceptedAt: '2026-03-30T09:26:53.000Z',
    },
  });

interface Earned {
  readonly learner: Caller;
  readonly credentialId: string;
}

async function earned(legs: readonly Leg[]): Promise<Earned> {
  const { definition, achievementId, organisationId } = school;
  const learner = await service.person();
  const more = { achievementId, organisationId, learnerId: learner.personId, legs: [...legs] };
  return { learner, credentialId: tellGranted(service, grantOf(definition, more)) };
}

const held = async ({ learner, credentialId }: Earned): Promise<SignedCredential> =>
  JSON.parse(await textOf(service, learner, credentialId)) as SignedCredential;

const earnedIn = async (...legs: readonly Leg[]): Promise<SignedCredential> => held(await earned(legs));

const linksIn = ({ evidence = [] }: SignedCredential): Evidence[] =>
  evidence.filter(({ name }) => name === 'Accepted baton');

const fetched = ({ id }: Evidence): Promise<Response> => fetch(id.replace('http://localhost:0', service.running.url));

const digestIn = ({ digestMultibase = '' }: Evidence): string =>
  Buffer.from(fromDigestMultibase(digestMultibase) ?? []).toString('hex');

/** The endorsement that a credential links to, as anybody can have it, with the bytes that the link tells the digest of. */
async function endorsementOf(credential: SignedCredential): Promise<SignedCredential<EndorsementCredential>> {
  const [link, ...more] = linksIn(credential);
  if (!link || more.length > 0) throw new Error('it links to one');
  const answer = await fetched(link);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(createHash('sha256').update(text).digest('hex')).toBe(digestIn(link));
  return JSON.parse(text) as SignedCredential<EndorsementCredential>;
}

/** What is said of the evidence when others may be asked for it. */
async function evidenceCheckOf(credential: object): Promise<string> {
  const answer = await fetch(`${service.running.url}/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credential, askElsewhere: true }),
  });
  const { verdict, checks } = (await answer.json()) as {
    verdict: string;
    checks: { check: string; outcome: string }[];
  };
  return `${verdict} ${checks.find(({ check }) => check === 'evidence')?.outcome ?? ''}`;
}

describe('a baton that was accepted', () => {
  it('is endorsed by whoever accepted it, in a credential of its own to which those of the leg link', async () => {
    const leg = acceptedBy(nextSchool);
    const credential = await earnedIn(leg);
    const endorsement = await endorsementOf(credential);
    const { id: did } = await didDocumentOf(service, nextSchool);
    expect(endorsement).toMatchObject({
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: `Baton accepted by ${nextSchoolName} through Estafette`,
      description: expect.stringContaining('The platform keeps the key'),
      issuer: { id: did, name: nextSchoolName },
      validFrom: '2026-03-30T09:26:53Z',
      credentialSubject: { id: `urn:uuid:${leg.accepted?.batonId}`, type: ['EndorsementSubject'] },
    });
    const { endorsementComment } = endorsement.credentialSubject;
    expect(endorsementComment).toMatch(
      /^The team of the next leg accepted this baton and goes on from it, on 2026-03-30\./,
    );
    expect(endorsementComment).toContain(`SHA-256 ${leg.batonDigest}`);
    expect(formalFaults(endorsement, 'endorsement')).toEqual([]);
    expect(formalFaults(credential, 'achievement')).toEqual([]);
    const all = JSON.stringify([credential, endorsement]);
    for (const secret of [leg.accepted?.acceptedBy, leg.legId, leg.challengeId]) expect(all).not.toContain(secret);
  });

  it('verifies, the endorsement by itself and the link by its digest, here and with a library of others', async () => {
    const credential = await earnedIn(acceptedBy(nextSchool));
    const endorsement = await endorsementOf(credential);
    expect(await judgedBy(service, JSON.stringify(endorsement))).toMatchObject({
      verdict: 'valid',
      kind: 'endorsement',
    });
    expect(await evidenceCheckOf(credential)).toBe('valid passed');
    const documents = Object.fromEntries(
      await Promise.all(
        [nextSchool, school.organisationId].map(async (one) => {
          const document = await didDocumentOf(service, one);
          return [document.id, document] as const;
        }),
      ),
    );
    for (const one of [credential, endorsement]) {
      expect(await verifiesElsewhere(one, new Date(), documents)).toMatchObject({ verified: true });
    }
    const altered = JSON.stringify(endorsement).replace('goes on from it', 'paid well for it');
    expect(await judgedBy(service, altered)).toMatchObject({ verdict: 'not-genuine' });
  });

  it('is given out as what it is, readable from any page and kept for good, and to nobody who guesses', async () => {
    const [link] = linksIn(await earnedIn(acceptedBy(nextSchool)));
    if (!link) throw new Error('it links to one');
    const { headers } = await fetched(link);
    expect(headers.get('content-type')).toMatch(/^application\/vc\b/);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const id of [link.id.replace(/1$/, '2'), link.id.replace(/[0-9a-f-]{36}/, randomUUID())]) {
      const missing = await fetched({ ...link, id });
      // It may come: the next version does where a key was compromised.
      expect(missing.headers.get('cache-control') ?? '').not.toMatch(/immutable|max-age=[1-9]/);
      expect(await told(missing)).toBe('404 baton-acceptance-unknown');
    }
    for (const version of ['01', '1.0', '1e0', '0x1', '+1', '%201']) {
      expect((await fetched({ ...link, id: link.id.replace(/1$/, version) })).status, version).toBe(400);
    }
  });

  it('is endorsed once for all of the team, however many are issued at once, when its organisation is known here', async () => {
    const another = randomUUID();
    const leg = acceptedBy(another);
    const team = await Promise.all(Array.from({ length: 6 }, () => earned([leg])));
    service.feeds.tell(registeredAs(another, 'school', 'Another school'));
    const links = (await Promise.all(team.map(held))).map(linksIn);
    expect(new Set(links.map((all) => all.map((one) => `${one.id} ${digestIn(one)}`).join())).size).toBe(1);
    const document = await didDocumentOf<{ id: string; verificationMethod?: object[] }>(service, another);
    expect(document.verificationMethod).toHaveLength(1);
  });

  it('tells no name where a sole trader accepted the last one, as their name is personal', async () => {
    const trader = randomUUID();
    service.feeds.tell(registeredAs(trader, 'self-employed', null));
    const endorsement = await endorsementOf(await earnedIn(acceptedBy(trader, null)));
    expect(endorsement.name).toBe('Baton accepted by an organisation through Estafette');
    expect(endorsement.issuer).not.toHaveProperty('name');
    expect(endorsement.credentialSubject.endorsementComment).toMatch(
      /^The organisation whose challenge it is accepted/,
    );
    expect(await judgedBy(service, JSON.stringify(endorsement))).toMatchObject({ verdict: 'valid-issuer-unknown' });
  });

  it('is linked to where there is one, for each leg, and else nowhere', async () => {
    expect(linksIn(await earnedIn(legOf(), legOf({ batonDigest: null })))).toEqual([]);
    expect(linksIn(await earnedIn())).toEqual([]);
    const both = linksIn(await earnedIn(acceptedBy(nextSchool), legOf(), acceptedBy(school.organisationId)));
    expect(both.map(({ description }) => /organisation urn:uuid:([^.]+)\./.exec(description ?? '')?.[1])).toEqual([
      nextSchool,
      school.organisationId,
    ]);
  });
});

describe('a key with which a baton was endorsed', () => {
  /** Withdraws the first key of an organisation, once whoever acts for it is known to do so. */
  async function withdrawn(organisationId: string, role: string): Promise<Caller> {
    const owner = await service.person(undefined, organisationId);
    service.grant(owner.personId, organisationId, role);
    const revoke = () => owner.post('/v1/issuers/keys/key-1/revocations', { replacementKeyId: 'key-2' });
    await eventually(async () => (await revoke()).status === 201, PATIENT);
    return owner;
  }

  it('has it endorsed anew at another address, where credentials that linked to it then lead', async () => {
    const mill = randomUUID();
    service.feeds.tell(registeredAs(mill, 'sme', 'Mill'));
    const leg = acceptedBy(mill, null);
    const first = await earned([leg]);
    const before = await held(first);
    const compromised = await endorsementOf(before);
    const owner = await withdrawn(mill, 'employer');
    const reissue = `/v1/reissues/${operationIdOf('endorser-key', mill, 'key-1')}`;
    const finished = async () => {
      const answer = await owner.get(reissue);
      const said = (await answer.json()) as { finishedAt?: string | null };
      return answer.status === 200 && said.finishedAt !== null ? said : false;
    };
    expect(await eventually(finished, PATIENT)).toMatchObject({ total: 1, reissued: 1 });
    const now = await held(first);
    const endorsement = await endorsementOf(now);
    expect(endorsement.id).toBe(compromised.id);
    expect(endorsement.proof[0].verificationMethod).toMatch(/#key-2$/);
    expect(Date.parse(endorsement.validFrom)).toBeGreaterThan(Date.parse(compromised.validFrom));
    expect(endorsement.credentialSubject).toEqual(compromised.credentialSubject);
    expect(await judgedBy(service, JSON.stringify(endorsement))).toMatchObject({ verdict: 'valid' });
    // What was given out before is what its digest says, and tells by itself that it is not genuine any more.
    expect(await endorsementOf(before)).toEqual(compromised);
    expect(await judgedBy(service, JSON.stringify(compromised))).toMatchObject({ verdict: 'not-genuine' });
    expect(await evidenceCheckOf(now)).toBe('valid passed');
    // All else that is told of the evidence stays, and who learns of it later is led to the new one.
    const rest = ({ evidence = [] }: SignedCredential) => evidence.filter(({ name }) => name !== 'Accepted baton');
    expect(rest(now)).toEqual(rest(before));
    expect(linksIn(await earnedIn(leg))).toEqual(linksIn(now));
  });

  it('that signed the credential too has both signed anew, in one go', async () => {
    const own = await issuingSchool(service);
    const before = school;
    school = own;
    const first = await earned([acceptedBy(own.organisationId)]);
    school = before;
    await endorsementOf(await held(first));
    await withdrawn(own.organisationId, 'issuer-admin');
    const renewed = async () => {
      const credential = await held(first);
      return credential.proof[0].verificationMethod.endsWith('#key-2') && credential;
    };
    const now = await eventually(renewed, PATIENT);
    expect((await endorsementOf(now)).proof[0].verificationMethod).toMatch(/#key-2$/);
    const again = await own.office.get(`/v1/reissues/${operationIdOf('endorser-key', own.organisationId, 'key-1')}`);
    expect(again.status).toBe(404);
  });
});

describe('how the learner took part', () => {
  it('is told where all legs that say so say the same', async () => {
    const roleIn = async (...legs: Leg[]) => (await earnedIn(...legs)).credentialSubject.role;
    const [student, professional] = [legOf({ as: 'student' }), legOf({ as: 'professional' })];
    expect(await roleIn(student, legOf())).toBe('student');
    expect(await roleIn(professional, legOf({ as: 'professional' }))).toBe('professional');
    expect(await roleIn(student, professional)).toBeUndefined();
    expect(await roleIn(legOf())).toBeUndefined();
  });
});
