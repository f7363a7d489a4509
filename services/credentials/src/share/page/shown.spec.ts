import type { Verification } from '@estafette/verifier';
import { describe, expect, it } from 'vitest';
import { judged } from './shown.example.js';
import { endingOf } from './shown.js';

type Check = Verification['checks'][number];

const signature: Check = { check: 'signature', outcome: 'passed', code: 'passed', reason: 'Fine.' };
const withdrawn: Check = { check: 'status', outcome: 'failed', code: 'revoked', reason: 'The issuer withdrew it.' };
const ended = judged({ verdict: 'not-valid-any-more', checks: [signature, withdrawn] });

describe('why a credential does not hold', () => {
  it.each(['suspended', 'revoked', 'declined'] as const)(
    'is what is known here, whatever the one bit of a status list says: %s',
    (standing) => {
      expect(endingOf({ judgement: ended, standing })).toBe(standing);
      expect(endingOf({ judgement: judged(), standing })).toBe(standing);
    },
  );

  it('is what was checked, of one from elsewhere', () => {
    expect(endingOf({ judgement: ended, standing: null })).toBe('revoked');
  });
});
