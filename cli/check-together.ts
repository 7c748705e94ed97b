import { checkGroupSize } from '../adapters/config/check-group-size.ts';
import { checkMacIdleTime } from '../adapters/config/check-mac-idle-time.ts';
import { checkRequestPacing } from '../adapters/config/check-request-pacing.ts';
import type { GitlabRunnerConfig } from '../adapters/config/gitlab-runner-config.ts';
import type { Finding } from '../core/finding.ts';
import type { Bootstrap } from '../sim/scenario/bootstrap.ts';
import type { Remark } from '../sim/scenario/remark.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import type { ScenarioSource } from '../sim/scenario/scenario-source.ts';
import type { TraceStream, WorkloadStream } from '../sim/scenario/workload-stream.ts';
import { durationText } from '../sim/text/figure-text.ts';
import { pipelineCount, wholeDayCount } from '../sim/workload/resample/choose-bootstrap.ts';
import { isImageAllowed } from '../sim/world/image-glob.ts';
import type { TraceRows } from '../sim/workload/trace/trace-rows.ts';
import { peakArrivalsPerMinute } from './peak-arrivals.ts';
import type { TraceFiles } from './read-traces.ts';

/** A scenario with what it was read with. */
export interface Together {
  readonly config: GitlabRunnerConfig;
  readonly scenario: Scenario;
  readonly horizonMs: number;
  /** Gives remarks on the scenario their place. */
  readonly place: ScenarioSource;
  readonly traces: TraceFiles;
}

/** Shorter horizons see too few of the fleet's own cycles. */
const idleTimesInHorizon = 3;

/** The checks that need the scenario and its configuration (V7, V10, V15, V16, V18) or its traces (V11). */
export function checkTogether(together: Together): Finding[] {
  const { config, scenario, place, traces } = together;
  const runner = scenario.runner ?? undefined;
  const findings = [...checkRequestPacing(config, peakArrivalsPerMinute(scenario.streams, traces.rows), runner)];
  const { host } = scenario.fleet;
  if (host !== null && host.minAllocationMs > 0) findings.push(...checkMacIdleTime(config, host.minAllocationMs, runner));
  if (host?.pool != null) findings.push(...checkGroupSize(config, host.pool, 'fleet.host.pool', runner));
  const remarks = [
    ...checkHorizon(together),
    ...checkFaults(together),
    ...scenario.streams.flatMap((stream, index) => [...checkImage(stream, index, together), ...checkTrace(stream, index, together)]),
  ];
  return [...findings, ...remarks.map((remark) => place.place({ ...remark, atKey: false }))];
}

/** A remark on a value: none of these is on a key. */
type ValueRemark = Omit<Remark, 'atKey'>;

function* checkHorizon({ config, scenario, horizonMs }: Together): Generator<ValueRemark> {
  const idleMs = longestIdleTime(config, scenario.runner);
  if (horizonMs >= idleTimesInHorizon * idleMs) return;
  const message = `the horizon (${text(horizonMs)}) is shorter than three times idle_time (${text(idleMs)}): the start decides the figures`;
  yield { severity: 'warning', rule: 'V11', message, path: ['clock', 'horizon'], hint: `set clock.horizon to ${text(idleTimesInHorizon * idleMs)} or more` };
}

/** Faults whose victims a fleet does not have, and those that come too late. */
function* checkFaults({ config, scenario, horizonMs }: Together): Generator<ValueRemark> {
  const { faults, fleet, runner } = scenario;
  const hasSpot = (fleet.spot?.share ?? 0) > 0;
  const hasNesting = servedBy(config, runner).some(({ autoscaler }) => autoscaler?.vmIsolation.enabled === true);
  const vain = [
    { type: 'spot_storm', isVain: !hasSpot, message: 'no instance is a spot instance', hint: 'set fleet.spot.share' },
    { type: 'nesting_crash', isVain: !hasNesting, message: 'no runner has vm_isolation', hint: 'leave the fault out' },
  ].filter(({ type, isVain }) => isVain && faults.some((fault) => fault.type === type));
  for (const { type, atMs } of faults.filter((fault) => fault.atMs >= horizonMs)) {
    const message = `${type} hits nothing: it begins ${text(atMs)} after the start, and arrivals end after ${text(horizonMs)}`;
    yield { severity: 'warning', rule: 'V18', message, path: ['faults'], hint: 'raise clock.horizon' };
  }
  for (const { type, message, hint } of vain) yield { severity: 'warning', rule: 'V18', message: `${type} hits nothing: ${message}`, path: ['faults'], hint };
}

/** Runners that open a virtual machine for each job, and only they, look at images. */
function* checkImage({ job: { image } }: WorkloadStream, index: number, { config, scenario }: Together): Generator<ValueRemark> {
  if (image === null) return;
  for (const { name, autoscaler, instance } of servedBy(config, scenario.runner)) {
    if (autoscaler?.vmIsolation.enabled !== true || isImageAllowed(image, instance.allowedImages)) continue;
    const message = `"${image}" is not among the allowed_images of runner "${name}": every job of the stream that it takes is lost`;
    yield { severity: 'warning', rule: 'V16', message, path: ['workload', index, 'job', 'image'], hint: `it allows ${instance.allowedImages.join(', ')}` };
  }
}

function* checkTrace(stream: WorkloadStream, index: number, { scenario: { bootstrap, clock }, traces }: Together): Generator<ValueRemark> {
  if (stream.type !== 'trace') return;
  const path = ['workload', index, 'trace', 'file'];
  const span = traces.spans.get(stream.file);
  const spanMs = span?.endMs ?? 0;
  // Days are drawn for as long as the horizon is.
  if (bootstrap !== 'days' && clock.horizonMs !== null && spanMs < clock.horizonMs) {
    const message = `the trace ends after ${text(spanMs)}, before the horizon (${text(clock.horizonMs)})`;
    yield { severity: 'warning', rule: 'V11', message, path, hint: 'shorten clock.horizon' };
  }
  const lacks = dependencyProblem(stream, traces.rows[stream.file]);
  if (lacks !== null) {
    const where = ['workload', index, 'trace', 'dependencies'];
    yield { severity: 'error', rule: 'unknown-value', message: lacks, path: where, hint: 'dependencies: drop replays each job when it came' };
  }
  const problem = bootstrapProblem(bootstrap, stream, traces.rows[stream.file]);
  if (problem !== null) yield { severity: 'error', rule: 'unknown-value', message: problem, path: ['bootstrap'], hint: 'bootstrap: none replays it as it was' };
  const gap = span?.workingGap ?? null;
  if (gap === null) return;
  const message = `the trace has no job for ${text(gap.lengthMs)} in working time, ${text(gap.fromMs)} after its start`;
  yield { severity: 'warning', rule: 'V11', message, path, hint: 'see whether rows are missing' };
}

/** What dependencies are found by, and a trace may lack. */
function dependencyProblem({ dependencies, file }: TraceStream, rows: TraceRows | undefined): string | null {
  if (dependencies === 'drop' || rows === undefined) return null;
  if (pipelineCount(rows) === 0) return `dependencies: keep goes by pipelines, which ${file} does not name`;
  return rows.observedWaitMs.every(Number.isNaN) ? `dependencies: keep goes by when jobs ended, and ${file} does not say how long they waited` : null;
}

/** What a way of resampling lacks in a trace. */
function bootstrapProblem(bootstrap: Bootstrap, stream: TraceStream, rows: TraceRows | undefined): string | null {
  if (rows === undefined) return null;
  if (bootstrap === 'days' && wholeDayCount(stream, rows) < 2) return `bootstrap: days needs two whole days or more, which ${stream.file} does not have`;
  if (bootstrap === 'pipelines' && pipelineCount(rows) < 2) return `bootstrap: pipelines needs two pipelines or more, which ${stream.file} does not name`;
  return null;
}

function text(ms: number): string {
  return durationText(ms / 1000);
}

function longestIdleTime(config: GitlabRunnerConfig, runner: string | null): number {
  return Math.max(0, ...servedBy(config, runner).flatMap(({ autoscaler }) => autoscaler?.policy.map(({ idleTime }) => idleTime) ?? []));
}

function servedBy({ runners }: GitlabRunnerConfig, runner: string | null): GitlabRunnerConfig['runners'] {
  return runners.filter(({ name, executor }) => executor === 'instance' && (runner === null || name === runner));
}
