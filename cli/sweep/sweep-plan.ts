import { createHash } from 'node:crypto';
import { globalKeys } from '../../adapters/config/keys/global-keys.ts';
import type { Finding } from '../../core/finding.ts';
import { gridPoint, gridSize, type PointSetting } from '../../sim/measure/sweep/sweep-grid.ts';
import { isInShard, sweepFormat, type SweepHead } from '../../sim/measure/sweep/sweep-lines.ts';
import type { Setting, SweepAxis } from '../../sim/scenario/sweep.ts';
import type { Io } from '../io.ts';
import { loadScenario, type ReadyScenario } from '../load-scenario.ts';
import type { Assignment, SweepOptions } from '../sim-program.ts';
import { UsageError } from '../usage-error.ts';
import { withBaselines } from '../with-baselines.ts';
import { checkAxes, parseAxis } from './parse-axis.ts';

/** A point that is to run. */
export interface PlannedPoint {
  readonly index: number;
  readonly set: readonly PointSetting[];
  readonly ready: ReadyScenario;
}

/** A sweep of which every point has been read and checked. */
export interface SweepPlan {
  readonly head: SweepHead;
  /** Those of the shard, in order. */
  readonly points: readonly PlannedPoint[];
}

/** What is wrong with the first point that cannot run. */
export interface RefusedPoint {
  readonly set: readonly PointSetting[];
  readonly findings: readonly Finding[];
}

/** More points are a mistake, or need another way to search. */
const mostPoints = 100_000;

/**
 * Reads a scenario at every point of its grid, so that a value that is no good is found before any run.
 *
 * @throws UsageError for axes that make no grid.
 */
export function planSweep(scenario: string, options: SweepOptions, io: Pick<Io, 'readStdin'>): SweepPlan | RefusedPoint {
  const traces = new Map();
  const load = (set: readonly PointSetting[]): ReturnType<typeof loadScenario> => {
    return loadScenario(scenario, [...common(options), ...set.map(assignmentOf)], io, traces);
  };
  const { ready: today, findings } = load([]);
  if (today === null) return { set: [], findings };
  const axes = options.axis.length > 0 ? options.axis.map(parseAxis) : (today.plan.scenario.sweep?.axes ?? []);
  if (axes.length === 0) throw new UsageError(`nothing to vary: --axis runners.autoscaler.max_instances=2,4,8, or a sweep in ${scenario}`);
  checkAxes(axes);
  const size = gridSize(axes);
  if (size > mostPoints) throw new UsageError(`the grid has ${size} points, more than ${mostPoints}: fewer values would do`);
  const head = headOf(today, axes, options);
  const points: PlannedPoint[] = [];
  for (let index = 0; index <= size; index++) {
    if (!isInShard(index, head.shard)) continue;
    const set = index === 0 ? [] : gridPoint(axes, index - 1);
    const loaded = index === 0 ? { ready: today, findings } : load(set);
    if (loaded.ready === null) return { set, findings: loaded.findings };
    // The others are laid beside today, and today beside the baselines.
    points.push({ index, set, ready: index === 0 ? withBaselines(loaded.ready) : loaded.ready });
  }
  return { head, points };
}

function common({ set, seed, replications }: SweepOptions): Assignment[] {
  const numbers = [...(seed === undefined ? [] : [{ path: 'seed', text: String(seed) }])];
  return [...set, ...numbers, ...(replications === undefined ? [] : [{ path: 'replications', text: String(replications) }])];
}

/** A value of the grid as `--set` would have it: the text of a configuration's value, YAML for a scenario's. */
function assignmentOf({ path, value }: PointSetting): Assignment {
  if (typeof value === 'string') return { path, text: value };
  const isConfig = Object.hasOwn(globalKeys, path.split('.', 1)[0] ?? '');
  return { path, text: isConfig && Array.isArray(value) ? value.map(plainText).join(';') : plainText(value) };
}

function plainText(value: Setting): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function headOf({ plan, inputs, context, replications }: ReadyScenario, axes: readonly SweepAxis[], { shard }: SweepOptions): SweepHead {
  const { sweep } = plan.scenario;
  return {
    type: 'sweep',
    format: sweepFormat,
    scenario: inputs.scenario,
    config: inputs.config,
    inputs: inputsDigest(plan, context),
    seed: inputs.seed,
    replications,
    bootstrap: inputs.facts.bootstrap ?? null,
    currency: inputs.facts.currency,
    set: inputs.facts.set,
    axes: structuredClone(axes) as SweepHead['axes'],
    points: gridSize(axes) + 1,
    minimize: sweep?.objective?.minimize ?? null,
    subject_to_slo: sweep?.objective?.subjectTo === 'slo',
    shard: shard ?? null,
  };
}

/** Over everything that today's run depends on, the jobs of its traces included. */
function inputsDigest({ traces, ...plan }: ReadyScenario['plan'], context: ReadyScenario['context']): string {
  const hash = createHash('sha256').update(JSON.stringify([plan, context]));
  for (const [name, rows] of Object.entries(traces)) {
    hash.update(JSON.stringify([name, rows.tagSets]));
    for (const column of [rows.arrivalMs, rows.durationMs, rows.observedWaitMs, rows.failed, rows.tagSet, rows.pipeline]) hash.update(column);
  }
  return hash.digest('hex');
}
