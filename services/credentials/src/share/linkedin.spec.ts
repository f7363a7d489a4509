import { expect, it } from 'vitest';
import { addToLinkedIn } from './linkedin.js';
import { credentialOf, judged, shownOf } from './page/shown.example.js';

const LINK = 'https://school.example/c/q83vASNFZ4mrze8BI0VniQ?lang=en';
const told = (address: string | null): Record<string, string> =>
  Object.fromEntries(new URL(address ?? '').searchParams);

it('tells the months as they are in the Netherlands, and when it ends', () => {
  const credential = { ...credentialOf(), validFrom: '2026-08-31T22:30:00Z', validUntil: '2027-12-31T23:30:00Z' };
  expect(told(addToLinkedIn(shownOf({ credential }), LINK))).toMatchObject({
    issueYear: '2026',
    issueMonth: '9',
    expirationYear: '2028',
    expirationMonth: '1',
    certUrl: LINK,
  });
});

it('names whoever issued it as the registry does, and keeps signs in names', () => {
  const { credentialSubject, issuer, ...credential } = credentialOf();
  const name = 'R&D: 100% brood + "koek"';
  const achievement = { ...credentialSubject.achievement, name };
  const shown = shownOf({
    credential: {
      ...credential,
      issuer: { ...issuer, name: 'Ministry of Bread' },
      credentialSubject: { ...credentialSubject, achievement },
    },
  });
  expect(told(addToLinkedIn(shown, LINK))).toMatchObject({ name, organizationName: 'School for Food' });
});

it('offers nothing that does not hold', () => {
  expect(addToLinkedIn(shownOf({ standing: 'revoked' }), LINK)).toBeNull();
  for (const verdict of ['not-genuine', 'undecided', 'not-valid-any-more'] as const) {
    expect(addToLinkedIn(shownOf({ judgement: judged({ verdict }) }), LINK)).toBeNull();
  }
});
