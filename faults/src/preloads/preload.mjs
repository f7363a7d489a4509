// Loaded before a service (`node --import`), it makes the faults that only the process itself can make: it dies or stands still at a
// named point, its clock is wrong, a mechanism of it is broken. What to do stands in ESTAFETTE_FAULT, as JSON; the product knows
// nothing of it.

import { collectGarbage } from './collect-garbage.mjs';
import { signalAt } from './signal-at.mjs';
import { editSources } from './edit-sources.mjs';
import { shiftClock } from './shift-clock.mjs';

const { edits = [], at, clockMs = 0, collectEveryMs = 0 } = JSON.parse(process.env.ESTAFETTE_FAULT ?? '{}');
if (edits.length > 0) editSources(edits);
if (clockMs !== 0) shiftClock(clockMs);
if (collectEveryMs > 0) collectGarbage(collectEveryMs);
if (at) signalAt(at);
