import { bootIdentity } from './boot.js';

try {
  const identity = await bootIdentity(process.env);
  const stop = () => void identity.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  // A person reads this at the first start: the sentence, not a stack.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
