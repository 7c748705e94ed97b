import type { Result } from '../measure/result.ts';
import { figureText } from './figure-text.ts';
import type { NextStep } from './next-step.ts';

/** A step that has been tried on a few seeds, and what it led to. */
export interface TriedStep {
  readonly step: NextStep;
  readonly result: Result;
}

/** What a tried step changes in the objectives that were missed and in the bill: `then wait.p95 8m12s, 6,570 USD a month: met in 3 seeds`. */
export function triedStepText({ result }: TriedStep, before: Result): string {
  const wasMissed = new Set(before.slo.filter(({ ok }) => !ok).map(({ expr }) => expr));
  const shown = result.slo.filter(({ expr, ok }) => wasMissed.has(expr) || !ok);
  const figures = shown.map(({ expr, value, unit }) => `${expr.split(' ', 1)[0]!} ${figureText(value, unit)}`);
  const month = result.metrics['cost.per_month'];
  if (month !== undefined && !shown.some(({ expr }) => expr.startsWith('cost.per_month'))) figures.push(`${figureText(month.value, month.unit)} a month`);
  const missed = result.slo.filter(({ ok }) => !ok);
  const seeds = result.replications === 1 ? 'a seed' : `${result.replications} seeds`;
  const verdict = missed.length === 0 ? 'every objective met' : `all met but ${missed.map(({ expr }) => expr).join(' and ')}`;
  return `then ${[...figures, `${verdict}, in ${seeds}`].join(', ')}`;
}
