import { fitHistogram, type FittedSpan } from './fit-histogram.ts';
import { findHistogram, type LatencyHistogram } from './latency-histogram.ts';
import type { Sample } from './exposition.ts';

/** Families of a real runner, each with the part of a fleet that it measures. Creation, running and ready all count from the request of an instance. */
const families = {
  creation: 'fleeting_provisioner_instance_creation_time_seconds',
  running: 'fleeting_provisioner_instance_is_running_time_seconds',
  ready: 'fleeting_taskscaler_task_instance_readiness_time_seconds',
  delete: 'fleeting_provisioner_instance_deletion_time_seconds',
} as const;
export type MeasuredPart = keyof typeof families;
const measuredParts = ['creation', 'running', 'ready', 'delete'] as const;

/** One measured part with the distribution that stands for it. */
export interface FittedPart {
  readonly histogram: LatencyHistogram;
  readonly span: FittedSpan;
}

/** What the metrics of one runner say of its fleet; a part without a value is left out. */
export type FittedFleet = ReadonlyMap<MeasuredPart, FittedPart>;

/** The runners that the metrics of fleets name: by name where it has one, else by short token. */
export function runnersOf(samples: readonly Sample[]): string[] {
  const names = samples
    .filter(({ name }) => measuredParts.some((part) => name.startsWith(families[part])))
    .map(({ labels }) => labels.get('runner_name') || labels.get('runner') || '');
  return [...new Set(names)].sort();
}

/** Fits all parts of one runner's fleet. @param runner its name or short token; null for all together. */
export function fitFleet(samples: readonly Sample[], runner: string | null): FittedFleet {
  const wanted = (labels: ReadonlyMap<string, string>): boolean => runner === null || labels.get('runner_name') === runner || labels.get('runner') === runner;
  return new Map(
    measuredParts.flatMap((part) => {
      const histogram = findHistogram(samples, families[part], wanted);
      return histogram === null ? [] : [[part, { histogram, span: fitHistogram(histogram) }] as const];
    }),
  );
}
