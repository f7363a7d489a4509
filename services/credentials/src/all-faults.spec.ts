import { checked } from '@estafette/service-host/http';
import { describe, expect, it } from 'vitest';
import type { ZodType } from 'zod';
import { clrBody } from './clr/clr.schemas.js';
import { presentationRequestBody } from './presentation/presentation-request.schemas.js';
import { directAwardsBody } from './projection/edubadges/edubadges.schemas.js';
import { shareBody } from './share/share.schemas.js';

const id = '019ab1c2-0000-7000-8000-000000000001';
const faultsIn = (schema: ZodType, body: unknown): string[] => {
  const read = checked(schema, body, 'body');
  return 'faults' in read ? read.faults.map(({ at, code }) => `${at} ${code}`) : [];
};

describe('rules across members are told beside all else that is wrong', () => {
  it.each<[string, ZodType, object, string[]]>([
    ['a link', shareBody, {}, ['/shareId missing', '/credentials custom']],
    [
      'a link that is said in two ways',
      shareBody,
      { shareId: id, credentialId: 7, credentials: [{ importedCredentialId: 'x' }], more: 1 },
      [
        '/credentialId invalid-type',
        '/credentials/0/importedCredentialId invalid-format',
        '/more unknown-member',
        '/credentials custom',
        '/title custom',
      ],
    ],
    [
      'a link to one twice',
      shareBody,
      { shareId: id, title: 'Bread', credentials: [{ credentialId: id }, null, { credentialId: id.toUpperCase() }] },
      ['/credentials/1 invalid-type', '/credentials custom'],
    ],
    [
      'a link to one twice that opens something else of it each time',
      shareBody,
      {
        shareId: id,
        title: 'Bread',
        credentials: [{ credentialId: id, path: 'all' }, { credentialId: id }],
      },
      ['/credentials custom'],
    ],
    [
      'a link that opens what there is not',
      shareBody,
      {
        shareId: id,
        title: 'Bread',
        path: ['leg', 'leg'],
        credentials: [
          { credentialId: id, path: ['team'] },
          { importedCredentialId: id, path: 'all' },
          { credentialId: id, importedCredentialId: id },
          {},
        ],
      },
      [
        '/credentials/0/path invalid-union',
        '/credentials/1/path custom',
        '/credentials/2 custom',
        '/credentials/3 custom',
        '/path custom',
      ],
    ],
    [
      'a link to one from elsewhere with a path',
      shareBody,
      { shareId: id, importedCredentialId: id, path: 'all', language: 'fr' },
      ['/language invalid-value', '/path custom'],
    ],
    [
      'a link to some from elsewhere with what is no path',
      shareBody,
      {
        shareId: id,
        importedCredentialId: id,
        path: null,
        title: 'Bread',
        credentials: [{ importedCredentialId: id, path: 7 }],
      },
      ['/credentials/0/path invalid-union', '/path invalid-union', '/credentials custom'],
    ],
    ['a record', clrBody, { credentialIds: [], language: 'fr' }, ['/language invalid-value', '/credentialIds custom']],
    [
      'a record of one twice',
      clrBody,
      { credentialIds: [id, 7, id] },
      ['/credentialIds/1 invalid-type', '/credentialIds custom'],
    ],
    [
      'a presentation',
      presentationRequestBody,
      { requestId: id, formats: ['ldp_vc', 'pdf', 'ldp_vc'] },
      ['/formats/1 invalid-value', '/formats custom'],
    ],
    [
      'direct awards',
      directAwardsBody,
      { recipients: 'all', issuedFrom: '2026-11-02', issuedUntil: '2026-11-01' },
      ['/recipients invalid-type', '/issuedUntil custom'],
    ],
  ])('of %s', (_what, schema, body, faults) => {
    expect(faultsIn(schema, body)).toEqual(faults);
  });

  it('says what can be opened of a path', () => {
    const read = checked(shareBody, { shareId: id, credentialId: id, path: 'al' }, 'body');
    const detail = 'expected "all", "none", or a list of these: challenge, leg, baton, statement, judgement';
    expect(read).toEqual({ faults: [{ in: 'body', at: '/path', code: 'invalid-union', detail }] });
  });

  it.each<[string, ZodType, unknown, string[]]>([
    ['that is none at all', shareBody, ['x'], [' invalid-type']],
    ['whose members are wrong themselves', clrBody, { credentialIds: '' }, ['/credentialIds invalid-type']],
    [
      'whose days are none',
      directAwardsBody,
      { recipients: [], issuedFrom: 'z', issuedUntil: 'a' },
      ['/issuedFrom invalid-format', '/issuedUntil invalid-format'],
    ],
  ])('but not of a body %s', (_what, schema, body, faults) => {
    expect(faultsIn(schema, body)).toEqual(faults);
  });
});
