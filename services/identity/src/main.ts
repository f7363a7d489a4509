import { bootIdentity } from './boot.js';

const starting = bootIdentity(process.env);
const stop = (): void => {
  void starting
    .then((identity) => identity.close())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// A launcher that started us over a channel may be killed: then nobody else would end us.
if (process.connected) process.once('disconnect', stop);
try {
  await starting;
} catch (error) {
  // A person reads this at the first start: the sentence, not a stack.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
