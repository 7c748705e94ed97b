/**
 * The simulator as a library: `drydock/sim`. It plays a fleet through its scenario on the very {@link "core".Manager} that decides in production, and
 * reads no file, no clock and no source of chance but the seed: all of it works in a browser.
 *
 * @packageDocumentation
 */
export { simulate } from './simulate.ts';
export type { SimulationPlan } from './simulation-plan.ts';
export { parseScenario } from './scenario/parse-scenario.ts';
export type { ParsedScenario } from './scenario/parse-scenario.ts';
export { resolveScenario } from './scenario/resolve-scenario.ts';
export type { RecordedDurations } from './scenario/resolve-distribution.ts';
export type { ZoneOffsets } from './scenario/calendar.ts';
export type { TraceRows } from './workload/trace/trace-rows.ts';
export type { WorldOptions } from './world/world.ts';
export type { ScenarioEnvironment } from './scenario/resolve-scenario.ts';
export { scenarioJsonSchema } from './scenario/json-schema.ts';
export type { Bootstrap } from './scenario/bootstrap.ts';
export type { BackTest, WaitQuantiles } from './scenario/back-test.ts';
export type { GitlabModel, Parameter, Scenario, ScenarioClock } from './scenario/scenario.ts';
export type { DistributionBounds, DistributionShape, DurationDistribution } from './scenario/duration-distribution.ts';
export type * from './scenario/fleet-model.ts';
export type * from './scenario/objective.ts';
export type * from './scenario/scenario-fault.ts';
export type * from './scenario/sweep.ts';
export type * from './scenario/workload-stream.ts';
export { buildResult } from './measure/build-result.ts';
export type { ResultInputs } from './measure/build-result.ts';
export type { BaselineContext } from './measure/baselines/set-baselines.ts';
export { measureReplication } from './measure/replication.ts';
export { seriesLevels } from './measure/replication.ts';
export type { MeasureContext, Replication, ReplicationSeries, SeriesLevel } from './measure/replication.ts';
export { resultSchema } from './measure/result.ts';
export type { Result, ResultMetric, ResultObjective } from './measure/result.ts';
export { resultText } from './measure/result-text.ts';
export type { Tariff } from './measure/billing.ts';
export { causes } from './measure/cause.ts';
export type { Cause } from './measure/cause.ts';
export { findMetric, metrics } from './measure/metric.ts';
export type { Metric } from './measure/metric.ts';
export { jobOutcomes, levels } from './measure/run-record.ts';
export { errorKinds, type ErrorKind } from './measure/error-kind.ts';
export type { HostColumns, InstanceColumns, JobColumns, JobOutcomeName, Level, RunRecord, RunSeries } from './measure/run-record.ts';
