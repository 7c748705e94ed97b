import { apportion } from '../measure/apportion.ts';
import { isDifferent, type ComparedMetric, type ComparedObjective, type ComparedSide, type Comparison } from '../measure/comparison.ts';
import { differenceText } from './difference-text.ts';
import { countText, figureText, shareText } from './figure-text.ts';
import { sampleText } from './sample-text.ts';
import { columns, pad, paint, spell, type TextStyle } from './text-style.ts';
import { wrap } from './wrap.ts';

/** The figures that a comparison shows, in groups; the JSON has all. */
const groups: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['WAIT', ['wait.p50', 'wait.p90', 'wait.p95', 'wait.p99', 'wait.max', 'wait.slo2m']],
  ['COST', ['cost.per_month', 'cost.per_job', 'cost.idle_share', 'billed.hours']],
  ['JOBS', ['jobs.done', 'jobs.lost', 'jobs.cold_share', 'run.p50']],
  ['FLEET', ['instances.mean', 'instances.peak', 'instances.created', 'util.used', 'util.idle']],
  ['BASELINES', ['static.instances', 'static.cost_per_month', 'static.hours', 'clairvoyant.cost_per_month', 'clairvoyant.hours']],
];

/** Two results side by side, as a terminal shows them. */
export function comparisonText(comparison: Comparison, style: TextStyle): string[] {
  const sections = [header(comparison, style), figures(comparison, style), objectives(comparison, style), why(comparison), ending(comparison, style)];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]))
    .map((line) => spell(line === '' ? '' : `  ${line}`, style));
}

function header({ a, b, paired }: Comparison, style: TextStyle): string[] {
  const seeds = ({ seed, replications }: ComparedSide): string =>
    replications === 1 ? `1 seed (${seed})` : `${replications} seeds (${seed} to ${seed + replications - 1})`;
  const how = paired
    ? `${seeds(a)}, paired: both sides met the same chances${a.bootstrap === null ? '' : `; ${sampleText({ ...a, facts: a })}`}`
    : `A ${seeds(a)}, B ${seeds(b)}, not paired: only means and their intervals are compared, and small differences stay unseen`;
  return [...side('A', a), ...side('B', b), ...wrap(how, style.width - 2)];
}

function side(label: string, { scenario, config, set, complete }: ComparedSide): string[] {
  const settings = set.map(({ path, value }) => `      with ${path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [`${label}   ${scenario.name}   ${config.name}`, ...settings, ...(complete ? [] : ['      INTERRUPTED: of the part that was finished'])];
}

function figures({ metrics }: Comparison, style: TextStyle): string[] {
  const rows = groups.flatMap(([title, names]) =>
    names
      .flatMap((name) => (metrics[name] === undefined ? [] : [{ name, metric: metrics[name] }]))
      .map(({ name, metric }, index) => [index === 0 ? title : '', name, valueText(metric.a), valueText(metric.b), ...changeTexts(metric, style)]),
  );
  return table([['', '', 'A', 'B', 'B - A', '', ''], ...rows], style);
}

function valueText({ value, unit }: ComparedMetric['a']): string {
  return figureText(value, unit);
}

function changeTexts({ a, b, difference, relative, better }: ComparedMetric, style: TextStyle): string[] {
  if (a.unit !== b.unit) return ['', '', 'not comparable'];
  if (difference.verdict === 'no-data') return ['', '', 'no data'];
  if (difference.verdict === 'same') return ['0', '', 'the same'];
  const share = relative === null ? '' : `${relative > 0 ? '+' : ''}${shareText(relative)}`;
  return [differenceText(difference, a.unit), share, verdictText(difference.verdict, better, style)];
}

function verdictText(verdict: string, better: ComparedMetric['better'], style: TextStyle): string {
  if (verdict === 'not-significant') return paint('not significant', 'dim', style);
  if (verdict === 'no-interval') return 'one seed: no interval';
  return better === null ? verdict : better === 'b' ? paint('B is better', 'green', style) : paint('B is worse', 'red', style);
}

function table(rows: readonly (readonly string[])[], style: TextStyle): string[] {
  // Spelled before it is measured: ASCII takes other widths.
  const spelled = rows.map((row) => row.map((cell) => spell(cell, style)));
  const widths = (spelled[0] ?? []).map((_, column) => Math.max(...spelled.map((row) => columns(row[column] ?? ''))));
  return spelled.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function objectives({ slo }: Comparison, style: TextStyle): string[] {
  if (slo.length === 0) return [];
  const cell = (outcome: ComparedObjective['a'], { unit, severity }: ComparedObjective): string => {
    if (outcome === null) return 'not asked';
    const mark = outcome.ok ? paint('✓', 'green', style) : severity === 'error' ? paint('✗', 'red', style) : paint('!', 'yellow', style);
    return `${mark} ${figureText(outcome.value, unit)}`;
  };
  return table([['SLO', 'A', 'B'], ...slo.map((row) => [`  ${row.expr}`, cell(row.a, row), cell(row.b, row)])], style);
}

function why({ why: rows }: Comparison): string[] {
  const sum = (of: 'a' | 'b'): number => rows.reduce((all, row) => all + row[of], 0);
  if (sum('a') === 0 && sum('b') === 0) return ['WHY jobs waited: none did'];
  const shares = (of: 'a' | 'b'): number[] =>
    apportion(
      rows.map((row) => row[of]),
      100,
    );
  const [a, b] = [shares('a'), shares('b')];
  const lines = rows.flatMap(({ cause }, index) => {
    const [first, second] = [a[index] ?? 0, b[index] ?? 0];
    return first === 0 && second === 0 ? [] : [`  ${pad(cause, 14)}  ${`${first} %`.padStart(5)}  ${`${second} %`.padStart(5)}`];
  });
  const total = (of: 'a' | 'b'): string => figureText(sum(of), 'seconds');
  return [`WHY jobs waited: A and B, shares of ${total('a')} and ${total('b')} a run`, ...lines];
}

function ending({ a, b, differ, metrics }: Comparison, style: TextStyle): string[] {
  const all = Object.values(metrics);
  const different = all.filter(({ difference }) => isDifferent(difference)).length;
  const byChance = a.replications === 1 ? '' : '; of figures that do not differ, 1 in 20 seems to';
  const verdict =
    a.hash === b.hash && !differ
      ? 'NO DIFFERENCE: every decision of every replication is the same'
      : different > 0
        ? `THEY DIFFER in ${countText(different)} of ${countText(all.length)} figures (--json has all)${byChance}`
        : differ
          ? 'THEY DIFFER in an objective, though in no figure beyond chance'
          : 'NOT SIGNIFICANT: no figure differs beyond chance; more --replications would show smaller differences';
  return [...wrap(verdict, style.width - 2), paint(`hash A ${a.hash}   B ${b.hash}`, 'dim', style)];
}
