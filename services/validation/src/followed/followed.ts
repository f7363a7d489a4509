import type { AchievementPublished, AchievementRetired, AssessorAppointed, BatonAccepted } from '@estafette/contracts';
import type { DomainEvent } from '@estafette/decider';
import { refuse } from '@estafette/decider';
import type { EventStore, StreamType } from '@estafette/event-store';
import { known, soon } from '@estafette/service-host';
import type { AcceptedBaton, Appointment } from '../validation/validation.commands.js';
import type { Achievement, EvidencedLeg } from '../validation/validation.events.js';

const PUBLISHED = 'nl.estafette.credentials.achievement-published.v1';
const RETIRED = 'nl.estafette.credentials.achievement-retired.v1';
const APPOINTED = 'nl.estafette.education-partners.assessor-appointed.v1';
const DISMISSED = 'nl.estafette.education-partners.assessor-dismissed.v1';

const ACCEPTED = 'nl.estafette.challenges.baton-accepted.v1';

const REGISTERED = 'nl.estafette.organisations.organisation-registered.v1';

export const follows = [PUBLISHED, RETIRED, APPOINTED, DISMISSED, REGISTERED, ACCEPTED] as const;

interface Version {
  readonly published: AchievementPublished;
  readonly retired: boolean;
}
type AchievementFact =
  DomainEvent<typeof PUBLISHED, AchievementPublished> | DomainEvent<typeof RETIRED, AchievementRetired>;

/** The versions of an achievement that can be asked for, or could be, as the credentials service told of them. */
export const followedAchievement: StreamType<ReadonlyMap<number, Version>, never, AchievementFact> = {
  name: 'credentials:achievement',
  events: { [PUBLISHED]: { version: 1 }, [RETIRED]: { version: 1 } },
  decider: {
    initialState: new Map(),
    decide: () => [],
    evolve: (versions, { type, data }) => {
      const there = versions.get(data.version);
      if (type === PUBLISHED) {
        return new Map(versions).set(data.version, { published: data, retired: there?.retired ?? false });
      }
      return there ? new Map(versions).set(data.version, { ...there, retired: true }) : versions;
    },
  },
};

/**
 * One version of an achievement, which may still be on its way, with the position of what is known of it; whether it may
 * still be asked for is the decider's to say.
 * @throws DomainError `achievement-not-known-yet`
 */
export async function knownAchievement(
  store: EventStore,
  achievementId: string,
  version: number,
): Promise<{ achievement: Achievement; retired: boolean; newest: number }> {
  const found = await soon(async () => {
    const { state, revision } = await store.load(followedAchievement, achievementId);
    const known = state.get(version);
    return known && { ...known, revision, newest: Math.max(...state.keys()) };
  });
  if (!found) {
    refuse(
      'achievement-not-known-yet',
      'This version of the achievement is not known here (yet). Check its id and number, or try again in a moment.',
    );
  }
  const { published, retired, revision, newest } = found;
  const { organisationId, name, fields, criteria } = published;
  const achievement = { achievementId, version, organisationId, name, fields, criteria, revision };
  return { achievement, retired, newest };
}

type PartnerFact = DomainEvent<string, AssessorAppointed>;

/** The assessors of a school, as the education-partners service told of them. */
export const followedPartner: StreamType<readonly Appointment[], never, PartnerFact> = {
  name: 'education-partners:partner',
  events: {},
  decider: {
    initialState: [],
    decide: () => [],
    evolve: (appointments, { type, data }) => {
      const others = appointments.filter((one) => one.appointmentId !== data.appointmentId);
      if (type === DISMISSED) return others;
      const { appointmentId, personId, fields } = data;
      return type === APPOINTED ? [...others, { appointmentId, personId, fields }] : appointments;
    },
  },
};

/** The fields for which a school appointed somebody as an assessor; none where it did not. */
export async function fieldsOf(store: EventStore, organisationId: string, personId: string): Promise<string[]> {
  const { state: appointments } = await store.load(followedPartner, organisationId);
  return appointments.filter((one) => one.personId === personId).flatMap((one) => one.fields);
}

/** The batons of a challenge that were accepted in the name of an organisation, as the challenges service told of them. */
const followedChallenge: StreamType<readonly AcceptedBaton[], never, DomainEvent<typeof ACCEPTED, BatonAccepted>> = {
  name: 'challenges:challenge',
  events: { [ACCEPTED]: { version: 1 } },
  decider: {
    initialState: [],
    decide: () => [],
    evolve: (accepted, { data }) => {
      const { legId, batonId, digest, acceptedByLeg, organisationId, acceptedBy, acceptedAt } = data;
      // Who accepted for themselves, or before this was told, is not taken for the organisation.
      if (acceptedBy === undefined || acceptedAt === undefined) return accepted;
      return [...accepted, { legId, batonId, digest, acceptedByLeg, organisationId, acceptedBy, acceptedAt }];
    },
  },
};

type LegKey = Pick<EvidencedLeg, 'challengeId' | 'legId'>;

/** The batons of these legs that were accepted, as far as is known now. */
export async function acceptedOf(store: EventStore, legs: readonly LegKey[]): Promise<AcceptedBaton[]> {
  const challenges = [...new Set(legs.map(({ challengeId }) => challengeId))];
  const known = await Promise.all(challenges.map((id) => store.load(followedChallenge, id)));
  return known.flatMap(({ state }) => state).filter(({ legId }) => legs.some((leg) => leg.legId === legId));
}

/** What of an organisation matters here: that it is there. */
const followedOrganisation: StreamType<null, never, DomainEvent> = {
  name: 'organisations:organisation',
  events: {},
  decider: { initialState: null, decide: () => [], evolve: (state) => state },
};

/** How far an organisation is known, which may still be on its way. @throws DomainError `organisation-not-known-yet` */
export async function revisionOf(store: EventStore, organisationId: string): Promise<number> {
  const { revision } = await known(store, followedOrganisation, organisationId, 'organisation');
  return revision;
}
