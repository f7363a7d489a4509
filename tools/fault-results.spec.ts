import { describe, expect, it } from 'vitest';
import { withPlayed } from './fault-results.mjs';

const killed = { fault: 'killed', how: 'on feed', commands: 12_345, seconds: 61, seed: 7, passed: true };
const rowsOf = (page: string) => page.split('\n').filter((line) => line.startsWith('| `'));

describe('the page of faults', () => {
  it('says what each playing came to, those that hold before the breaks', () => {
    const played = [
      { ...killed, fault: 'stalled', passed: false },
      { ...killed, how: 'broken: a cursor' },
      { ...killed, how: 'broken: nothing', passed: false },
      killed,
    ];
    expect(rowsOf(withPlayed('', played, '2026-11-21'))).toEqual([
      '| `killed` | on feed | 12,345 | 61 | 7 | 2026-11-21 | held |',
      '| `killed` | broken: a cursor | 12,345 | 61 | 7 | 2026-11-21 | seen |',
      '| `killed` | broken: nothing | 12,345 | 61 | 7 | 2026-11-21 | **not seen** |',
      '| `stalled` | on feed | 12,345 | 61 | 7 | 2026-11-21 | **not held** |',
    ]);
  });

  it('keeps what was not played again, and says its head once', () => {
    const first = withPlayed('', [killed, { ...killed, how: 'on kafka' }], '2026-11-20');
    const page = withPlayed(first, [{ ...killed, seed: 8 }], '2026-11-21');
    expect(rowsOf(page)).toEqual([
      '| `killed` | on feed | 12,345 | 61 | 8 | 2026-11-21 | held |',
      '| `killed` | on kafka | 12,345 | 61 | 7 | 2026-11-20 | held |',
    ]);
    expect(page.match(/^# /gm)).toHaveLength(1);
  });
});
