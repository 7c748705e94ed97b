import type { Decision } from '../../core/decision.ts';
import { grow } from '../../core/scaling/evaluation.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';
import { broken, type Rule } from '../../sim/checkers/rule.ts';

/** P21: asks, at every step, how many instances would be wanted with more idle slots. */
export const idleMonotony: Rule = {
  name: 'P21',
  sentence: 'raising idle_count never lowers the number of instances wanted',
  holdsUpstream: true,
  create: () => ({
    stepped: (event, _effects, { manager }) => {
      for (const { scaler } of manager?.runners ?? []) {
        let before = wantedWith(scaler, 0, event.at);
        for (const more of [1, 2, 5]) {
          const wanted = wantedWith(scaler, more, event.at);
          if (wanted < before) broken('P21', `${String(before)} instances are wanted, and ${String(wanted)} with ${String(more)} more idle slots`);
          before = wanted;
        }
      }
    },
  }),
};

/** What the scaler would ask for under a policy with more idle slots; a stand-in takes its requests. */
function wantedWith(scaler: Scaler, more: number, at: number): number {
  const { policy, provisioner } = scaler;
  const { requestedCount, pendingCount, knownCount, maxInstances } = provisioner;
  let wanted = 0;
  const standIn = Object.create(scaler, {
    policy: { value: { ...policy, idleCount: policy.idleCount + more } },
    provisioner: { value: { requestedCount, pendingCount, knownCount, maxInstances, request: () => undefined } },
    lastGrowth: { value: '', writable: true },
    decided: {
      value: (decision: Decision) => {
        if (decision.kind === 'scale-up') wanted = decision.wanted;
      },
    },
  }) as Scaler;
  grow(standIn, standIn.target(at), at, []);
  return wanted;
}
