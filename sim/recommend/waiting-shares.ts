import { causes, type Cause } from '../measure/cause.ts';
import type { Replication } from '../measure/replication.ts';

/** The share of all waiting that each cause has; all 0 where nobody waited. */
export function waitingShares(replications: readonly Replication[]): Record<Cause, number> {
  const shares = {} as Record<Cause, number>;
  const total = replications.reduce((sum, { why }) => sum + causes.reduce((seconds, cause) => seconds + why[cause], 0), 0);
  for (const cause of causes) {
    const seconds = replications.reduce((sum, { why }) => sum + why[cause], 0);
    shares[cause] = total === 0 ? 0 : seconds / total;
  }
  return shares;
}
