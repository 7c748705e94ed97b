import type { Result, ResultObjective } from '../../sim/measure/result.ts';
import { figureText, shareText } from '../../sim/text/figure-text.ts';
import { isExamplePrice } from './caveats.ts';
import { intervalText } from './interval-text.ts';
import { waitingReasons } from './waiting-reason.ts';

/** One of the figures that everybody asks for first. */
export interface HeadlineFigure {
  readonly metric: string;
  readonly label: string;
  readonly value: string;
  /** Empty where there is none. */
  readonly interval: string;
}

/** The answer of a result: one sentence and three figures. */
export interface Verdict {
  /** `none`: the scenario has no objective. `advised`: only objectives of the severity `warn` are missed. */
  readonly kind: 'met' | 'advised' | 'missed' | 'none';
  readonly sentence: string;
  readonly figures: readonly HeadlineFigure[];
}

/** Says whether a result meets its objectives, what it falls short of, and what jobs waited for. */
export function verdict(result: Result): Verdict {
  const missed = result.slo.filter(({ ok }) => !ok);
  const kind = result.slo.length === 0 ? 'none' : missed.length === 0 ? 'met' : missed.some(({ severity }) => severity === 'error') ? 'missed' : 'advised';
  return { kind, sentence: [objectives(result.slo, missed), waiting(result)].filter((part) => part !== '').join(' '), figures: headline(result) };
}

function objectives(all: readonly ResultObjective[], missed: readonly ResultObjective[]): string {
  if (all.length === 0) return 'The scenario has no objective to meet.';
  if (missed.length === 0) return all.length === 1 ? `The objective ${all[0]!.expr} is met.` : `All ${all.length} objectives are met.`;
  const named = missed.map(({ expr, value, unit, severity }) => `${expr} is ${figureText(value, unit)}${severity === 'warn' ? ' (advisory)' : ''}`);
  return `${missed.length} of ${all.length} objectives ${missed.length === 1 ? 'is' : 'are'} missed: ${named.join(', ')}.`;
}

function waiting({ why }: Result): string {
  const most = why.reduce((greatest, row) => (row.share > greatest.share ? row : greatest));
  if (most.share === 0) return 'No job waited.';
  const { words, keys } = waitingReasons[most.cause];
  return `Jobs waited most for this: ${words} (${shareText(most.share)} of all waiting; it hangs on ${keys}).`;
}

function headline(result: Result): HeadlineFigure[] {
  const third =
    result.metrics['cost.per_month'] === undefined
      ? figure('instances.mean', 'instances on average')
      : figure('cost.per_month', isExamplePrice(result.facts) ? 'a month, at an EXAMPLE PRICE' : 'a month');
  return [figure('wait.p95', '95 % of jobs start within'), figure('wait.slo2m', 'start within 2 minutes'), third];

  function figure(metric: string, label: string): HeadlineFigure {
    const found = result.metrics[metric];
    if (found === undefined) return { metric, label, value: 'no data', interval: '' };
    return { metric, label, value: figureText(found.value, found.unit), interval: intervalText(found) };
  }
}
