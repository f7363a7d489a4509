// Has veraPDF judge papers of many kinds by PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), and one that is broken on purpose, which
// it must refuse. Takes Java 17 and Maven, which fetches veraPDF once.
//
// Usage: npm run build && npm run -w services/credentials validate-papers

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { credentialOf, endorsedBy, judged, shownOf } from '../dist/share/page/shown.example.js';
import { renderPaper } from '../dist/share/paper/paper.js';
import { returnBread } from '../dist/return-bread.example.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../../../out/papers/', import.meta.url));
const jars = join(out, 'verapdf-1.28.2');

const paperOf = (language, more = {}) => {
  const credential = more.credential ?? endorsedBy(credentialOf(), 'Bakery Van Dam');
  return renderPaper(language, { ...shownOf({ credential }), text: JSON.stringify(credential), ...more });
};
const saying = (text) => ({
  credential: credentialOf({ ...returnBread(), name: text.slice(0, 200), description: text, worth: text }),
});
const revoked = { standing: 'revoked', change: { at: '2026-11-20T14:00:00.000Z', reason: 'issued-in-error' } };
const judgement = judged({ members: [{ path: 'endorsement.0', verification: judged({ kind: 'endorsement' }) }] });

const papers = {
  nl: await paperOf('nl', { judgement }),
  en: await paperOf('en', { judgement }),
  'without-a-link': await paperOf('nl', { link: null }),
  revoked: await paperOf('en', revoked),
  'not-genuine': await paperOf('nl', { judgement: judged({ verdict: 'not-genuine' }) }),
  europe: await paperOf('nl', saying('Łódź ĳ ș ț ğ İ Αθήνα Ђорђе Київ Հայաստան საქართველო office ffl R&D <b>')),
  'right-to-left': await paperOf('en', saying('שלום עולם and مرحبا بالعالم 123 '.repeat(60))),
  'in-no-font': await paperOf('nl', saying('\u4E2D\u6587 \u{1F469}\u200D\u{1F680} \u0000\u0007\u202E '.repeat(200))),
  long: await paperOf('nl', saying(`${'x'.repeat(9_000)} ${'word '.repeat(2_000)}`)),
};
// Says that it is not tagged.
const [fine] = Object.values(papers);
const broken = Buffer.from(fine.toString('latin1').replace('/Marked true', '/Marked null'), 'latin1');

function fetched() {
  if (existsSync(jars)) return;
  const aside = `${jars}.new`;
  rmSync(aside, { recursive: true, force: true });
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${aside}`, '-DincludeScope=runtime'];
  execFileSync('mvn', ['-q', '-B', '-f', join(here, 'pom.xml'), ...goal], { stdio: 'inherit' });
  renameSync(aside, jars);
}

/** Which of the files veraPDF finds to keep to a standard. */
function passing(flavour, files) {
  const classPath = ['-cp', [join(jars, '*')].join(delimiter), 'org.verapdf.apps.GreenfieldCliWrapper'];
  const { stdout } = spawnSync('java', [...classPath, '-f', flavour, '--format', 'text', '-v', ...files], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  process.stdout.write(stdout);
  return files.filter((file) => stdout.includes(`PASS ${file} `));
}

mkdirSync(out, { recursive: true });
fetched();
const fileOf = (name, content) => {
  const file = join(out, `${name}.pdf`);
  writeFileSync(file, content);
  return file;
};
const files = Object.entries(papers).map(([name, content]) => fileOf(name, content));
const refused = fileOf('broken', broken);
const counts = { passed: 0, failed: 0 };
for (const flavour of ['3a', 'ua1']) {
  const passed = passing(flavour, [...files, refused]);
  const right = files.filter((file) => passed.includes(file)).length;
  counts.passed += right + (passed.includes(refused) ? 0 : 1);
  counts.failed += files.length - right + (passed.includes(refused) ? 1 : 0);
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
