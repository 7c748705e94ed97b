import { exp } from '../../random/exp.ts';
import { log } from '../../random/log.ts';
import { normalQuantile } from '../../random/normal-quantile.ts';
import type { FittedSpan } from './fit-histogram.ts';
import type { FittedFleet, FittedPart, MeasuredPart } from './fitted-fleet.ts';

/** A fit whose mean is off by more than this share is marked. */
const farOff = 0.2;

/**
 * The section `fleet` of a scenario. An instance boots until it was seen to run, else until it was seen at all. What its preparation took from there is the
 * difference of the means, since the histograms do not say which value belongs to which; dial and ready command are within it.
 */
export function fleetYaml(fleet: FittedFleet, source: string): string {
  const running = fleet.get('running') ?? fleet.get('creation');
  const ready = fleet.get('ready');
  const deletion = fleet.get('delete');
  const lines = ['fleet:', `  # measured: ${source}`];
  if (running === undefined && ready !== undefined) lines.push(`  boot: ${spanYaml(ready.span)}`);
  if (running !== undefined && ready === undefined) lines.push(`  boot: ${spanYaml(running.span)}`);
  if (running !== undefined && ready !== undefined) {
    lines.push(`  boot: { running: ${spanYaml(running.span)}, ready: ${durationS(Math.max(0, meanOf(ready) - meanOf(running)))} }`);
  }
  if (ready !== undefined) lines.push('  connect: 0s # within the boot, as measured', '  ready_command: 0s # within the boot, as measured');
  if (deletion !== undefined) lines.push(`  delete: ${spanYaml(deletion.span)}`);
  return `${lines.join('\n')}\n`;
}

/** A part in words: how much was measured, and how well the distribution fits its mean. */
export function partText(part: MeasuredPart, { histogram, span }: FittedPart): string {
  const meanS = meanOf({ histogram });
  const fitted = span.kind === 'constant' ? 'without a spread that shows, so the mean stands for all' : spreadText(span, meanS);
  return `${part}: n = ${String(histogram.count)}, mean ${durationS(meanS)}, ${fitted}`;
}

function spreadText({ p50S, p95S, by }: FittedSpan & { readonly kind: 'lognormal' }, meanS: number): string {
  const deviation = (log(p95S) - log(p50S)) / normalQuantile(0.95);
  const fittedMeanS = p50S * exp((deviation * deviation) / 2);
  const how = by === 'buckets' ? `which gives a mean of ${durationS(fittedMeanS)}` : 'by the mean and the one bound within';
  return `lognormal with p50 ${durationS(p50S)} p95 ${durationS(p95S)}, ${how}${Math.abs(fittedMeanS - meanS) > farOff * meanS ? ' (! far off)' : ''}`;
}

function meanOf({ histogram }: Pick<FittedPart, 'histogram'>): number {
  return histogram.sumS / histogram.count;
}

function spanYaml(span: FittedSpan): string {
  if (span.kind === 'constant') return durationS(span.valueS);
  const p50 = durationS(span.p50S);
  const p95 = durationS(span.p95S);
  return p50 === p95 ? p50 : `{ dist: lognormal, p50: ${p50}, p95: ${p95} }`;
}

/** A duration that a scenario can read back, to the tenth of a second, below ten seconds to the millisecond. */
function durationS(seconds: number): string {
  if (seconds < 10) return `${String(Math.round(seconds * 1000))}ms`;
  if (seconds < 60) return `${String(Math.round(seconds * 10) / 10)}s`;
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60))}m${String(whole % 60)}s`;
}
