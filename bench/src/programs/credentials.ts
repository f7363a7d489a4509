import { createPrivateKey, hash, randomInt, randomUUID, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { buildStatusList } from '@estafette/credentials/signing';
import {
  canonicaliseCredential,
  MIN_STATUS_BITS,
  signDocument,
  statusBits,
  verify,
  type AchievementCredential,
} from '@estafette/verifier';
import { foreignCases, optionsOf } from '@estafette/verifier/corpus';
import { signerElsewhere, verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { CREATED, demoCredential, NOW } from '../given/demo-credential.js';
import type { Done } from '../measure/pace.js';
import { forMs } from '../measure/pace.js';
import { serve } from './serve.js';

// What is done with the credential of the demo: by us, by the general library of others (Digital Bazaar's), or bare.

const { key, unsigned, didDocuments, sources } = await demoCredential();
const signed = await signDocument(unsigned, key, CREATED);
const text = Buffer.from(await canonicaliseCredential(unsigned));
const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), key.exportSeed()]);
const bare = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
const { did, verificationMethod } = key;
const elsewhere = await signerElsewhere({ did, verificationMethod, seed: key.exportSeed() }, CREATED);
const foreign = foreignCases();
/** One in a hundred places of a list is set. */
const values = new Map(Array.from({ length: MIN_STATUS_BITS / 100 }, () => [randomInt(MIN_STATUS_BITS), 1]));
const bits = statusBits(values);
const digest = Buffer.alloc(64, 7);

let turn = 0;
const nextForeign = () => foreign[turn++ % foreign.length] as (typeof foreign)[number];

/** A credential of the same achievement for somebody else, as a school issues them: all that differs among learners differs. */
function another(): AchievementCredential {
  const id: AchievementCredential['id'] = `urn:uuid:${randomUUID()}`;
  const { credentialSubject: subject, credentialStatus: status, endorsement } = unsigned;
  const identifier = subject.identifier?.map((one) => ({ ...one, salt: id, identityHash: `sha256$${id}` }));
  return {
    ...unsigned,
    id,
    credentialSubject: { ...subject, ...(identifier && { identifier }) },
    ...(status && { credentialStatus: { ...status, statusListIndex: String(turn++) } }),
    ...(endorsement && {
      endorsement: endorsement.map((one) => ({ ...one, credentialSubject: { ...one.credentialSubject, id } })),
    }),
  };
}

async function resignList(): Promise<string> {
  const content = { id: 'https://region.example/status-lists/1', issuer: did, validFrom: CREATED, values, ttl: 60_000 };
  const list = JSON.stringify(await signDocument(buildStatusList(content), key, CREATED));
  return list + hash('sha256', list);
}

const works = {
  issue: () => signDocument(another(), key, CREATED),
  'bare signature': () => sign(null, text, bare),
  'issue elsewhere': () => elsewhere({ ...another() }),
  verify: () => verify(signed, { now: NOW, sources }),
  'verify elsewhere': () => verifiesElsewhere(signed, NOW, didDocuments),
  'verify foreign': () => {
    const one = nextForeign();
    return verify(one.document, optionsOf(one));
  },
  'verify foreign elsewhere': () => {
    const {
      document,
      now,
      sources: { didDocuments: documents },
    } = nextForeign();
    return verifiesElsewhere(document as object, new Date(now), documents as Record<string, object> | undefined);
  },
  're-sign list': resignList,
  'gzip and bare signature': () => [gzipSync(bits), sign(null, digest, bare)],
} satisfies Record<string, () => unknown>;

export type Work = keyof typeof works;

const tasks = {
  /** Whether both sides come to the same: the very same signature, and the same verdict on everything. */
  agree: async (_: object): Promise<boolean> => {
    const theirs = await elsewhere({ ...unsigned });
    const { proofValue } = theirs['proof'] as { readonly proofValue: string };
    const verdicts = [(await works.verify()).verdict, (await works['verify elsewhere']()).verified];
    for (let nth = 0; nth < foreign.length; nth++) verdicts.push((await works['verify foreign']()).verdict);
    for (let nth = 0; nth < foreign.length; nth++) verdicts.push((await works['verify foreign elsewhere']()).verified);
    return (
      proofValue === signed.proof[0].proofValue &&
      foreign.length > 10 &&
      verdicts.every((verdict) => verdict === 'valid' || verdict === true)
    );
  },
  round: ({ ms, work }: { ms: number; work: Work }): Promise<Done> =>
    forMs(ms, 1, async () => {
      await works[work]();
    }),
};

export type Credentials = typeof tasks;
serve(tasks);
