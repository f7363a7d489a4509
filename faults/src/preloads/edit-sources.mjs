import { registerHooks } from 'node:module';

/**
 * Breaks a mechanism: as a built file is loaded, one place of it is replaced. A place that is not found exactly once ends
 * the process, so that a break can never quietly stop breaking.
 * @param {{ file: string, find: string, put: string }[]} edits `file` is how its path ends: `event-store/dist/append.js`
 */
export function editSources(edits) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const mine = edits.filter(({ file }) => url.endsWith(`/${file}`));
      if (mine.length === 0) return loaded;
      let source = String(loaded.source);
      for (const { file, find, put } of mine) {
        const parts = source.split(find);
        if (parts.length !== 2) {
          process.stderr.write(`This break does not fit: ${file} holds ${parts.length - 1} times:\n${find}\n`);
          process.exit(97);
        }
        source = parts.join(put);
      }
      return { ...loaded, source };
    },
  });
}
