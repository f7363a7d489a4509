import type { Chain } from '../chain/chain.js';
import type { Ledger } from '../traffic/wish.js';
import { drained } from './drained.js';
import { credentialFaults, effectFaults, revisionFaults } from './effects.js';
import { viewFaults } from './views.js';

/**
 * What is wrong when the dust has settled: empty when no acknowledged command was lost, none had its effect twice, and
 * everything that follows from them is there, once.
 * @param withinMs how long it may take to settle
 */
export async function judge(chain: Chain, ledger: Ledger, withinMs: number): Promise<string[]> {
  const unsettled = await drained(chain, withinMs);
  return [
    ...ledger.wrongs,
    ...unsettled,
    ...(await effectFaults(chain, ledger)),
    ...(await revisionFaults(chain)),
    ...(await credentialFaults(chain, ledger)),
    ...(await viewFaults(chain)),
  ];
}
