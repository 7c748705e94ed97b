import { measureReplication } from '../../sim/measure/replication.ts';
import { goneReasons } from '../../sim/measure/run-record.ts';
import type { ScenarioFault } from '../../sim/scenario/scenario-fault.ts';
import { simulate } from '../../sim/simulate.ts';
import { logEntry, type LogEntry } from '../log-entry.ts';
import type { ReadyScenario } from '../prepare-scenario.ts';
import { wallClock } from '../wall-clock.ts';
import type { Play } from './play.ts';

/** More decisions than these are no use to somebody who goes through them one by one, and heavy. */
const mostEntries = 100_000;

/** Runs a replication and keeps what stepping through it needs. */
export function playRun({ plan, context }: ReadyScenario, seed: number): Play {
  const entries: LogEntry[] = [];
  let toldUntil = Number.POSITIVE_INFINITY;
  const timeText = (at: number): string => wallClock(plan.scenario.clock, at);
  const record = simulate(plan, seed, {
    onStep: ({ at }, effects) => {
      if (at > toldUntil) return;
      for (const effect of effects) {
        const entry = logEntry(at, effect, plan, timeText);
        if (entry !== null) entries.push(entry);
      }
      if (entries.length >= mostEntries) toldUntil = at;
    },
  });
  const { jobs, instances } = record;
  return {
    seed,
    hash: record.hash,
    horizon: record.horizon,
    end: record.end,
    entries,
    toldUntil: Math.min(toldUntil, record.end),
    jobs: { count: jobs.count, arrivalAt: jobs.arrivalAt, startedAt: jobs.startedAt, endedAt: jobs.endedAt },
    instances: {
      count: instances.count,
      requestedAt: instances.requestedAt,
      readyAt: instances.readyAt,
      removedAt: instances.removedAt,
      goneAt: instances.goneAt,
      reason: Array.from(instances.reason, (reason) => goneReasons[reason]!),
    },
    faults: plan.scenario.faults.map((fault) => ({ from: fault.atMs, to: fault.atMs + fault.forMs, words: faultWords(fault) })),
    series: measureReplication(record, context).series,
    capacity: plan.manager.runners[0]!.autoscaler.capacityPerInstance,
  };
}

/** `spot_storm` and where it strikes. */
function faultWords(fault: ScenarioFault): string {
  const zone = 'zone' in fault && fault.zone !== null ? ` in ${fault.zone}` : '';
  return `${fault.type.replaceAll('_', ' ')}${zone}`;
}
