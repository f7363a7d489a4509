import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dumpTopics } from '@estafette/local-servers';
import type { Region } from '@estafette/region';
import { SERVICES } from '@estafette/region';

/** A message as it left a service. */
export interface Left {
  readonly type: string;
  readonly data: unknown;
  readonly traceparent: string | undefined;
}

/** Everything that a region's services have told each other, from their feeds, by the token of a service. */
export async function feedsOf(region: Region): Promise<{ messages: Left[]; raw: string }> {
  const token = await serviceToken(region);
  const messages: Left[] = [];
  let raw = '';
  for (const { name } of SERVICES) {
    for (let after = '', more = true; more;) {
      const answer = await fetch(`${region.url}/${name}/v1/feed?after=${after}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`feed of ${name}: ${answer.status} ${text}`);
      const batch = JSON.parse(text) as Left[];
      raw += text;
      messages.push(...batch);
      more = batch.length > 0;
      after = answer.headers.get('estafette-next-cursor') ?? '';
    }
  }
  return { messages, raw };
}

async function serviceToken(region: Region): Promise<string> {
  const secret = region.folder.secret('clientSecrets', 'challenges');
  const answer = await fetch(`${region.url}/identity/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`challenges:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'feed:read' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}

/** Everything that lies on the region's topics, read by Kafka's own console consumer. */
export async function topicsOf(brokers: string): Promise<{ messages: Left[]; raw: string }> {
  const lines = await dumpTopics(brokers, 'estafette\\..*');
  const messages = lines.map((line) => {
    const [headers = '', , value = ''] = line.split('\t');
    const named = new Map(headers.split(',').map((header) => header.split(/:(.*)/s).slice(0, 2) as [string, string]));
    return {
      type: named.get('ce_type') ?? '',
      data: JSON.parse(value) as unknown,
      traceparent: named.get('traceparent'),
    };
  });
  return { messages, raw: lines.join('\n') };
}

/** All that the services logged. */
export async function logsOf(region: Region): Promise<string> {
  const folder = join(region.folder.path, 'logs');
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
}

/** Those of the texts that are found in what left, as they stand or escaped as in JSON. */
export function foundIn(left: string, texts: readonly string[]): string[] {
  return texts.filter((text) => left.includes(text) || left.includes(JSON.stringify(text).slice(1, -1)));
}
