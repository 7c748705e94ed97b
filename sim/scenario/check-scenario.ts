import { findMetric } from '../measure/metric.ts';
import type { Severity } from '../../core/finding.ts';
import type { Objective } from './objective.ts';
import { parseObjective, unknownMetric } from './parse-objective.ts';
import { zoneNames } from './zone-names.ts';
import { findPreset } from './presets/find-preset.ts';
import type { Remark } from './remark.ts';
import type { ScenarioDocument } from './schema/scenario.ts';
import { parseDuration } from './text/duration.ts';

/** Milliseconds that a number can count one by one, as a duration. */
const longestHorizon = `${String(Math.floor(Number.MAX_SAFE_INTEGER / 3_600_000))}h`;

/** What a scenario that follows the grammar still gets wrong: parts that do not go together. */
export function checkScenario(document: ScenarioDocument): Remark[] {
  return [
    ...checkClock(document),
    ...checkStreams(document),
    ...checkFaults(document),
    ...checkObjectives(document),
    ...checkMoney(document),
    ...checkSweep(document),
  ];
}

function remark(severity: Severity, rule: string, path: readonly (string | number)[], message: string, hint = ''): Remark {
  return { severity, rule, path, message, hint, atKey: rule === 'missing-key' };
}

function* checkClock({ clock, workload }: ScenarioDocument): Generator<Remark> {
  if (clock?.horizon === undefined) {
    const open = workload.some((stream) => stream.trace === undefined);
    if (open) yield remark('error', 'missing-key', ['clock', 'horizon'], 'missing key "horizon": only traces end by themselves');
    return;
  }
  const horizon = parseDuration(clock.horizon);
  if (horizon === 0) yield remark('error', 'range', ['clock', 'horizon'], 'expected a horizon above 0s');
  if (!Number.isSafeInteger(horizon))
    yield remark('error', 'range', ['clock', 'horizon'], `expected a horizon of at most ${longestHorizon}`, 'time is counted in whole milliseconds');
  if (clock.warmup !== undefined && parseDuration(clock.warmup) >= horizon) {
    yield remark('error', 'range', ['clock', 'warmup'], `expected a warmup below the horizon (${clock.horizon}), got ${clock.warmup}`);
  }
}

function* checkStreams({ workload }: ScenarioDocument): Generator<Remark> {
  const names = new Set<string>();
  for (const [i, stream] of workload.entries()) {
    if (stream.name === undefined) continue;
    if (names.has(stream.name))
      yield remark('error', 'range', ['workload', i, 'name'], `the name "${stream.name}" is taken by another stream`, 'reports tell streams apart by name');
    names.add(stream.name);
  }
}

function* checkFaults(document: ScenarioDocument): Generator<Remark> {
  const zones = zoneNames(document.fleet?.zones ?? findPreset(document.fleet?.preset).parameters['fleet.zones'].value);
  for (const [i, fault] of (document.faults ?? []).entries()) {
    const path = ['faults', i];
    const zone = fault.params !== undefined && 'zone' in fault.params ? fault.params.zone : undefined;
    if (zone !== undefined && !zones.includes(zone))
      yield remark('error', 'unknown-value', [...path, 'params', 'zone'], `unknown zone "${zone}"`, `the fleet's zones are ${zones.join(', ')}`);
  }
}

function* checkObjectives(document: ScenarioDocument): Generator<Remark> {
  for (const [i, entry] of (document.slo ?? []).entries()) {
    const path = typeof entry === 'string' ? ['slo', i] : ['slo', i, 'expr'];
    const objective = parseObjective(entry) as Objective;
    if (objective.unit === 'money' && document.fleet?.price === undefined) {
      yield remark('error', 'V12', path, `${objective.metric} needs a price`, 'set fleet.price with currency, per_instance_hour and source');
    }
    if ((document.faults ?? []).length === 0 && (objective.after === 'fault' || objective.metric === 'recovery.time')) {
      yield remark('warning', 'V17', path, 'there is no fault to recover from: what has no data is missed', 'add one under faults, or leave the objective out');
    }
  }
}

function* checkMoney({ fleet }: ScenarioDocument): Generator<Remark> {
  if (fleet?.price !== undefined && fleet.price.source === undefined) {
    yield remark('warning', 'V12', ['fleet', 'price'], 'the price has no source', 'say where the number is from in fleet.price.source');
  }
}

function* checkSweep({ sweep, fleet }: ScenarioDocument): Generator<Remark> {
  if (sweep === undefined) return;
  for (const [path, axis] of Object.entries(sweep.grid)) {
    if (Array.isArray(axis)) continue;
    const followed = sweep.grid[axis.follow];
    if (!Array.isArray(followed)) yield remark('error', 'unknown-value', ['sweep', 'grid', path, 'follow'], `"${axis.follow}" is no list of the grid`);
  }
  const sought = sweep.objective?.minimize;
  if (sought === undefined) return;
  const metric = findMetric(sought);
  const path = ['sweep', 'objective', 'minimize'];
  if (metric === undefined) {
    const problem = unknownMetric(sought);
    yield remark('error', problem.rule, path, problem.message, problem.hint);
  } else if (metric.unit === 'money' && fleet?.price === undefined) {
    yield remark('error', 'V12', path, `${sought} needs a price`, 'set fleet.price with currency, per_instance_hour and source');
  }
}
