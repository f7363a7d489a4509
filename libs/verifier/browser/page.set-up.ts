import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';

const ENTRY = join(import.meta.dirname, 'in-browser.set-up.ts');
const CASES = join(import.meta.dirname, '../corpus/cases');

/** The library and what asks it, in one file, as a bundler makes it for browsers. */
export async function bundled(): Promise<Rolldown.OutputChunk> {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    // Of the sources, as every spec.
    resolve: { conditions: ['@estafette/source', 'module', 'browser', 'production'] },
    build: { write: false, minify: false, rolldownOptions: { input: ENTRY, output: { codeSplitting: false } } },
  })) as Rolldown.RolldownOutput;
  return built.output[0];
}

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/** A page that runs it, with the corpus beside it; of this machine, so that browsers give it their cryptography. */
export async function servePage(code: string): Promise<ServedPage> {
  const server = createServer(({ url = '/' }, response) => {
    const [type, body] = url.startsWith('/cases/')
      ? ['application/json', readFileSync(join(CASES, decodeURI(url.slice('/cases/'.length))))]
      : url === '/verifier.js'
        ? ['text/javascript; charset=utf-8', code]
        : ['text/html', '<!doctype html><title>Verifier</title><script type="module" src="/verifier.js"></script>'];
    response.setHeader('content-type', type).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
