import { checkGroupSize } from '../adapters/config/check-group-size.ts';
import { checkMacIdleTime } from '../adapters/config/check-mac-idle-time.ts';
import { checkRequestPacing } from '../adapters/config/check-request-pacing.ts';
import type { GitlabRunnerConfig } from '../adapters/config/gitlab-runner-config.ts';
import type { Finding } from '../core/finding.ts';
import type { Bootstrap } from '../sim/scenario/bootstrap.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import type { ScenarioSource } from '../sim/scenario/scenario-source.ts';
import type { TraceStream } from '../sim/scenario/workload-stream.ts';
import { durationText } from '../sim/text/figure-text.ts';
import { pipelineCount, wholeDayCount } from '../sim/workload/resample/choose-bootstrap.ts';
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

/** The checks that need the scenario and its configuration (V7, V10, V15) or its traces (V11). */
export function checkTogether({ config, scenario, horizonMs, place, traces }: Together): Finding[] {
  const runner = scenario.runner ?? undefined;
  const findings = [...checkRequestPacing(config, peakArrivalsPerMinute(scenario.streams, traces.rows), runner)];
  const host = scenario.fleet.host;
  if (host !== null && host.minAllocationMs > 0) findings.push(...checkMacIdleTime(config, host.minAllocationMs, runner));
  if (host?.pool != null) findings.push(...checkGroupSize(config, host.pool, 'fleet.host.pool', runner));
  const warn = (message: string, path: readonly (string | number)[], hint: string): void => {
    findings.push(place.place({ severity: 'warning', rule: 'V11', message, path, hint, atKey: false }));
  };
  const idleMs = longestIdleTime(config, runner);
  if (horizonMs < idleTimesInHorizon * idleMs) {
    const message = `the horizon (${text(horizonMs)}) is shorter than three times idle_time (${text(idleMs)}): the start decides the figures`;
    warn(message, ['clock', 'horizon'], `set clock.horizon to ${text(idleTimesInHorizon * idleMs)} or more`);
  }
  scenario.streams.forEach((stream, index) => {
    if (stream.type !== 'trace') return;
    const path = ['workload', index, 'trace', 'file'];
    const spanMs = traces.spans.get(stream.file)?.endMs ?? 0;
    // Days are drawn for as long as the horizon is.
    if (scenario.bootstrap !== 'days' && scenario.clock.horizonMs !== null && spanMs < scenario.clock.horizonMs) {
      warn(`the trace ends after ${text(spanMs)}, before the horizon (${text(scenario.clock.horizonMs)})`, path, 'shorten clock.horizon');
    }
    const lacks = dependencyProblem(stream, traces.rows[stream.file]);
    if (lacks !== null) {
      const where = ['workload', index, 'trace', 'dependencies'];
      findings.push(
        place.place({
          severity: 'error',
          rule: 'unknown-value',
          message: lacks,
          path: where,
          hint: 'dependencies: drop replays each job when it came',
          atKey: false,
        }),
      );
    }
    const problem = bootstrapProblem(scenario.bootstrap, stream, traces.rows[stream.file]);
    if (problem !== null)
      findings.push(
        place.place({
          severity: 'error',
          rule: 'unknown-value',
          message: problem,
          path: ['bootstrap'],
          hint: 'bootstrap: none replays it as it was',
          atKey: false,
        }),
      );
    const gap = traces.spans.get(stream.file)?.workingGap;
    if (gap !== undefined && gap !== null)
      warn(`the trace has no job for ${text(gap.lengthMs)} in working time, ${text(gap.fromMs)} after its start`, path, 'see whether rows are missing');
  });
  return findings;
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

function longestIdleTime(config: GitlabRunnerConfig, runner: string | undefined): number {
  const served = config.runners.filter(({ name, executor }) => executor === 'instance' && (runner === undefined || name === runner));
  return Math.max(0, ...served.flatMap(({ autoscaler }) => autoscaler?.policy.map(({ idleTime }) => idleTime) ?? []));
}
