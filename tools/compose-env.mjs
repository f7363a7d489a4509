// Writes .env for docker-compose.yml with fresh secrets. An existing .env is left alone: its vault keys open the personal
// data that is already stored.
//
// Usage: npm run compose:env [-- <file>]

import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const file = process.argv[2] ?? '.env';
const secret = () => randomBytes(32).toString('hex');
const withDatabase = ['ORGANISATIONS', 'EDUCATION_PARTNERS', 'CHALLENGES', 'VALIDATION', 'CREDENTIALS'];

const lines = [
  '# Made by npm run compose:env. Keep it safe and out of version control.',
  `FIRST_ADMIN=${randomUUID()}`,
  `POSTGRES_PASSWORD=${secret()}`,
  ...withDatabase.flatMap((name) => [
    `${name}_DATABASE_PASSWORD=${secret()}`,
    `${name}_OWNER_PASSWORD=${secret()}`,
    `${name}_VAULT_KEY=${randomBytes(32).toString('base64')}`,
    `${name}_CLIENT_SECRET=${secret()}`,
  ]),
  // Of no service: for whoever has credentials issued by the VC API.
  `VC_API_CLIENT_SECRET=${secret()}`,
  `IDENTITY_DATABASE_PASSWORD=${secret()}`,
  `IDENTITY_OWNER_PASSWORD=${secret()}`,
  `IDENTITY_SECRET=${randomBytes(32).toString('base64')}`,
];

try {
  writeFileSync(file, `${lines.join('\n')}\n`, { flag: 'wx', mode: 0o600 });
  console.log(`${file} is written; see .env.example for what else can be set.`);
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
  console.error(`${file} is there already and stays as it is. Move it away first if you want new secrets.`);
  process.exitCode = 1;
}
