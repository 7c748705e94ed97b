import type { Decision } from '../../../core/decision.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { SimulatedRun } from './simulated-run.ts';

/** One quantity of a run beside what the simulator says of it. */
export interface Compared {
  readonly run: number;
  /** Mean over the replications. */
  readonly sim: number;
  /** Their standard deviation: what chance does to one run. */
  readonly spread: number;
}

/** A recorded run beside its simulation. */
export interface Comparison {
  /** Waits from a job's arrival to its first stage, in milliseconds. */
  readonly waits: Readonly<Record<'mean' | 'p50' | 'p90', Compared>>;
  /** How often each decision was taken, by its kind and its reason, and how many instances were asked for. */
  readonly decisions: Readonly<Record<string, Compared>>;
}

/** Lays a recorded run beside its simulations. */
export function compareRuns(run: RecordedRun, sims: readonly SimulatedRun[]): Comparison {
  const waits = run.jobs.map(({ arrivedAt, startedAt }) => startedAt - arrivedAt);
  const statistic = (of: (waits: readonly number[]) => number): Compared =>
    compared(
      of(waits),
      sims.map((sim) => of(sim.waits)),
    );
  const counts = countDecisions(run.steps.flatMap(({ effects }) => effects.flatMap((effect) => (effect.kind === 'decided' ? [effect.decision] : []))));
  const simCounts = sims.map(({ decisions }) => countDecisions(decisions));
  const kinds = new Set([counts, ...simCounts].flatMap((each) => [...each.keys()]));
  const countOf = (kind: string): Compared =>
    compared(
      counts.get(kind) ?? 0,
      simCounts.map((each) => each.get(kind) ?? 0),
    );
  return {
    waits: { mean: statistic(meanOf), p50: statistic(percentile(0.5)), p90: statistic(percentile(0.9)) },
    decisions: Object.fromEntries([...kinds].toSorted().map((kind) => [kind, countOf(kind)])),
  };
}

/** The difference as a share of what the run showed. */
export function relativeError({ run, sim }: Compared): number {
  return Math.abs(sim - run) / run;
}

function compared(run: number, sims: readonly number[]): Compared {
  const sim = meanOf(sims);
  return { run, sim, spread: Math.sqrt(meanOf(sims.map((value) => (value - sim) ** 2))) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percentile(share: number): (values: readonly number[]) => number {
  return (values) => values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1]!;
}

function countDecisions(decisions: readonly Decision[]): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (kind: string, count: number): void => void counts.set(kind, (counts.get(kind) ?? 0) + count);
  for (const decision of decisions) {
    add('reason' in decision ? `${decision.kind} ${decision.reason}` : decision.kind, 1);
    if (decision.kind === 'scale-up') add('instances', decision.granted);
  }
  return counts;
}
