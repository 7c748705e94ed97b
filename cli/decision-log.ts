import { simulate } from '../sim/simulate.ts';
import type { SimulationPlan } from '../sim/simulation-plan.ts';
import { logEntry, type LogEntry } from './log-entry.ts';

/** Plays a replication once more and returns what of its decisions is wanted, in order. `timeText` says an instant. */
export function decisionLog(plan: SimulationPlan, seed: number, isWanted: (entry: LogEntry) => boolean, timeText: (at: number) => string): LogEntry[] {
  const entries: LogEntry[] = [];
  simulate(plan, seed, {
    onStep: ({ at }, effects) => {
      for (const effect of effects) {
        const entry = logEntry(at, effect, plan, timeText);
        if (entry !== null && isWanted(entry)) entries.push(entry);
      }
    },
  });
  return entries;
}
