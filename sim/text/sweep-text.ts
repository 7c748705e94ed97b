import type { AgainstToday, ReportedPoint, SweepReport } from '../measure/sweep/sweep-report.ts';
import { baselineCells } from './baseline-text.ts';
import { columnLines } from './column-lines.ts';
import { figureText, shareText } from './figure-text.ts';
import { sampleText } from './sample-text.ts';
import { columns, pad, paint, spell, type TextStyle } from './text-style.ts';
import { wrap } from './wrap.ts';

/** Of more points than these the table has the front alone. */
const mostRows = 60;

/** A sweep as a terminal shows it: a row a point, relative to today's configuration, with the Pareto front marked. */
export function sweepText(report: SweepReport, style: TextStyle): string[] {
  const sections = [header(report), rows(report, style), baselines(report), legend(report, style), verdict(report, style)];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]))
    .map((line) => spell(line === '' ? '' : `  ${line}`, style));
}

function header({ scenario, config, points, seed, replications, bootstrap = null, set }: SweepReport): string[] {
  const seeds = replications === 1 ? `1 seed (${seed})` : `${replications} seeds (${seed} to ${seed + replications - 1})`;
  return [
    `${scenario.name}   ${points - 1} points and today   ${seeds}, the same at every point   ${config.name}`,
    ...(bootstrap === null ? [] : [sampleText({ replications, facts: { bootstrap } })]),
    ...set.map(({ path, value }) => `with ${path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`),
  ];
}

function rows(report: SweepReport, style: TextStyle): string[] {
  const paths = report.axes.flatMap((axis) => ('values' in axis ? [axis.path] : []));
  const shown = report.results.length > mostRows ? report.results.filter(({ index, front }) => index === 0 || front) : report.results;
  const head = ['', ...shortNames(paths), report.wait, 'to today', report.cost, 'to today', report.results.some(({ meets }) => meets !== null) ? 'SLO' : ''];
  const body = shown.map((point) => [mark(point, report, style), ...settings(point, paths), ...figures(point, report), ...objective(point, style)]);
  // Spelled before it is measured: ASCII takes other widths.
  const cells = [head, ...body].map((row) => row.map((cell) => spell(cell, style)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => columns(row[column] ?? ''))));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return shown.length === report.results.length ? lines : [...lines, `and ${report.results.length - shown.length} points that others beat: -f csv has all`];
}

/** The last parts of each path, as many as tell it from the others. */
function shortNames(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const parts = path.split('.');
    for (let count = 1; count < parts.length; count++) {
      const short = parts.slice(-count).join('.');
      if (!/^\d+$/.test(short) && paths.every((other) => other === path || !`.${other}`.endsWith(`.${short}`))) return short;
    }
    return path;
  });
}

function mark({ index, front }: ReportedPoint, { best }: SweepReport, style: TextStyle): string {
  const name = index === 0 ? 'today' : String(index);
  return `${front ? paint('*', 'green', style) : ' '}${index === best ? paint('>', 'green', style) : ' '} ${name}`;
}

function settings({ set }: ReportedPoint, paths: readonly string[]): string[] {
  return paths.map((path) => {
    const value = set.find((known) => known.path === path)?.value;
    return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function figures({ index, metrics, against_today: { cost, wait } }: ReportedPoint, report: SweepReport): string[] {
  const text = (name: string): string => figureText(metrics[name]?.value ?? null, metrics[name]?.unit ?? 'count');
  const relative = (to: AgainstToday, name: string): string => (index === 0 ? '' : relativeText(to, metrics[name]?.unit ?? 'count'));
  return [text(report.wait), relative(wait, report.wait), text(report.cost), relative(cost, report.cost)];
}

function relativeText({ difference, relative }: AgainstToday, unit: string): string {
  const { verdict, value } = difference;
  if (verdict === 'no-data' || value === null) return 'no data';
  if (verdict === 'same') return '=';
  const text = relative === null ? changeText(value, unit) : relativeShareText(relative);
  return verdict === 'not-significant' ? `${text} n.s.` : text;
}

/** Where today's figure is zero nothing is a share of it. */
function changeText(value: number, unit: string): string {
  return `${value > 0 ? '+' : '-'}${figureText(Math.abs(value), unit)}`;
}

/** A share with its sign; nearly all is not all. */
function relativeShareText(relative: number): string {
  if (relative > -1 && relative <= -0.995) return `${(Math.ceil(relative * 10_000) / 100).toString()} %`;
  return `${relative > 0 ? '+' : ''}${shareText(relative)}`;
}

function objective({ meets }: ReportedPoint, style: TextStyle): string[] {
  if (meets === null) return [''];
  return [meets ? paint('✓', 'green', style) : paint('✗', 'red', style)];
}

/** Today's configuration beside what it is measured against. */
function baselines({ results }: SweepReport): string[] {
  const cells = baselineCells(results.find(({ index }) => index === 0)?.metrics ?? {});
  return columnLines(cells).map((line, index) => (index === 0 ? `TODAY    ${line.slice(9)}` : line));
}

function legend({ results, cost, wait, best, minimize, replications }: SweepReport, style: TextStyle): string[] {
  const isUnsure = results.some(
    ({ against_today: to }) => to.cost.difference.verdict === 'not-significant' || to.wait.difference.verdict === 'not-significant',
  );
  const parts = [
    `* on the Pareto front: no point has less ${cost} without more ${wait}`,
    ...(best === null ? [] : [`> least ${String(minimize)} of those that will do`]),
    ...(isUnsure ? ['n.s.: not significant on the same seeds'] : []),
    ...(replications === 1 ? ['one seed: no intervals'] : []),
  ];
  return wrap(parts.join('; '), style.width - 2).map((line) => paint(line, 'dim', style));
}

function verdict({ minimize, best, results, subject_to_slo: mustMeet }: SweepReport, style: TextStyle): string[] {
  if (minimize === null) return [];
  const point = results.find(({ index }) => index === best);
  if (point === undefined) return [`NONE of the points ${mustMeet ? 'meets the objectives' : `has a figure for ${minimize}`}`];
  const metric = point.metrics[minimize];
  const what = `${minimize} ${figureText(metric?.value ?? null, metric?.unit ?? 'count')}`;
  if (point.index === 0) return [`BEST  today: no point has a smaller ${what}`];
  const set = point.set.map(({ path, value }) => `--set ${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [`BEST  point ${point.index}: ${what}`, ...wrap(set.join(' '), style.width - 8).map((line) => `      ${line}`)];
}
