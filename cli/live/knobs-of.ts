import type { PolicyConfig, RunnerConfig } from '../../core/config.ts';
import type { WorkloadStream } from '../../sim/scenario/workload-stream.ts';
import type { ReadyScenario } from '../prepare-scenario.ts';
import type { Knob, KnobTarget } from './knob.ts';

const loads = [0.25, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6, 1.75, 2, 2.5, 3, 4];
const factors = Array.from({ length: 41 }, (_, tenth) => tenth / 10);
const spans = [
  60, 120, 180, 300, 420, 600, 900, 1200, 1500, 1800, 2700, 3600, 5400, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 64_800, 86_400, 129_600, 172_800,
];
const priceSteps = 40;
const wholeNumbers = 24;

/**
 * What can be turned in a scenario: the keys that size its fleet, each policy's own, the load and the price. Of several runners it is the first, which is the
 * one that a path without a number means.
 */
export function knobsOf({ plan: { scenario, manager }, policyPeriods }: ReadyScenario): Knob[] {
  const runner = manager.runners[0]!;
  return [...policyKnobs(runner, policyPeriods), ...fleetKnobs(runner, manager.concurrent), ...loadKnob(scenario.streams), ...priceKnob(scenario.fleet.price)];
}

function policyKnobs({ autoscaler: { policies } }: RunnerConfig, periods: ReadyScenario['policyPeriods']): Knob[] {
  const isOnly = policies.length === 1;
  return policies.flatMap((policy, index) => ofPolicy(policy, index, isOnly ? '' : `policy ${index}: ${periods[index]!.join(', ')}`));
}

/** @param group empty where there is one policy. */
function ofPolicy({ idleCount, idleTime, scaleFactor }: PolicyConfig, index: number, group: string): Knob[] {
  const part = { group, zero: null };
  const at = (key: string): { id: string; label: string; targets: KnobTarget[] } => ({
    id: group === '' ? key : `${key}@${index}`,
    label: key,
    targets: [valueAt(`runners.autoscaler.policy.${index}.${key}`)],
  });
  return [
    { ...part, ...at('idle_count'), unit: 'count', value: idleCount, steps: counts(0, idleCount) },
    { ...part, ...at('idle_time'), unit: 'seconds', value: idleTime / 1000, steps: including(spans, idleTime / 1000) },
    { ...part, ...at('scale_factor'), unit: 'factor', value: scaleFactor, steps: including(factors, scaleFactor) },
  ];
}

function fleetKnobs({ limit, autoscaler: { maxInstances, capacityPerInstance, maxUseCount } }: RunnerConfig, concurrent: number): Knob[] {
  const knob = (label: string, path: string, value: number, least: number, zero: string | null = null): Knob => {
    return { id: label, label, group: '', unit: 'count', value, steps: counts(least, value), zero, targets: [valueAt(path)] };
  };
  return [
    knob('max_instances', 'runners.autoscaler.max_instances', maxInstances, maxInstances === 0 ? 0 : 1, 'no limit'),
    knob('capacity_per_instance', 'runners.autoscaler.capacity_per_instance', capacityPerInstance, 1),
    ...(maxUseCount === 0 ? [] : [knob('max_use_count', 'runners.autoscaler.max_use_count', maxUseCount, 0, 'no limit')]),
    knob('concurrent', 'concurrent', concurrent, 1),
    ...(limit === 0 ? [] : [knob('limit', 'runners.limit', limit, 0, 'no limit')]),
  ];
}

function valueAt(path: string): KnobTarget {
  return { path, kind: 'value', base: 1, suffix: '', whole: false };
}

/** Every stream's rate, or its number of jobs, by one factor. */
function loadKnob(streams: readonly WorkloadStream[]): Knob[] {
  const targets = streams.map(loadTarget);
  return [{ id: 'load', label: 'load', group: 'scenario', unit: 'times', value: 1, steps: loads, zero: null, targets }];
}

function loadTarget(stream: WorkloadStream, index: number): KnobTarget {
  const target = (key: string, base: number, suffix: string, whole: boolean): KnobTarget => ({
    path: `workload.${index}.${key}`,
    kind: 'factor',
    base,
    suffix,
    whole,
  });
  switch (stream.type) {
    case 'poisson':
      return target('arrivals.rate', stream.jobsPerHour, '/h', false);
    case 'profile':
      return target('arrivals.peak', stream.peakJobsPerHour, '/h', false);
    case 'burst':
      return target('arrivals.jobs', stream.jobs, '', true);
    case 'closed':
      return target('arrivals.users', stream.users, '', true);
    case 'trace':
      return target('trace.scale.rate', stream.rate, '', false);
  }
}

function priceKnob(price: { readonly perInstanceHour: number } | null): Knob[] {
  if (price === null || price.perInstanceHour === 0) return [];
  const value = price.perInstanceHour;
  const steps = Array.from({ length: priceSteps + 1 }, (_, step) => Number(((value * 2 * step) / priceSteps).toPrecision(4)));
  return [
    {
      id: 'price',
      label: 'price',
      group: 'scenario',
      unit: 'money',
      value,
      steps: including(steps, value),
      zero: null,
      targets: [valueAt('fleet.price.per_instance_hour')],
    },
  ];
}

/** Whole numbers from `least` to a multiple of `value`: each of the first ones, then in steps of about a twentieth. */
function counts(least: number, value: number): number[] {
  const most = Math.max(10, value * 3);
  const step = roundStep(most / wholeNumbers);
  const multiples = Array.from({ length: Math.floor(most / step) }, (_, index) => (index + 1) * step);
  return including([least, ...multiples.filter((count) => count > least)], value);
}

/** The next of 1, 2, 5, 10, 20, … */
function roundStep(least: number): number {
  let unit = 1;
  while (unit * 10 < least) unit *= 10;
  return [1, 2, 5, 10].map((part) => part * unit).find((step) => step >= least) ?? unit;
}

function including(steps: readonly number[], value: number): number[] {
  return [...new Set([...steps, value])].sort((a, b) => a - b);
}
