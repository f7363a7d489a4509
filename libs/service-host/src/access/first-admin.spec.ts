import { describe, expect, it } from 'vitest';
import { firstAdmin } from './first-admin.js';

describe('the first admin', () => {
  const FIRST_ADMIN = '019ab1c2-0000-7000-8000-000000000001';

  it("is region-admin of the region's own organisation", () => {
    // The ids as Python's uuid.uuid5 makes them.
    expect(firstAdmin({ FIRST_ADMIN, INSTALLATION: 'foodvalley' })).toEqual({
      personId: FIRST_ADMIN,
      membership: {
        membershipId: '008ad9f2-85fb-564e-87cf-9f893e5561ca',
        organisationId: '957a5f66-613c-56e9-908f-e175d9b581ac',
        role: 'region-admin',
      },
    });
  });

  it('is nobody where none is configured', () => {
    expect(firstAdmin({ INSTALLATION: 'foodvalley', FIRST_ADMIN: undefined })).toBeNull();
  });
});
