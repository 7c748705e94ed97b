/**
 * The runner manager of the instance executor as a pure machine: `drydock/core`.
 *
 * Make a {@link Manager} of a {@link ManagerConfig}; hand it one {@link Event} after the other; start the {@link Effect}s of each step in order, and hand
 * in the event that completes an effect with the number (`op`) that the effect carries. Nothing here reads a clock, draws a number or waits.
 *
 * @packageDocumentation
 */
export { InvariantError } from './assert.ts';
export { Manager } from './manager/manager.ts';
export type { ShutdownMode } from './manager/shutdown.ts';
export type { ManagerSnapshot } from './manager/snapshot.ts';
export type { AutoscalerConfig, JobConfig, ManagerConfig, PolicyConfig, RunnerConfig, UpstreamOptions } from './config.ts';
export type { CapacityInputs, Decision, GrowthLimit, RefusalReason } from './decision.ts';
export type { Effect, EffectSink, NextListing } from './effect.ts';
export type { Event, InstanceChange, JobOffer, UnchangedListings } from './event.ts';
export type { Fault, FaultCode } from './fault.ts';
export type { Finding, Severity } from './finding.ts';
export type { Instance, InstanceCause, ProviderState, Readiness } from './fleet/instance.ts';
export type { AcquisitionKey, InstanceId, JobId, Op, RunnerIndex } from './ids.ts';
export type { FailureReason, JobOutcome } from './job/outcome.ts';
export type { StopCause } from './job/stop-cause.ts';
export type { RemovalReason } from './removal-reason.ts';
export type { StoredInstance } from './scaling/stored-instance.ts';
export { never } from './time.ts';
export type { Ticks } from './time.ts';
