import { findMetric, metrics } from '../measure/metric.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import { comparisons, type Comparison, type MetricUnit, type Objective } from './objective.ts';
import { durationPattern, parseDuration } from './text/duration.ts';
import { parseShare, sharePattern } from './text/share.ts';

/** An objective as a scenario file has it. */
export type ObjectiveDocument = string | { readonly expr: string; readonly severity?: 'error' | 'warn' | undefined; readonly after?: 'fault' | undefined };

/** What is wrong with an objective. */
export interface ObjectiveProblem {
  readonly rule: string;
  readonly message: string;
  readonly hint: string;
}

/** Reads `metric op value`; the value's form follows from the metric's unit. */
export function parseObjective(document: ObjectiveDocument): Objective | ObjectiveProblem {
  const { expr, severity, after } = typeof document === 'string' ? { expr: document } : document;
  const match = /^\s*([a-z][a-z0-9_.]*)\s*(<=|>=|==|<|>)\s*(\S+)\s*$/.exec(expr);
  if (match === null)
    return { rule: 'type', message: `expected "metric op value", such as "wait.p95 <= 5m", got "${expr}"`, hint: `op is one of ${comparisons.join(' ')}` };
  const [, name = '', op = '', text = ''] = match;
  const metric = findMetric(name);
  if (metric === undefined) return unknownMetric(name);
  if (metric.baseline)
    return { rule: 'range', message: `${name} is what a fleet is measured against, not a figure of it`, hint: 'sim run --baselines shows it' };
  if (after !== undefined && !metric.afterFault) return { rule: 'range', message: `${name} is not measured after faults`, hint: 'leave out after: fault' };
  const value = parseValue(text, metric.unit);
  if (value === null) return { rule: 'type', message: `expected ${expected[metric.unit]} for ${name}, got ${text}`, hint: hintFor(text, metric.unit) };
  return { expr: `${name} ${op} ${text}`, metric: name, op: op as Comparison, value, unit: metric.unit, severity: severity ?? 'error', after: after ?? null };
}

/** The finding for a metric that does not exist. */
export function unknownMetric(name: string): ObjectiveProblem {
  const nearest = nearestName(
    name,
    metrics.map((metric) => metric.name),
  );
  return {
    rule: 'unknown-value',
    message: `unknown metric "${name}"${nearest === '' ? '' : ` — did you mean "${nearest}"?`}`,
    hint: 'sim explain metric NAME says what a metric counts',
  };
}

const expected: Readonly<Record<MetricUnit, string>> = {
  seconds: 'a duration with a unit',
  share: 'a share in percent',
  count: 'a number',
  money: 'an amount of money, without currency',
};

function parseValue(text: string, unit: MetricUnit): number | null {
  if (unit === 'seconds') return durationPattern.test(text) ? parseDuration(text) / 1000 : null;
  if (unit === 'share') return sharePattern.test(text) ? parseShare(text) : null;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function hintFor(text: string, unit: MetricUnit): string {
  if (!/^\d+(\.\d+)?$/.test(text)) return '';
  if (unit === 'seconds') return `write ${text}m for minutes or ${text}s for seconds`;
  return unit === 'share' ? `write ${String(Number(text) <= 1 ? Number(text) * 100 : Number(text))}%` : '';
}
