import type { Growth } from '../../../sim/recommend/growth.ts';
import type { Figures, Recommendation } from '../../../sim/recommend/recommendation.ts';
import { growthText, metricText, optionName, riskText, unknownRiskText } from '../../../sim/text/recommendation-words.ts';
import { table, type Cell } from './table.ts';

/** What each option does when something goes wrong, and how much more load it takes. */
export function riskSection({ options, wait, today }: Recommendation): string {
  const risks = options[0]?.risks ?? [];
  const row = (risk: (typeof risks)[number]['risk'], index: number): Cell[] => [
    riskText(risk),
    ...options.map((option) => {
      const figures = option.risks[index]?.figures ?? null;
      return figures === null ? unknownRiskText(risk) : cell(figures, wait);
    }),
  ];
  return [
    '<h2>Risk and growth</h2>',
    `<p class="soft">${wait} of each option, and jobs lost in a run, when something goes wrong in the busiest hour, or all the time.</p>`,
    table({ id: 'risks', head: ['', ...options.map(optionName)], rows: risks.map(({ risk }, index) => row(risk, index)) }),
    `<p>How far the load may grow: ${[`today’s configuration ${room(today.growth)}`, ...options.map((option) => `${optionName(option)} ${room(option.growth)}`)].join('; ')}.</p>`,
  ].join('\n');
}

function room(growth: Growth): string {
  return growth.holdsAt === null ? 'misses an objective as it is' : growthText(growth);
}

function cell(figures: Figures, wait: string): Cell {
  const ok = figures.slo.every(({ ok: met, severity }) => met || severity !== 'error');
  const lost = figures.metrics['jobs.lost']?.value ?? 0;
  const text = `${metricText(figures, wait)} ${ok ? '✓' : '✗'}${lost > 0 ? `, ${metricText(figures, 'jobs.lost')} lost` : ''}`;
  return { value: figures.metrics[wait]?.value ?? null, text };
}
