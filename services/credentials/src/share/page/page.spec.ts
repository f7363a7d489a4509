import { hash } from 'node:crypto';
import type { SignedCredential, Verdict, Verification } from '@estafette/verifier';
import { describe, expect, it } from 'vitest';
import { returnBread } from '../../return-bread.example.js';
import { endedPage } from './layout.js';
import { renderPage } from './page.js';
import { credentialOf, endorsedBy, judged, shownOf } from './shown.example.js';
import type { Shown } from './shown.js';
import { CONTENT_SECURITY_POLICY } from './style.js';

/** What a reader reads: without markup, and with single spaces. */
const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,:;)])|(?<=\() /g, '');
const read = (more: Partial<Shown> = {}, language: 'nl' | 'en' = 'nl'): string =>
  textOf(renderPage(language, shownOf(more)));
const failing = (code: 'revoked' | 'expired' | 'not-valid-yet' | 'signature-wrong', reason: string): Verification => {
  const check = code === 'revoked' ? 'status' : code === 'signature-wrong' ? 'signature' : 'dates';
  const others = judged().checks.filter((one) => one.check !== check);
  const verdict: Verdict = check === 'signature' ? 'not-genuine' : 'not-valid-any-more';
  return judged({ verdict, checks: [...others, { check, outcome: 'failed', code, reason }] });
};
const headline = (page: string): string => /<h1[^>]*>(.*?)<\/h1>/s.exec(page)?.[1]?.trim() ?? '';

describe('the answer of the page', () => {
  const answer = (more: Partial<Shown>, language: 'nl' | 'en' = 'nl'): string =>
    headline(renderPage(language, shownOf(more)));

  it('is one of three, or that the issuer is not known, or that it cannot be told now', () => {
    expect(answer({})).toBe('Dit klopt en geldt nu.');
    expect(answer({ judgement: judged({ verdict: 'valid-issuer-unknown' }) })).toContain('kennen de uitgever niet');
    expect(answer({ judgement: failing('signature-wrong', 'x') })).toBe('Dit is niet echt. Vertrouw er niet op.');
    expect(answer({ judgement: failing('expired', 'x') })).toContain('verlopen');
    expect(answer({ judgement: failing('not-valid-yet', 'x') })).toContain('geldt nog niet');
    expect(answer({ judgement: failing('revoked', 'x') })).toContain('ingetrokken');
    expect(answer({ judgement: judged({ verdict: 'undecided' }) })).toContain('niet vast te stellen');
    expect(answer({}, 'en')).toBe('This is right, and it holds now.');
  });

  it('tells why it was revoked or suspended, also where no status list says so', () => {
    const change = { at: '2026-11-20T14:00:00.000Z', reason: 'issued-in-error' } as const;
    expect(answer({ standing: 'revoked', change })).toContain('geldt niet meer: het is ingetrokken');
    expect(read({ standing: 'revoked', change })).toContain('In de administratie van de uitgever: ingetrokken.');
    expect(read({ standing: 'revoked', change })).toContain('Sinds 20 november 2026: het was ten onrechte uitgegeven.');
    expect(answer({ standing: 'suspended', change: { ...change, reason: 'under-review' } })).toContain('opgeschort');
    expect(read({ standing: 'suspended', change: { ...change, reason: 'under-review' } }, 'en')).toContain(
      'Since 20 November 2026: the issuer is looking into it.',
    );
  });

  it('says of what its holder declined that they did, not that the issuer withdrew it', () => {
    const standing = { judgement: failing('revoked', 'De uitgever trok het in.'), standing: 'declined' } as const;
    const reasons = (more: Partial<Shown>): string => read(more).replace(/Wat deze persoon kan.*/s, '');
    expect(reasons(standing)).toContain('wie het kreeg, heeft het geweigerd');
    expect(reasons(standing)).not.toContain('De uitgever trok het in.');
    expect(reasons({ ...standing, standing: 'revoked' })).toContain('De uitgever trok het in.');
  });

  it('stays "not genuine" of what is not genuine, whatever became of it', () => {
    expect(answer({ judgement: failing('signature-wrong', 'x'), standing: 'revoked' })).toContain('niet echt');
    expect(read({ judgement: failing('signature-wrong', 'Past niet.') })).toMatch(/Past niet\..*niet te vertrouwen/);
  });

  it('comes with what did not pass, in words', () => {
    expect(read({ judgement: failing('expired', 'De credential was geldig tot: gisteren') })).toMatch(
      /geldt niet meer.*De credential was geldig tot: gisteren.*Wat deze persoon kan/,
    );
  });
});

describe('what the page tells', () => {
  it('is what was shown, at what level, and what it comes to, as the credential says it', () => {
    const page = read();
    expect(page).toMatch(
      /^.*Dit klopt en geldt nu\. Working with return bread \(Indicative level 4 \(not classified\)\)\. Beoordeeld door School for Food\. De handtekening/,
    );
    expect(page).toContain('Working with return bread Makes something worth eating');
    expect(page).toContain('Measures what comes back Bereikt: on your own (2 van 2); gevraagd: on your own');
    expect(page).toContain('Knows what comes back and why.');
    expect(page).toContain('Niveau Indicative level 4 (not classified)');
    expect(page).toContain('Studielast 2.5 ECTS (70 hours of study)');
    expect(page).toContain('Hoe het is beoordeeld Practical assessment Portfolio');
    expect(page).toContain('Wie de kwaliteit bewaakt The exam board');
    expect(page).toContain('Taal Engels');
    expect(page).toContain('bake bread (ESCO)');
    expect(page).toContain('It is no diploma, gives no exemption, and no claim to pay.');
    expect(page).toContain('Uitgegeven door School for Food, Overijssel, Nederland (bekend in het register estafette)');
    expect(page).toContain('Geleerd en getoond 1 september 2026 – 14 november 2026');
    expect(page).toContain('Geldig vanaf 21 november 2026 Geldig tot zonder einddatum');
    expect(page).toContain(`SHA-256 ${'0123456789abcdef'.repeat(4)}`);
    const shortly = 'staat in de credential zelf, SHA-256 ';
    expect(page).toMatch(new RegExp(`confirmed through Estafette; basis: .*?\\. ${shortly}[0-9a-f]{64}`));
    expect(page).not.toContain('data:application/json');
    expect(page).toContain('Bewijsstukken onveranderd: niet nagegaan');
  });

  it('calls what stands in the credential itself no file that is missing, where nobody gave its digest', () => {
    const page = read({ credential: { ...credentialOf(), evidence: [{ id: 'data:,x', type: ['Evidence'] }] } });
    expect(page).toContain('staat in de credential zelf');
    expect(page).not.toContain('geen bestand');
  });

  it('says in what role somebody learnt, where that is told: in words for ours, and else as it was written', () => {
    const { credentialSubject: subject, ...credential } = credentialOf();
    const inRole = (role: string) => read({ credential: { ...credential, credentialSubject: { ...subject, role } } });
    expect(inRole('professional')).toContain('14 november 2026 In de rol van professional Geldig vanaf');
    expect(inRole('Student President')).toContain('In de rol van Student President');
    expect(inRole('constructor')).toContain('In de rol van constructor');
    expect(read()).not.toContain('In de rol van');
  });

  it('says of a criterion without a result that it was not shown', () => {
    const { credentialSubject: subject, ...credential } = credentialOf();
    const without = { ...credential, credentialSubject: { ...subject, result: (subject.result ?? []).slice(0, 2) } };
    expect(read({ credential: without })).toContain('Explains it Niet getoond');
  });

  it('is the same in English, in words of that language alone', () => {
    const page = read({}, 'en');
    expect(page).toContain('Measures what comes back Reached: on your own (2 of 2); asked for: on your own');
    expect(page).not.toMatch(/Bereikt|Uitgegeven|Wanneer|Geldig/);
  });
});

describe('what led to it', () => {
  const link = {
    id: 'urn:uuid:1',
    salt: 'salt',
    kind: 'statement',
    organisationId: 'bakery',
    basis: 'employer',
  } as const;

  it('is not told where the holder does not open it', () => {
    expect(read({ path: null })).not.toContain('Waarom je dit kunt geloven');
  });

  it('is told with what came of holding it against what was signed', () => {
    const shown = (isSigned: boolean) => read({ path: [{ link, organisation: 'Bakery Van Dam', isSigned }] });
    expect(shown(true)).toContain(
      'Gezien op de werkplek, door iemand van de werkgever, Bakery Van Dam (dit is wat is ondertekend)',
    );
    expect(shown(true)).not.toContain('Geloof dit niet');
    expect(shown(false)).toContain('(dit is niet wat is ondertekend) Geloof dit niet.');
  });

  it('is said to be a part of it where the credential commits to more than is opened', () => {
    const path = [{ link, organisation: 'Bakery Van Dam', isSigned: true }];
    const entry = { id: 'urn:uuid:1', type: ['Evidence'] as ['Evidence'], name: 'A link of the path that led here' };
    const of = (all: number, language: 'nl' | 'en' = 'nl') => {
      const evidence = Array.from({ length: all }, () => entry);
      return read({ path, credential: { ...credentialOf(), evidence } }, language);
    };
    expect(of(5)).toContain('laat hieronder een deel zien van wat eraan voorafging. Stappen die je ziet: 1 van 5.');
    expect(of(5, 'en')).toContain('shows below a part of what went before. Steps that you see: 1 of 5.');
    expect(of(1)).toContain('laat hieronder zien wat eraan voorafging. Van elke stap');
    expect(of(1)).not.toContain('Stappen die je ziet');
  });
});

describe('who confirmed it', () => {
  const member = (more: Partial<Verification>): Partial<Shown> => ({
    judgement: judged({ members: [{ path: 'endorsement.0', verification: judged(more) }] }),
  });
  const known = { id: 'did:web:bakery.example', known: { name: 'Bakery Van Dam', registry: 'estafette' } };

  it('is named as a registry knows them, not as they call themselves', () => {
    const page = read({
      credential: endorsedBy(credentialOf(), 'Ministry of Bread'),
      ...member({ kind: 'endorsement', issuer: known }),
    });
    expect(page).toMatch(/Gezien door Bakery Van Dam\. De handtekening/);
    expect(page).toContain('Gezien en bevestigd door Bakery Van Dam, 21 november 2026 As the employer.');
    expect(page).toContain('As the employer. The platform keeps the key of the organisation and signed.');
    expect(page).not.toContain('Ministry');
  });

  it('is not counted where the endorsement fails, and the reason is told', () => {
    const page = read({
      credential: endorsedBy(credentialOf(), 'Bakery Van Dam'),
      ...member({ ...failing('signature-wrong', 'De handtekening past niet.'), issuer: known }),
    });
    expect(page).toContain('Niet meegeteld: Bakery Van Dam. De handtekening past niet.');
    expect(page).not.toMatch(/Gezien (?:en bevestigd )?door/);
    expect(page).toContain('Geen werkplek heeft dit met een eigen handtekening bevestigd.');
    expect(page).toContain('Dit klopt en geldt nu.');
  });

  it('is not counted where a genuine endorsement is about another credential', () => {
    const page = read({
      credential: endorsedBy(credentialOf(), 'Bakery Van Dam', 'urn:uuid:another'),
      ...member({ kind: 'endorsement', issuer: known }),
    });
    expect(page).toContain('Niet meegeteld: Bakery Van Dam. Deze bevestiging gaat over iets anders.');
    expect(page).not.toContain('Gezien en bevestigd door');
  });

  it('is said to be nobody where nobody did', () => {
    expect(read()).toContain('Geen werkplek heeft dit met een eigen handtekening bevestigd.');
  });
});

describe('what stands in a set', () => {
  const achieved = (levels: readonly string[], reversed: boolean): SignedCredential => {
    const credential = credentialOf();
    const { achievement } = credential.credentialSubject;
    const [criterion] = achievement.resultDescription ?? [];
    const result = levels.flatMap((name) => {
      const id = criterion?.rubricCriterionLevel.find((level) => level.name === name)?.id;
      return criterion && id ? [{ type: ['Result'] as const, resultDescription: criterion.id, achievedLevel: id }] : [];
    });
    const alignment = reversed ? achievement.alignment?.toReversed() : achievement.alignment;
    return {
      ...credential,
      credentialSubject: {
        ...credential.credentialSubject,
        achievement: { ...achievement, ...(alignment && { alignment }) },
        result: reversed ? result.toReversed() : result,
      },
    };
  };

  it('is told the same in whatever order it stands', () => {
    const [criterion] = credentialOf().credentialSubject.achievement.resultDescription ?? [];
    const names = (criterion?.rubricCriterionLevel ?? []).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(1);
    const pages = [false, true].map((reversed) => read({ credential: achieved(names, reversed) }));
    for (const page of pages) for (const name of names) expect(page).toContain(`${name} (`);
    const [one, other] = pages.map((page) => /Dit klopt en geldt nu\.(.{300})/s.exec(page)?.[1] ?? 'no answer');
    expect(one).toBe(other);
    const [first, second] = pages.map((page) => /Bereikt:.{120}/s.exec(page)?.[0] ?? 'not told');
    expect(first).toContain(`${names[0]} (1 van`);
    expect(second).toBe(first);
  });
});

describe('whose it is', () => {
  it('says when nobody checked, and what came of it when somebody did', () => {
    expect(read()).toContain('Niemand heeft op deze pagina nagegaan van wie dit is.');
    expect(read({ whose: 'is-theirs' })).toContain('Komt overeen');
    expect(read({ whose: 'is-not-theirs' }, 'en')).toContain('It does not match');
  });

  it('offers a presentation only where the credential names a key of the person', () => {
    const { credentialSubject, ...credential } = credentialOf();
    const withDid = { ...credential, credentialSubject: { ...credentialSubject, id: 'did:key:z6MkLearner' } };
    expect(read({ credential: withDid })).toMatch(/vraag \(challenge\) die jij zelf bedenkt.*did:key:z6MkLearner/);
    expect(read()).toContain('bewijst hier niets');
  });
});

describe('what the page is made of', () => {
  const EVIL = `"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202Eevil\u2066${'x'.repeat(300)}`;

  /** Every text in a value is evil; what tells a page how to read it stays. */
  const evil = <T>(value: T, name = ''): T => {
    if (typeof value === 'string') {
      const kept = ['targetType', 'level', 'identityHash', 'resultDescription', 'achievedLevel', 'requiredLevel'];
      const id = name === 'id' && value.startsWith('urn:uuid:');
      return (kept.includes(name) || id || /^\d{4}-\d\d/.test(value) ? value : EVIL) as T;
    }
    if (Array.isArray(value)) return value.map((one: unknown) => evil(one, name)) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, evil(one as unknown, key)])) as T;
  };

  it.each(['nl', 'en'] as const)('is no word of a credential, in %s', (language) => {
    const credential = evil(endorsedBy(credentialOf(), 'x'));
    const reasons = judged().checks.map((check) => ({ ...check, outcome: 'failed' as const, reason: EVIL }));
    const issuer = { id: EVIL, known: { name: EVIL, registry: EVIL } };
    const page = renderPage(
      language,
      shownOf({
        credential,
        judgement: judged({
          checks: reasons,
          issuer,
          members: [
            { path: 'endorsement.0', verification: judged({ checks: reasons, verdict: 'not-genuine', issuer }) },
          ],
        }),
      }),
    );
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(30);

    expect(page).not.toMatch(/<script|<img|javascript:|\sonerror=(?!alert\(1\)&gt;)/i);
    expect(page).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    expect(page.match(/<[a-z]+[^>]*>/g)?.filter((tag) => /alert|evil/.test(tag))).toEqual([]);
  });

  it('links to nothing but addresses of the web', () => {
    const definition = returnBread();
    const address = 'javascript:alert(1)';
    const standardElements = { ...definition.standardElements, furtherInformation: address };
    const page = renderPage('nl', shownOf({ credential: credentialOf({ ...definition, standardElements }) }));
    expect(page).not.toContain(`href="${address}`);
    expect(page).toContain('href="https://esco.example/skills/bake-bread"');
  });

  it('is nothing but HTML: no script, nothing from elsewhere, and the one style that its policy lets in', () => {
    const page = renderPage('nl', shownOf());
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|\sstyle=/i);
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    expect(style.length).toBeGreaterThan(500);
    expect(CONTENT_SECURITY_POLICY).toContain(`style-src 'sha256-${hash('sha256', style, 'base64')}'`);
    expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe');
  });

  it('has one heading of the first rank, none that skips one, and a language', () => {
    const page = renderPage('en', shownOf({ credential: endorsedBy(credentialOf(), 'Bakery') }));
    const ranks = [...page.matchAll(/<h([1-6])/g)].map(([, rank]) => Number(rank));
    expect(ranks.filter((rank) => rank === 1)).toHaveLength(1);
    expect(ranks.every((rank, index) => rank - (ranks[index - 1] ?? 0) <= 1)).toBe(true);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<bdi lang="en">Working with return bread</bdi>');
    expect(page.match(/<title>(.*)<\/title>/)?.[1]).toContain('Working with return bread');
    expect(page).toContain('<label for="identity">');
  });

  it('says in both languages where there is nothing behind a link', () => {
    for (const what of ['unknown', 'ended'] as const) {
      expect(endedPage(what)).toMatch(/<html lang="nl">.*Deze link.*<section lang="en">.*link/s);
    }
    expect(endedPage('ended')).not.toEqual(endedPage('unknown'));
  });
});
