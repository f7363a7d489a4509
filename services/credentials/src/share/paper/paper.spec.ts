import { describe, expect, it } from 'vitest';
import { returnBread } from '../../return-bread.example.js';
import { credentialOf, endorsedBy, judged, shownOf } from '../page/shown.example.js';
import type { PageLanguage } from '../share.events.js';
import { renderPaper, type Printed } from './paper.js';
import { readPaper, scanned, type ReadPaper } from './read-paper.set-up.js';

const LINK = 'https://school.example/c/q83vASNFZ4mrze8BI0VniQ';

/** What a bakery confirmed, judged as it would be. */
function printed(more: Partial<Printed> = {}): Printed {
  const credential = more.credential ?? endorsedBy(credentialOf(), 'Bakery Van Dam');
  const bakery = { id: 'did:web:bakery.example', known: { name: 'Bakery Van Dam', registry: 'estafette' } };
  const endorsement = judged({ kind: 'endorsement', issuer: bakery });
  const judgement = judged({ members: [{ path: 'endorsement.0', verification: endorsement }] });
  return { ...shownOf({ credential, judgement }), text: JSON.stringify(credential), ...more };
}

const read = async (more: Partial<Printed> = {}, language: PageLanguage = 'nl'): Promise<ReadPaper> =>
  readPaper(await renderPaper(language, printed(more)));
const withRole = ({ elements }: ReadPaper, role: string): string[] =>
  elements.filter((element) => element.role === role).map(({ text }) => text);

/** A credential with texts in place of some of its own. */
const saying = (name: string, worth = 'x', description = 'x'): Partial<Printed> => ({
  credential: credentialOf({ ...returnBread(), name, worth, description }),
});

describe('what a paper tells', () => {
  it('is what the page tells, in the order in which one reads', async () => {
    const { text } = await read();
    let from = 0;
    for (const fact of [
      'Digitaal bewijs op papier: Working with return bread',
      'Working with return bread (Indicative level 4 (not classified)). Beoordeeld door School for Food.',
      'Gezien door Bakery Van Dam.',
      'Gemaakt op 22 november 2026 om 10:00. Toen zei de controle: Dit klopt en geldt nu.',
      'Papier weet niet wat er daarna is gebeurd',
      `Nagaan: scan de code, of ga naar ${LINK}`,
      'Wat deze persoon kan',
      'Makes something worth eating out of bread that comes back.',
      'Measures what comes back Bereikt: on your own (2 van 2); gevraagd: on your own',
      'Explains it Bereikt: on your own (2 van 2)',
      'Wat daarvoor is geleerd',
      'Knows what comes back and why.',
      'Omvang en beoordeling Niveau Indicative level 4 (not classified)',
      'Studielast 2.5 ECTS (70 hours of study)',
      'Studiepunten (EC) 2.5',
      'Hoe het is beoordeeld Practical assessment Portfolio',
      'Waar en hoe er is geleerd Work-based',
      'Toezicht bij de beoordeling Supervised on site, identity verified',
      'Wie de kwaliteit bewaakt',
      'Te combineren',
      'Taal Engels',
      'Meer informatie',
      '<https://school.example/return-bread>',
      'Waar dit bij aansluit',
      'bake bread <https://esco.example/skills/bake-bread> (ESCO)',
      'Wie het zag en wie het beoordeelde',
      'Uitgegeven door School for Food, Overijssel, Nederland (bekend in het register estafette)',
      'did:web:school.example',
      'Gezien en bevestigd door Bakery Van Dam, 21 november 2026 As the employer.',
      'Geleerd en getoond 1 september 2026 – 14 november 2026',
      'Geldig vanaf 21 november 2026 Geldig tot zonder einddatum',
      'Wat het waard is, en wat niet',
      'Bakeries in the region know it and ask for it.',
      'It is no diploma, gives no exemption, and no claim to pay.',
      'Er staat geen naam op, om de persoon te beschermen. Waaraan de persoon te herkennen is: persoons-id in Estafette.',
      'Alles wat is nagegaan',
      'Handtekening: in orde',
      'In de administratie van de uitgever: geldt.',
      'Bevestiging door Bakery Van Dam',
      `SHA-256 ${'0123456789abcdef'.repeat(4)}`,
      'In deze pdf zit het bewijs zelf, als bestand credential.json',
      'https://school.example/v1/verifications',
    ]) {
      const at = text.indexOf(fact, from);
      expect(at, `${fact}\n… in: ${text.slice(from, from + 400)}`).toBeGreaterThanOrEqual(from);
      from = at + fact.length;
    }
  });

  it('is said in English too, in words of that language alone', async () => {
    const { text, language } = await read({}, 'en');
    expect(language).toBe('en');
    expect(text).toContain('Digital credential on paper: Working with return bread');
    expect(text).toContain('What the check said then: This is right, and it holds now.');
    expect(text).toContain('Measures what comes back Reached: on your own (2 of 2); asked for: on your own');
    expect(text).not.toMatch(/Bereikt|Uitgegeven|Wanneer|Geldig|Nagaan/);
  });

  it('is that it does not hold, where it did not when the paper was made', async () => {
    const change = { at: '2026-11-20T14:00:00.000Z', reason: 'issued-in-error' } as const;
    const { text } = await read({ standing: 'revoked', change });
    expect(text).toMatch(/Toen zei de controle: Dit is echt, maar geldt niet meer: het is ingetrokken\./);
    expect(text).toContain('Sinds 20 november 2026: het was ten onrechte uitgegeven.');
  });

  it('names no link where the holder prints none, and says how to check all the same', async () => {
    const paper = await renderPaper('nl', printed({ link: null }));
    const { text, elements } = await readPaper(paper);
    expect(text).toContain('op dit papier staat geen link');
    expect(text).not.toContain('/c/');
    expect(text).not.toContain('achter de link');
    expect(elements.some(({ role }) => role === 'Figure')).toBe(false);
    expect(await scanned(paper)).toBeNull();
  });
});

describe('the QR code on it', () => {
  it('is read from a picture of the paper as the link', async () => {
    for (const link of [LINK, `${LINK}?lang=en`, `https://${'long.'.repeat(30)}example/c/q83vASNFZ4mrze8BI0VniQ`]) {
      expect(await scanned(await renderPaper('nl', printed({ link })))).toBe(link);
    }
  });
});

describe('the file in it', () => {
  it('is the credential, byte for byte', async () => {
    const text = `{"name":"Ünïcode ĳ \u2028 and spaces  ","b": 1.0,\r\n"a":[]}\n `;
    const { files } = await read({ text });
    expect([...files.keys()]).toEqual(['credential.json']);
    expect(Buffer.from(files.get('credential.json') ?? []).equals(Buffer.from(text))).toBe(true);
  });
});

describe('for whoever cannot see it, it', () => {
  it('has headings, lists, tables with headers, and a figure that is told', async () => {
    const paper = await read();
    expect(withRole(paper, 'H1')).toEqual(['Digitaal bewijs op papier: Working with return bread']);
    expect(withRole(paper, 'H2')).toContain('Wie het zag en wie het beoordeelde');
    expect(withRole(paper, 'H3')).toContain('Wat is getoond, en op welk niveau');
    expect(withRole(paper, 'LBody')).toContain('Knows what comes back and why.');
    expect(withRole(paper, 'TH')).toContain('Studielast');
    const rows = withRole(paper, 'TR').length;
    expect([withRole(paper, 'TH').length, withRole(paper, 'TD').length]).toEqual([rows, rows]);
    expect(paper.elements.filter(({ role }) => role === 'Figure').map(({ alt }) => alt)).toEqual([
      `QR-code die leidt naar ${LINK}`,
    ]);
  });

  it('says its language and title, and which words are in another language', async () => {
    const paper = await read();
    expect([paper.language, paper.isMarked]).toEqual(['nl', true]);
    expect([paper.title, paper.metadataTitle]).toEqual(
      Array(2).fill('Digitaal bewijs op papier: Working with return bread'),
    );
    const english = paper.elements.filter(({ lang }) => lang === 'en').map(({ text }) => text);
    expect(english).toContain('Makes something worth eating out of bread that comes back.');
    expect(english.join(' ')).not.toContain('Bereikt');
  });

  it('has bookmarks to its headings, and nothing outside of its structure but page numbers', async () => {
    const { bookmarks, elements, artefacts, stray, pages } = await read();
    const headings = elements.filter(({ role }) => /^H[1-6]$/.test(role)).map(({ text }) => text);
    expect(bookmarks).toEqual(headings);
    expect(stray).toEqual([]);
    expect(artefacts).toEqual(Array.from({ length: pages }, (_, page) => `Bladzijde ${page + 1} van ${pages}`));
  });
});

describe('any text', () => {
  it.each([
    ['letters of European names', 'Łódź ĳ ș ț ğ İ ß Æ ø þ ő ŵ Αθήνα Ђорђе Київ Հայաստան საქართველო'],
    ['ligatures', 'office affluent filter'],
    ['marks', 'Ho\u0302tel q\u0307 x\u0323\u0301'.normalize('NFC')],
  ])('%s are shown and can be read back', async (_what, text) => {
    expect((await read(saying(text))).text).toContain(text);
  });

  it('that no font has is shown by the codes of its letters, never as a box', async () => {
    const { text } = await read(saying('\u4E2D\u6587'));
    expect(text).toContain('[U+4E2D][U+6587]');
  });

  it('with markup in it is text, in the metadata too', async () => {
    const { text, title, metadataTitle } = await read(saying('R&D <b>&amp;'));
    expect(text).toContain('R&D <b>&amp;');
    expect(title).toBe('Digitaal bewijs op papier: R＆D ‹b›＆amp;');
    expect(metadataTitle).toBe(title);
  });

  it.each([
    ['without spaces', 'x'.repeat(20_000)],
    ['with wide letters without spaces', 'W'.repeat(20_000)],
    ['of many words', 'word '.repeat(4_000)],
    ['of many lines', 'a\n'.repeat(10_000)],
    ['of control characters', '\u0000\u0007\u001b\u200b\u00ad\u202e'.repeat(3_000)],
    ['from right to left', 'שלום عالم '.repeat(2_000)],
    ['from right to left without spaces', 'שלום'.repeat(5_000)],
    ['that no font has', '\u4E2D'.repeat(6_000)],
    ['with marks upon marks', `z${'\u0301'.repeat(19_000)}`],
    ['of halves of characters', '\ud800'.repeat(5_000)],
  ])('%s neither overflows nor takes long', async (_what, text) => {
    const before = process.threadCpuUsage();
    const pdf = await renderPaper('nl', printed(saying(text.slice(0, 500), text, text.replaceAll('\n', ' '))));
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(5_000);
    const { places, pages, text: told } = await readPaper(pdf);
    expect(pages).toBeLessThan(60);
    expect(told).toContain('In deze pdf zit het bewijs zelf');
    for (const { left, right, bottom } of places) {
      expect(left).toBeGreaterThan(50);
      expect(right).toBeLessThan(595.28 - 50);
      expect(bottom).toBeGreaterThan(40);
    }
  });

  it('past all bounds is cut, and it is said that there is more', async () => {
    const { criteria, ...definition } = returnBread();
    const many = Array.from({ length: 200 }, () => criteria.map((one) => ({ ...one, name: 'long '.repeat(1_000) })));
    const { pages, text } = await read({ credential: credentialOf({ ...definition, criteria: many.flat() }) });
    expect(pages).toBeLessThan(60);
    expect(text).toContain('… (de rest staat in het bewijs zelf)');
  });
});

describe('a paper', () => {
  it('is the same of the same credential at the same time, and carries no font that is not in it', async () => {
    const same = printed();
    const [one, other] = [await renderPaper('nl', same), await renderPaper('nl', same)];
    expect(one.equals(other)).toBe(true);
    const later = new Date('2026-11-22T09:01:00.000Z');
    expect(one.equals(await renderPaper('nl', { ...same, at: later }))).toBe(false);
    const source = one.toString('latin1');
    expect(source.match(/\/FontFile2 /g)?.length).toBe(source.match(/\/Subtype \/Type0\b/g)?.length);
    expect(source).not.toMatch(/\/Subtype \/Type1\b/);
  });
});
