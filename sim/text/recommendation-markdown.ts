import type { Figures, Recommendation, RecommendedOption } from '../recommend/recommendation.ts';
import { limitingFactors } from './limiting-factors.ts';
import {
  againstText,
  answerText,
  growthText,
  intervalText,
  leastText,
  metricText,
  optionName,
  riskText,
  searchText,
  staticText,
  unknownRiskText,
} from './recommendation-words.ts';

/** A recommendation for a merge request: the answer and one table in sight, everything else folded. */
export function recommendationMarkdown(recommendation: Recommendation): string[] {
  const { scenario, options, caveats, held, verdict } = recommendation;
  return [
    `### ${verdict === 'found' ? '✅' : '❌'} ${scenario.name}: ${answerText(recommendation)}`,
    '',
    ...caveats.map((caveat) => `- ${caveat}`),
    ...(verdict === 'none' ? limitingFactors(recommendation).map((line) => `- **${line}**`) : []),
    '',
    ...table(recommendation),
    '',
    ...options.flatMap((option) => folded(`${optionName(option)}: the patch`, patch(option))),
    ...folded('Risks', risks(recommendation)),
    ...folded('How it was found', [
      searchText(recommendation),
      '',
      ...held.map(({ key, why }) => `- \`${key}\` was not searched: ${why}`),
      `- \`sim run ${scenario.name}\` with the patch and \`--seed ${options[0]?.seen.seeds[0] ?? 1}\` shows the figures of “seen”`,
    ]),
  ];
}

function table({ options, today, cost, wait, chance }: Recommendation): string[] {
  const cell = (figures: Figures, name: string): string => `${metricText(figures, name)}${mark(figures, name)} ${intervalText(figures, name)}`.trim();
  const row = (label: string, cells: readonly string[]): string => `| ${[label, ...cells].join(' | ')} |`;
  return [
    row('', ['today', ...options.map(optionName)]),
    row('---', ['---', ...options.map(() => '---')]),
    row(wait, [cell(today.figures, wait), ...options.map(({ promised }) => cell(promised, wait))]),
    row(cost, [cell(today.figures, cost), ...options.map(({ promised }) => `${cell(promised, cost)} ${againstText(promised, today.figures, cost)}`.trim())]),
    row('a static fleet as fast', [staticText(today.figures, cost), ...options.map(({ promised }) => staticText(promised, cost))]),
    row('no fleet can do with less', [leastText(today.figures, cost), ...options.map(({ promised }) => leastText(promised, cost))]),
    row('within 2 min', [metricText(today.figures, 'wait.slo2m'), ...options.map(({ promised }) => metricText(promised, 'wait.slo2m'))]),
    row('growth', [growthText(today.growth), ...options.map(({ growth }) => growthText(growth))]),
    ...(chance
      ? [row(`${wait}, seen on other seeds`, ['', ...options.map(({ seen, kept }) => `${cell(seen, wait)}, ${kept ? 'kept' : '**not kept**'}`)])]
      : []),
    ...(options.some(({ history }) => history !== null)
      ? [
          row(`${wait}, as recorded`, [
            today.history === null ? '' : cell(today.history, wait),
            ...options.map(({ history }) => (history === null ? '' : cell(history, wait))),
          ]),
        ]
      : []),
  ];
}

function mark({ slo }: Figures, name: string): string {
  const own = slo.filter(({ expr, severity }) => severity === 'error' && expr.startsWith(`${name} `));
  return own.length === 0 ? '' : own.every(({ ok }) => ok) ? ' ✅' : ' ❌';
}

function patch({ patch: text }: RecommendedOption): string[] {
  return text === '' ? ['The configuration stays as it is.'] : ['```diff', ...text.trimEnd().split('\n'), '```'];
}

function risks({ options, wait }: Recommendation): string[] {
  const rows = options[0]?.risks ?? [];
  const cell = ({ risks: own }: RecommendedOption, index: number): string => {
    const risk = own[index]!;
    return risk.figures === null
      ? unknownRiskText(risk.risk)
      : `${metricText(risk.figures, wait)}${mark(risk.figures, wait)}, ${metricText(risk.figures, 'jobs.lost')} lost`;
  };
  return [
    `| ${wait}, jobs lost | ${options.map(optionName).join(' | ')} |`,
    `| --- | ${options.map(() => '---').join(' | ')} |`,
    ...rows.map(({ risk }, index) => `| ${riskText(risk)} | ${options.map((option) => cell(option, index)).join(' | ')} |`),
  ];
}

function folded(title: string, lines: readonly string[]): string[] {
  return ['<details>', `<summary>${title}</summary>`, '', ...lines, '', '</details>', ''];
}
