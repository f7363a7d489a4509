import type { Recorded } from '@estafette/event-store';
import { describe, expect, it } from 'vitest';
import { assessors } from './assessors/assessors.view.js';
import { educationPartners } from './education-partners/education-partners.view.js';

let revision = 0;
const recorded = (type: string, data: object, minute = 0): Recorded => ({
  id: `event-${(revision += 1)}`,
  streamId: 'partner-school',
  revision,
  cursor: { incarnation: 1, transactionId: 1n, position: 1 },
  type,
  data,
  metadata: { at: `2026-11-21T10:0${minute}:00.000Z`, by: 'office', for: 'school' },
});
const told = (what: string, data: object) => recorded(`nl.estafette.organisations.organisation-${what}.v1`, data);
const registered = () => recorded('EducationPartnerRegistered', { organisationId: 'school', level: 'mbo' }, 1);
const appointed = () =>
  recorded(
    'AssessorAppointed',
    { appointmentId: 'first', organisationId: 'school', personId: 'anna', fields: ['baking'] },
    2,
  );
const dismissed = () => recorded('AssessorDismissed', { appointmentId: 'first', organisationId: 'school' });

/** Folds a history into the row of one key, as the writer does. */
function rowOf<Row extends object>(
  view: {
    keys: (event: never) => readonly string[];
    evolve: (row: Row | null, event: never, key: string) => Row | null;
  },
  key: string,
  ...history: Recorded[]
): Row | null {
  return history
    .filter((event) => view.keys(event as never).includes(key))
    .reduce<Row | null>((row, event) => view.evolve(row, event as never, key), null);
}

describe('assessors', () => {
  it('shows who is appointed for which fields, since when', () => {
    expect(rowOf(assessors, 'first', registered(), appointed())).toMatchObject({
      appointmentId: 'first',
      organisationId: 'school',
      personId: 'anna',
      fields: ['baking'],
      appointedAt: '2026-11-21T10:02:00.000Z',
    });
  });

  it('no longer shows who was dismissed', () => {
    expect(rowOf(assessors, 'first', registered(), appointed(), dismissed())).toBeNull();
  });

  it('takes no notice of what other services tell', () => {
    expect(assessors.keys(told('registered', { organisationId: 'school' }) as never)).toEqual([]);
  });
});

describe('education partners', () => {
  const school = { organisationId: 'school', kind: 'school', soleTrader: false, name: 'Baking School' };

  it('shows a school with its name and level, whichever came first', () => {
    const shown = { name: 'Baking School', kind: 'school', level: 'mbo', registeredAt: '2026-11-21T10:01:00.000Z' };
    expect(rowOf(educationPartners, 'school', told('registered', school), registered())).toMatchObject(shown);
    expect(rowOf(educationPartners, 'school', registered(), told('registered', school))).toMatchObject(shown);
  });

  it('follows a change of name', () => {
    const changed = told('changed', { ...school, name: 'Bread School' });
    expect(rowOf(educationPartners, 'school', told('registered', school), registered(), changed)).toMatchObject({
      name: 'Bread School',
      level: 'mbo',
    });
  });

  it('holds no level for a school that does not take part, and no row for a company', () => {
    expect(rowOf(educationPartners, 'school', told('registered', school))).toMatchObject({ level: null, revision: 0 });
    const company = { organisationId: 'bakery', kind: 'sme', soleTrader: false, name: 'Bakery' };
    expect(rowOf(educationPartners, 'bakery', told('registered', company))).toBeNull();
  });

  it('keeps a partner whose kind changed', () => {
    const changed = told('changed', { ...school, kind: 'network' });
    expect(rowOf(educationPartners, 'school', told('registered', school), registered(), changed)).toMatchObject({
      kind: 'network',
      level: 'mbo',
    });
  });

  it('counts the revision of the school, not that of what was told about it', () => {
    const history = [told('registered', school), registered(), appointed()];
    expect(rowOf(educationPartners, 'school', ...history)?.revision).toBe(history[2]?.revision);
  });

  it('takes no notice of memberships', () => {
    const granted = recorded('nl.estafette.organisations.membership-granted.v1', { organisationId: 'school' });
    expect(educationPartners.keys(granted as never)).toEqual([]);
  });
});
