import type { Result } from '../measure/result.ts';
import { figureText } from './figure-text.ts';
import { spell, type TextStyle } from './text-style.ts';

/** A result in one line (`-q`): verdict, name, the figures that most people ask for. */
export function oneLine({ scenario, slo, metrics, complete }: Result, style: TextStyle): string {
  const missed = slo.filter(({ ok }) => !ok);
  const failed = missed.some(({ severity }) => severity === 'error');
  // Where no objective was set there is nothing to have met.
  const verdict = failed ? '✗' : missed.length > 0 ? '!' : slo.length === 0 ? '·' : '✓';
  const text = (name: string): string => figureText(metrics[name]?.value ?? null, metrics[name]?.unit ?? 'count');
  const parts = [
    `${verdict} ${scenario.name}`,
    `wait p50 ${text('wait.p50')} p95 ${text('wait.p95')}`,
    `${text('jobs.done')} done`,
    `${text('jobs.lost')} lost`,
    ...['timeout', 'unfinished'].filter((end) => (metrics[`jobs.${end}`]?.value ?? 0) > 0).map((end) => `${text(`jobs.${end}`)} ${end}`),
  ];
  if (metrics['cost.per_month'] !== undefined) parts.push(`${text('cost.per_month')}/month`);
  if (slo.length > 0) parts.push(`${slo.length - missed.length} of ${slo.length} objectives met`);
  if (!complete) parts.push('interrupted');
  return spell(parts.join('   '), style);
}
