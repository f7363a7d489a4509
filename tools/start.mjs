// `npm start`: the whole region on this machine (see run.mjs).
process.argv.splice(2, 0, 'main');
await import('./run.mjs');
