import type { Figures, Recommendation } from '../../../sim/recommend/recommendation.ts';
import { limitingFactors } from '../../../sim/text/limiting-factors.ts';
import { againstText, growthText, intervalText, leastText, metricText, optionName, searchText, staticText } from '../../../sim/text/recommendation-words.ts';
import { colours } from '../charts/draw.ts';
import { optionPoints, optionsChart, type ChartPoint } from '../charts/options-chart.ts';
import { escapeMarkup } from '../escape-markup.ts';
import { chartFigure } from './chart-figure.ts';
import { table, type Cell } from './table.ts';

/** What may be had in place of today's configuration: the options side by side, and where they lie among all that was tried. */
export function optionsSection(recommendation: Recommendation): string {
  const { objectives, verdict } = recommendation;
  const limits = verdict === 'none' ? [`<p>Nothing meets them. What limits it: ${limitingFactors(recommendation).map(escapeMarkup).join('; ')}.</p>`] : [];
  return [
    '<h2>Options</h2>',
    `<p>To be met: ${objectives.map((expr) => `<code>${escapeMarkup(expr)}</code>`).join(', ')}. ${escapeMarkup(sentence(searchText(recommendation)))}</p>`,
    ...limits,
    table({ id: 'options', head: ['', 'today', ...recommendation.options.map(optionName)], rows: rows(recommendation) }),
    ...(recommendation.tried.length === 0 ? [] : [chart(recommendation)]),
  ].join('\n');
}

function rows({ options, today, cost, wait, chance }: Recommendation): Cell[][] {
  const columns = [today.figures, ...options.map(({ promised }) => promised)];
  const row = (name: string, label = name): Cell[] => [label, ...columns.map((figures) => figure(figures, name))];
  const spread = (name: string): Cell[] => ['95 % interval', ...columns.map((figures) => intervalText(figures, name))];
  const history = options.some((option) => option.history !== null);
  const asked = [...new Set(today.figures.slo.filter(({ severity }) => severity === 'error').map(({ expr }) => expr.split(' ', 1)[0]!))];
  const more = [...asked, 'wait.p50', 'wait.p99', 'wait.slo2m', 'jobs.lost', 'util.idle', 'instances.peak'].filter((name) => name !== wait && name !== cost);
  return [
    row(wait),
    ...(chance ? [spread(wait)] : []),
    row(cost),
    ...(chance ? [spread(cost)] : []),
    ['against today', '', ...options.map(({ promised }) => againstText(promised, today.figures, cost) || '=')],
    ...[...new Set(more)].map((name) => row(name)),
    ['a static fleet as fast', ...columns.map((figures) => staticText(figures, cost))],
    ['no fleet can do with less', ...columns.map((figures) => leastText(figures, cost))],
    ['the load may grow', growthText(today.growth), ...options.map(({ growth }) => growthText(growth))],
    ...(chance
      ? [[`${wait}, seen on other seeds`, '', ...options.map(({ seen, kept }) => ({ ...figure(seen, wait), text: seenText(seen, wait, kept) }))]]
      : []),
    ...(history
      ? [[`${wait}, as recorded`, ...[today.history, ...options.map((option) => option.history)].map((own) => (own === null ? '' : figure(own, wait)))]]
      : []),
  ];
}

function seenText(seen: Figures, wait: string, kept: boolean): string {
  return `${figure(seen, wait).text}, ${kept ? 'kept' : 'NOT KEPT'}`;
}

/** A figure with whether its objectives are met. */
function figure(figures: Figures, name: string): Exclude<Cell, string> {
  const own = figures.slo.filter(({ expr, severity }) => severity === 'error' && expr.startsWith(`${name} `));
  const mark = own.length === 0 ? '' : own.every(({ ok }) => ok) ? ' ✓' : ' ✗';
  return { value: figures.metrics[name]?.value ?? null, text: `${metricText(figures, name)}${mark}` };
}

function chart(recommendation: Recommendation): string {
  const { cost, wait } = recommendation;
  const points = optionPoints(recommendation);
  const beyond = points.beyond === 0 ? '' : ` ${points.beyond} more are dearer or slower than what is shown.`;
  const cells = (kind: string, { cost: paid, wait: waited }: ChartPoint): Cell[] => [
    kind,
    { value: paid, text: paid.toFixed(2) },
    { value: waited, text: waited.toFixed(1) },
  ];
  return chartFigure({
    title: 'Cost against waiting',
    caption: `Every configuration that the search has tried, on its own seeds: further left is cheaper, further down waits less. No other one that ran more than once beats those on the line in both.${beyond}`,
    legend: [
      { label: 'today', colour: colours.waiting },
      { label: 'options, and what no other one beats', colour: colours.busy },
      ...(points.others.length === 0 ? [] : [{ label: 'the others', colour: colours.leaving }]),
    ],
    svg: optionsChart(points, recommendation),
    table: {
      id: 'tried',
      head: ['', cost, `${wait}, seconds`],
      rows: [...points.named.map((point) => cells(point.name, point)), ...points.front.map((point) => cells('on the line', point))],
    },
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
