import type { Scenario, Step } from './scenario.js';

/** Which roles do for an organisation what the file only states, so that somebody in it can be found who does it. */
export const DOERS = {
  hub: ['hub-coordinator', 'relationship-manager'],
  hubMembers: ['hub-coordinator'],
  educationPartner: ['relationship-manager', 'issuer-admin'],
  appointment: ['issuer-admin', 'exam-board'],
  achievement: ['issuer-admin'],
} as const;

/** The name (without @) of the first person in the file who has one of these roles for an organisation. */
export function doerFor(
  people: Scenario['people'],
  organisation: string,
  roles: readonly string[],
): { person: string; name: string } | null {
  const found = Object.entries(people).find(([, person]) =>
    person.roles.some((held) => held.for === organisation && roles.includes(held.role)),
  );
  return found ? { person: found[0], name: found[1].name } : null;
}

/** A step that makes something true that the file states; an aside is told by a later one. */
export type SetUpStep = Step & { readonly aside?: boolean };

/** The steps that make true what the file states: its organisations, people, hubs and achievements. */
export function setUpSteps(scenario: Scenario): readonly SetUpStep[] {
  const nameOf = (reference: string): string =>
    scenario.organisations[reference.slice(1)]?.name ?? scenario.people[reference.slice(1)]?.name ?? reference;
  const steps: SetUpStep[] = [
    ...personSteps(scenario),
    ...organisationSteps(scenario),
    ...membershipSteps(scenario, nameOf),
    ...hubSteps(scenario, nameOf),
    ...schoolSteps(scenario, nameOf),
    ...achievementSteps(scenario, nameOf),
  ];
  return steps.map((step, index) => (index === 0 ? { ...step, heading: 'Who takes part' } : step));
}

type NameOf = (reference: string) => string;

function organisationSteps({ organisations }: Scenario): SetUpStep[] {
  return Object.entries(organisations).map(([name, { kind, name: title, owner }]) => ({
    as: '@admin',
    say: `${title} is registered (${kind}).`,
    command: 'register-organisation',
    with: {
      organisationId: `@${name}`,
      kind,
      name: title,
      kvkNumber: `@${name}.kvkNumber`,
      branchNumber: `@${name}.branchNumber`,
      ...(owner === undefined ? {} : { soleTrader: true, ownerPersonId: owner }),
    },
  }));
}

/** Before the organisations, since a sole trader is a person who is there. Who has a role is told of with it. */
function personSteps({ people }: Scenario): SetUpStep[] {
  return Object.entries(people).map(([alias, { name, roles }]) => ({
    as: '@admin',
    say: `${name} takes part.`,
    command: 'introduce-person',
    with: { personId: `@${alias}`, name, email: `@${alias}.email` },
    aside: roles.length > 0,
  }));
}

/** Told in one sentence per person: the last of their steps. */
function membershipSteps({ people }: Scenario, nameOf: NameOf): SetUpStep[] {
  return Object.entries(people).flatMap(([alias, { name, roles }]) => {
    const held = roles.map((one) => `${one.role} for ${nameOf(one.for)}`).join(', ');
    return roles.map((one, index) => ({
      as: '@admin',
      say: `${name} takes part: ${held}.`,
      command: 'grant-membership',
      with: {
        personId: `@${alias}`,
        membershipId: `@${alias}.memberships.${index}`,
        organisationId: one.for,
        role: one.role,
      },
      aside: index < roles.length - 1,
    }));
  });
}

function hubSteps({ hubs, people }: Scenario, nameOf: NameOf): SetUpStep[] {
  return Object.entries(hubs).flatMap(([alias, { of, kind, name, town, members }]) => {
    const founder = mustDo(doerFor(people, of, DOERS.hub));
    const coordinator = doerFor(people, of, DOERS.hubMembers);
    // Where the hub has no coordinator, the region admits.
    const admits = coordinator ? { as: `@${coordinator.person}`, for: of } : { as: '@admin' };
    return [
      {
        as: `@${founder.person}`,
        for: of,
        say: `${founder.name} founds the hub ${name} in ${town}, for ${nameOf(of)}.`,
        command: 'found-hub',
        with: { hubId: `@${alias}`, kind, name, town },
      },
      ...members.map((member) => ({
        ...admits,
        say: `${coordinator?.name ?? 'The region'} admits ${nameOf(member)} to ${name}.`,
        command: 'admit-to-hub',
        with: { hubId: `@${alias}`, organisationId: member },
      })),
    ];
  });
}

function schoolSteps({ organisations, people }: Scenario, nameOf: NameOf): SetUpStep[] {
  const partners = Object.entries(organisations).flatMap(([alias, { name, educationPartner }]): Step[] => {
    if (educationPartner === undefined) return [];
    const doer = mustDo(doerFor(people, `@${alias}`, DOERS.educationPartner));
    return [
      {
        as: `@${doer.person}`,
        for: `@${alias}`,
        say: `${doer.name} registers ${name} as an education partner (${educationPartner}).`,
        command: 'register-education-partner',
        with: { level: educationPartner },
      },
    ];
  });
  const appointments = Object.entries(people).flatMap(([alias, { name, appointedAssessor }]) =>
    appointedAssessor.map(({ by, fields }, index): Step => {
      const doer = mustDo(doerFor(people, by, DOERS.appointment));
      return {
        as: `@${doer.person}`,
        for: by,
        say: `${doer.name} appoints ${name} as assessor of ${nameOf(by)} for ${fields.join(', ')}.`,
        command: 'appoint-assessor',
        with: {
          organisationId: by,
          appointmentId: `@${alias}.appointments.${index}`,
          personId: `@${alias}`,
          fields,
        },
      };
    }),
  );
  return [...partners, ...appointments];
}

function achievementSteps({ achievements, people }: Scenario, nameOf: NameOf): SetUpStep[] {
  const issuers = new Set(Object.values(achievements).map(({ of }) => of));
  const registrations = [...issuers].map((of): Step => {
    const doer = mustDo(doerFor(people, of, DOERS.achievement));
    return {
      as: `@${doer.person}`,
      for: of,
      say: `${doer.name} makes ${nameOf(of)} an issuer, with a signing key of its own.`,
      command: 'register-issuer',
      with: {},
    };
  });
  const definitions = Object.entries(achievements).flatMap(
    ([alias, { of, criteria: _criteria, ...achievement }]): Step[] => {
      const doer = mustDo(doerFor(people, of, DOERS.achievement));
      const acts = { as: `@${doer.person}`, for: of };
      return [
        {
          ...acts,
          say: `${doer.name} defines the achievement “${achievement.name}”: what must be shown, what it is worth, and what not.`,
          command: 'define-achievement',
          with: { achievementId: `@${alias}`, ...achievement, criteria: `@${alias}.criteria` },
        },
        {
          ...acts,
          say: `${doer.name} publishes it; from now on this version never changes.`,
          command: 'publish-achievement',
          with: { achievementId: `@${alias}` },
        },
      ];
    },
  );
  return [...registrations, ...definitions];
}

/** Reading the file made sure of it. */
function mustDo<Doer>(doer: Doer | null): Doer {
  if (!doer) throw new Error('Nobody in this scenario can do this; read it with readScenario first.');
  return doer;
}
