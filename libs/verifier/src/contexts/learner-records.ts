/** Comprehensive Learner Record 2.0: several credentials of one learner, published as one. */
export const LEARNER_RECORD_CONTEXT = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json';

const clr = (name: string): string => `https://purl.imsglobal.org/spec/vc/clr/vocab.html#${name}`;
const ob = (name: string): string => `https://purl.imsglobal.org/spec/vc/ob/vocab.html#${name}`;

const setOf = (id: string, type: string): object => ({ '@id': id, '@type': type, '@container': '@set' });

/**
 * What the words of a record mean, in our own words, since no package that we may use carries the published context: the same names
 * stand for the same addresses and types. Names that the credentials context defines already (`id`, `type`) and prefixes, which
 * nobody may write here, are left out; a document gets the same N-Quads, and a word of a record that is not here means nothing,
 * which is refused (ADR 0025). The types of texts are no addresses: the published context never says what its `xsd:` stands for.
 */
export const LEARNER_RECORD_WORDS = {
  '@context': {
    ClrCredential: {
      '@id': clr('ClrCredential'),
      '@context': { partial: { '@id': clr('partial'), '@type': 'xsd:boolean' } },
    },
    ClrSubject: {
      '@id': clr('ClrSubject'),
      '@context': {
        identifier: setOf(clr('identifier-1'), ob('Identifier')),
        achievement: setOf(clr('achievement'), ob('Achievement')),
        association: setOf(clr('association'), clr('Association')),
        verifiableCredential: setOf(
          clr('verifiableCredential'),
          'https://www.w3.org/2018/credentials#verifiableCredential',
        ),
      },
    },
    Association: {
      '@id': clr('Association'),
      '@context': {
        associationType: clr('AssociationType'),
        sourceId: { '@id': clr('sourceId'), '@type': 'xsd:anyURI' },
        targetId: { '@id': clr('targetId'), '@type': 'xsd:anyURI' },
      },
    },
  },
};
