import type { Figures, Recommendation, RecommendedOption } from '../recommend/recommendation.ts';
import { columnLines } from './column-lines.ts';
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
import { paint, spell, type TextStyle } from './text-style.ts';
import { wrap } from './wrap.ts';

/** A recommendation as a terminal shows it: the answer, the options side by side, risks, growth, and each option's patch. @param next what to do with it, a line each. */
export function recommendationText(recommendation: Recommendation, next: readonly string[], style: TextStyle): string[] {
  const sections = [
    header(recommendation, style),
    answer(recommendation, style),
    titled('OPTIONS', optionRows(recommendation, style), style),
    titled(`SEEN again, ${seenOn(recommendation)}`, seenRows(recommendation, style), style),
    titled(`RISK: ${recommendation.wait} and jobs lost in a run`, riskRows(recommendation, style), style),
    ...recommendation.options.map((option) => patchLines(option, recommendation, style)),
    held(recommendation, style),
    next.map((line) => `  ${line}`),
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]))
    .map((line) => spell(line, style));
}

function indented(text: string, style: TextStyle, by = 2): string[] {
  return wrap(text, style.width - by).map((line) => `${' '.repeat(by)}${line}`);
}

function header({ scenario, config, objectives, caveats, ...rest }: Recommendation, style: TextStyle): string[] {
  return [
    `  ${scenario.name}   ${config.name}   to be met: ${objectives.join(', ')}`,
    ...indented(searchText({ scenario, config, objectives, caveats, ...rest }), style),
    ...caveats.flatMap((caveat) => wrap(caveat, style.width - 4).map((line, index) => `  ${index === 0 ? paint('!', 'yellow', style) : ' '} ${line}`)),
  ];
}

function answer(recommendation: Recommendation, style: TextStyle): string[] {
  const limits = recommendation.verdict === 'none' ? limitingFactors(recommendation) : [];
  return [
    '  ANSWER',
    ...indented(answerText(recommendation), style, 4),
    ...(limits.length === 0 ? [] : ['  WHAT LIMITS IT', ...limits.flatMap((line) => indented(line, style, 4))]),
  ];
}

/** A table with its title in the first cell, its lines spelled before they are measured: ASCII takes other widths. */
function titled(title: string, rows: readonly (readonly string[])[], style: TextStyle): string[] {
  if (rows.length === 0) return [];
  return [`  ${title}`, ...columnLines(rows.map((row) => row.map((cell) => spell(cell, style)))).map((line) => `  ${line}`)];
}

function optionRows({ options, today: { figures: today, growth }, cost, wait }: Recommendation, style: TextStyle): string[][] {
  const columns = [today, ...options.map(({ promised }) => promised)];
  const asked = [...new Set(today.slo.filter(({ severity }) => severity === 'error').map(({ expr }) => expr.split(' ', 1)[0]!))].filter(
    (name) => name !== cost && name !== wait,
  );
  const row = (name: string, label = name): string[] => [label, ...columns.map((figures) => `${metricText(figures, name)}${mark(figures, name, style)}`)];
  const interval = (name: string): string[] => ['  95 %', ...columns.map((figures) => paint(intervalText(figures, name), 'dim', style))];
  const hasInterval = columns.some((figures) => intervalText(figures, wait) !== '');
  return [
    ['', 'today', ...options.map(optionName)],
    row(wait),
    ...(hasInterval ? [interval(wait)] : []),
    row(cost),
    ...(hasInterval ? [interval(cost)] : []),
    ['  to today', '', ...options.map(({ promised }) => againstText(promised, today, cost) || '=')],
    ['  if static', ...columns.map((figures) => paint(staticText(figures, cost), 'dim', style))],
    ['  at least', ...columns.map((figures) => paint(leastText(figures, cost), 'dim', style))],
    ...asked.map((name) => row(name)),
    ...['wait.p50', 'wait.p99'].filter((name) => name !== wait && !asked.includes(name)).map((name) => row(name)),
    row('wait.slo2m', 'within 2 min'),
    row('util.idle', 'idle'),
    ...(asked.includes('instances.peak') ? [] : [row('instances.peak', 'instances, peak')]),
    ['growth', growthText(growth), ...options.map((option) => growthText(option.growth))],
  ];
}

/** Whether the objectives on a metric hold; empty where there is none. */
function mark({ slo }: Figures, name: string, style: TextStyle): string {
  const own = slo.filter(({ expr, severity }) => severity === 'error' && expr.startsWith(`${name} `));
  if (own.length === 0) return '';
  return own.every(({ ok }) => ok) ? ` ${paint('✓', 'green', style)}` : ` ${paint('✗', 'red', style)}`;
}

function seenOn({ options: [first], chance }: Recommendation): string {
  if (first === undefined || !chance) return 'the same run';
  return `on seeds ${first.seen.seeds[0]} to ${first.seen.seeds[1]}, by which nothing was chosen`;
}

function seenRows({ options, cost, wait, chance }: Recommendation, style: TextStyle): string[][] {
  if (!chance) return [];
  const row = (name: string): string[] => [
    name,
    ...options.map(({ seen }) => `${metricText(seen, name)} ${paint(intervalText(seen, name), 'dim', style)}${mark(seen, name, style)}`),
  ];
  const hasHistory = options.some(({ history }) => history !== null);
  const verdict = ({ kept }: RecommendedOption): string => (kept ? `${paint('✓', 'green', style)} kept` : `${paint('✗', 'red', style)} not kept`);
  return [
    ['', ...options.map(optionName)],
    row(wait),
    row(cost),
    ['the promise', ...options.map(verdict)],
    ...(hasHistory
      ? [['as recorded', ...options.map(({ history }) => (history === null ? '' : `${wait} ${metricText(history, wait)}${mark(history, wait, style)}`))]]
      : []),
  ];
}

function riskRows({ options, wait }: Recommendation, style: TextStyle): string[][] {
  const [first] = options;
  if (first === undefined) return [];
  const cell = (figures: Figures | null, unknown: string): string => {
    if (figures === null) return unknown;
    const lost = figures.metrics['jobs.lost']?.value ?? 0;
    return `${metricText(figures, wait)}${mark(figures, wait, style)}${lost > 0 ? `, ${metricText(figures, 'jobs.lost')} lost` : ''}`;
  };
  return [
    ['', ...options.map(optionName)],
    ...first.risks.map(({ risk }, index) => [riskText(risk), ...options.map(({ risks }) => cell(risks[index]?.figures ?? null, unknownRiskText(risk)))]),
  ];
}

function patchLines(option: RecommendedOption, { config }: Recommendation, style: TextStyle): string[] {
  const title = optionName(option).toUpperCase();
  if (option.patch === '') return [`  ${title}   ${config.name} stays as it is`];
  return [
    `  ${title}`,
    ...option.patch
      .trimEnd()
      .split('\n')
      .map((line) => painted(line, style)),
  ];
}

function painted(line: string, style: TextStyle): string {
  return line.startsWith('+') ? paint(line, 'green', style) : line.startsWith('-') ? paint(line, 'red', style) : line;
}

function held({ held: keys, verdict }: Recommendation, style: TextStyle): string[] {
  if (keys.length === 0 || verdict === 'none') return [];
  return wrap(`not searched: ${keys.map(({ key, why }) => `${key} (${why})`).join(', ')}`, style.width - 2).map((line) => paint(`  ${line}`, 'dim', style));
}
