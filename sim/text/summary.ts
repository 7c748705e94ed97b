import type { ManagerConfig } from '../../core/config.ts';
import { apportion } from '../measure/apportion.ts';
import type { Result, ResultObjective } from '../measure/result.ts';
import { backTestLabel, backTestText } from './back-test-text.ts';
import { baselineCells } from './baseline-text.ts';
import { causeText } from './cause-text.ts';
import { countText, durationText, figureText, moneyText, shareText } from './figure-text.ts';
import { intervalEnds } from './interval-ends.ts';
import { configurableCauses, missedBy, mostWaiting, nextStep, type Change } from './next-step.ts';
import { sampleText, unsettledText, windowText } from './sample-text.ts';
import { columnLines } from './column-lines.ts';
import { sparkline } from './sparkline.ts';
import { pad, paint, spell, type TextStyle } from './text-style.ts';
import { triedStepText, type TriedStep } from './tried-step.ts';
import { wrap } from './wrap.ts';

/** What a summary needs beside the result. */
export interface SummaryInput {
  readonly result: Result;
  readonly manager: ManagerConfig;
  /** The command that leads to these figures, or to those of changes: `sim run FILE --set …`. */
  readonly command: (changes: readonly Change[]) => string;
  /** The command that searches among configurations: `sim recommend FILE --set …`. */
  readonly search: string;
  /** Name of the file that was written; null when none was. */
  readonly written: string | null;
  /** Where the objectives come from when the scenario has none; null when they are its own. */
  readonly objectivesFrom: string | null;
  /** The step to suggest, with what it led to; null for none; left out where none was tried: then it is guessed from the result. */
  readonly tried?: TriedStep | null;
}

/** The terminal summary: what was run, the objectives, the figures, why jobs waited, what to try. */
export function summary(input: SummaryInput, style: TextStyle): string[] {
  const { result, manager } = input;
  const sections = [
    header(result, manager),
    slo(input, style),
    figures(result, style),
    sample(result, style),
    baselines(result),
    assumptions(result, style),
    why(result, manager, style),
    ending(input, style),
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]))
    .map((line) => spell(line === '' ? '' : `  ${line}`, style));
}

function header({ scenario, config, facts, replications, complete, seed }: Result, manager: ManagerConfig): string[] {
  const seeds = replications === 1 ? `1 seed (${seed})` : `${replications} seeds (${seed} to ${seed + replications - 1})`;
  // Runners of several capacities have no figure that holds for all.
  const isOne = manager.runners.every(({ autoscaler }) => autoscaler.capacityPerInstance === facts.capacity_per_instance);
  const capacity = isOne ? facts.capacity_per_instance : 1;
  const limit = facts.max_instances === null ? '' : ` on ≤ ${machines(facts, facts.max_instances)}`;
  const slots = facts.slots === null ? 'no limit of slots' : `${countText(facts.slots)} slots${limit}${capacity > 1 ? ` (${capacity} each)` : ''}`;
  const lines = [`${scenario.name}   ${durationText(facts.horizon)} × ${seeds}   ${config.name}   ${slots}`];
  const idle = Math.max(0, ...(manager.runners[0]?.autoscaler.policies.map(({ idleCount }) => idleCount) ?? []));
  // The seed document itself mixes the two up: one reads idle_count as instances only too easily.
  if (capacity > 1 && idle > 0) lines.push(`idle_count ${idle} is ${idle} slots: ${machines(facts, Math.ceil(idle / capacity))} of ${capacity}`);
  for (const { path, value } of facts.set) lines.push(`with ${path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  if (!complete) lines.push('INTERRUPTED: these figures are of the part that was finished');
  return lines;
}

function machines({ hosts }: Result['facts'], count: number): string {
  return `${countText(count)} ${hosts ? 'host' : 'instance'}${count === 1 ? '' : 's'}`;
}

function slo({ result: { slo: rows, replications }, objectivesFrom }: SummaryInput, style: TextStyle): string[] {
  if (rows.length === 0) return ['SLO       none given: the scenario’s slo list takes some, as wait.p95 <= 10m'];
  const exprWidth = Math.max(...rows.map(({ expr }) => expr.length));
  const values = rows.map(({ value, unit }) => figureText(value, unit));
  const valueWidth = Math.max(...values.map((value) => value.length));
  // Spelled before it is measured: ASCII takes other widths.
  const intervals = rows.map((row) => spell(interval(row), style));
  const intervalWidth = Math.max(...intervals.map((text) => text.length));
  const lines = rows.map((row, index) => {
    const passed = replications === 1 ? '' : `${row.passed} of ${replications} seeds passed`;
    return `  ${mark(row, style)} ${pad(row.expr, exprWidth)}   ${pad(values[index]!, valueWidth)}   ${pad(intervals[index]!, intervalWidth)}   ${passed}`.trimEnd();
  });
  return [objectivesFrom === null ? 'SLO' : `SLO       from ${objectivesFrom}: the scenario has none`, ...lines];
}

function mark({ ok, severity }: ResultObjective, style: TextStyle): string {
  if (ok) return paint('✓', 'green', style);
  return severity === 'error' ? paint('✗', 'red', style) : paint('!', 'yellow', style);
}

function interval(objective: ResultObjective): string {
  const ends = intervalEnds(objective);
  return ends === null ? '' : `[${ends[0]} … ${ends[1]}]`;
}

function figures(result: Result, style: TextStyle): string[] {
  const { metrics, facts, series } = result;
  const value = (name: string): number | null => metrics[name]?.value ?? null;
  const text = (name: string): string => figureText(value(name), metrics[name]?.unit ?? 'count');
  const percentiles = ['p50', 'p90', 'p95', 'p99', 'max'].map((name) => `${name} ${text(`wait.${name}`)}`).join('   ');
  const jobs = [
    `${text('jobs.done')} done`,
    ...['lost', 'timeout', 'canceled', 'unfinished'].filter((name) => (value(`jobs.${name}`) ?? 0) > 0).map((name) => `${text(`jobs.${name}`)} ${name}`),
  ];
  const shares = [
    ['slots used', 'util.used'],
    ['idle', 'util.idle'],
    ['booting', 'util.boot'],
    ['recycling', 'util.recycle'],
    ['deleting', 'util.delete'],
  ] as const;
  const use = shares.filter(([, name], index) => index < 3 || (value(name) ?? 0) >= 0.005).map(([label, name]) => `${label} ${text(name)}`);
  const busy = series.levels.slotsBusy;
  const fleet = `FLEET     ${facts.hosts ? 'hosts' : 'instances'} avg ${text('instances.mean')} / peak ${text('instances.peak')}   ${use.join('   ')}`;
  const sparkWidth = Math.min(24, style.width - fleet.length - 5);
  const spark = sparkWidth < 8 ? '' : `   ${sparkline(busy, Math.max(...busy), sparkWidth, style)}`;
  const billed = facts.hosts ? `   host hours billed ${text('billed.hours')}, of which used ${text('billed.used_hours')}` : '';
  const longest = (value('instances.max_uses') ?? 0) > 0 ? `   most jobs on one ${text('instances.max_uses')}` : '';
  return [
    `JOBS      ${jobs.join('   ')}   run p50 ${text('run.p50')}   cold starts ${text('jobs.cold_share')}`,
    `WAIT      ${percentiles}   within 2 min: ${text('wait.slo2m')}`,
    fleet + spark,
    `CHURN     ${text('instances.created')} creates   ${text('instances.deleted')} deletes${billed}${longest}`,
    ...money(result, style),
  ];
}

function money({ metrics, facts }: Result, style: TextStyle): string[] {
  const month = metrics['cost.per_month'];
  if (facts.currency === null || month === undefined) return [];
  const perJob = metrics['cost.per_job'];
  const parts = [`${figureText(month.value, month.unit)} a month`];
  if (month.lo !== null && month.hi !== null && month.lo !== month.hi) parts.push(`[${moneyText(Math.max(0, month.lo))} … ${moneyText(month.hi)}]`);
  if (perJob !== undefined) parts.push(`${figureText(perJob.value, perJob.unit)} a job`);
  const share = (name: string): number => metrics[name]?.value ?? 0;
  parts.push(`idle ${shareText(share('cost.idle_share'))}`);
  if (share('cost.minimum_share') > 0) parts.push(`only for a minimum ${shareText(share('cost.minimum_share'))}`);
  const source = facts.price_source ?? 'a price without a source';
  const price = `at ${moneyText(facts.price ?? 0)} ${facts.currency} per ${facts.hosts ? 'host' : 'instance'} and hour: ${source}`;
  return [`MONEY     ${parts.join('   ')}`, ...wrap(price, style.width - 14).map((line) => `          ${paint(line, 'dim', style)}`)];
}

/** Figures with an interval of their own elsewhere in the summary are not repeated. */
const shownIntervals = ['wait.p50', 'wait.p95', 'wait.slo2m', 'billed.hours'];

function sample(result: Result, style: TextStyle): string[] {
  const { metrics, unsettled = [] } = result;
  const intervals = shownIntervals.flatMap((name) => {
    const metric = metrics[name];
    const ends = metric === undefined ? null : intervalEnds(metric);
    return ends === null ? [] : [`${name} ${ends[0]} to ${ends[1]}`];
  });
  const lines = [
    ...wrap(`${sampleText(result)}, ${windowText(result)}`, style.width - 14),
    ...unfinished(result, style),
    ...(intervals.length === 0 ? [] : wrap(`95 % intervals: ${intervals.join(', ')}`, style.width - 14)),
    ...unsettled.map((figure) => `${paint('!', 'yellow', style)} ${unsettledText(figure)}`),
    ...(result.facts.back_test?.same_model === true
      ? wrap(`back-tested ${backTestText(result.facts.back_test)}`, style.width - 14)
      : [backTestLabel(result.facts)]),
  ];
  return lines.map((line, index) => `${index === 0 ? 'SAMPLE' : '      '}    ${line}`);
}

/** Those who still wait have no wait yet: without a word on them a fleet that falls behind looks better than it is. */
function unfinished({ metrics, complete }: Result, style: TextStyle): string[] {
  const jobs = metrics['jobs.unfinished'];
  if (!complete || jobs?.value == null || jobs.value === 0) return [];
  const text = `${figureText(jobs.value, jobs.unit)} jobs a run never came to an end: the fleet falls behind, and waits are of jobs that started`;
  return wrap(text, style.width - 16).map((line, index) => `${index === 0 ? paint('!', 'yellow', style) : ' '} ${line}`);
}

function baselines({ metrics }: Result): string[] {
  return columnLines(baselineCells(metrics)).map((line, index) => (index === 0 ? `BASELINES${line.slice(9)}` : line));
}

/** Values with which a preset leaves something out of the model. */
const absent: ReadonlySet<string> = new Set(['0s', '0%', '0%/h', 'no limit']);

function assumptions({ facts }: Result, style: TextStyle): string[] {
  const modelled = facts.assumptions.filter(({ value }) => !absent.has(value)).map(({ path, value }) => `${path} ${value}`);
  const leftOut = facts.assumptions.filter(({ value }) => absent.has(value)).map(({ path }) => path.replace(/^fleet\./, ''));
  const parts = [...(modelled.length === 0 ? [] : [modelled.join(', ')]), ...(leftOut.length === 0 ? [] : [`not modelled: ${leftOut.join(', ')}`])];
  if (parts.length === 0) return [];
  return wrap(`${parts.join('; ')} (no public source backs these: sim explain preset)`, style.width - 14).map(
    (line, index) => `${index === 0 ? 'ASSUMED' : '       '}   ${paint(line, 'dim', style)}`,
  );
}

function why({ why: rows }: Result, manager: ManagerConfig, style: TextStyle): string[] {
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total === 0) return ['WHY jobs waited: none did'];
  const percents = apportion(
    rows.map(({ seconds }) => seconds),
    100,
  );
  const shown = rows
    .map((row, index) => ({ ...causeText(row.cause, manager), seconds: row.seconds, percent: percents[index]! }))
    .sort((a, b) => b.seconds - a.seconds);
  const visible = shown.filter(({ percent }) => percent > 0);
  const wordsWidth = Math.max(...visible.map(({ words }) => words.length));
  const lines = visible.flatMap(({ words, keys, percent }) => {
    const left = `  ${String(percent).padStart(3)} %  ${words}`;
    const right = `→ ${keys}`;
    const wide = pad(left, wordsWidth + 11) + right;
    return wide.length + 2 <= style.width ? [wide] : [left, `         ${right}`];
  });
  const none = shown.filter(({ percent }) => percent === 0).map(({ short }) => short);
  const rest =
    none.length === 0 ? [] : wrap(none.join(', '), style.width - 13).map((line, index) => paint(`  ${index === 0 ? '  0 %' : '     '}  ${line}`, 'dim', style));
  return [`WHY jobs waited (share of ${durationText(total)} of waiting a run)`, ...lines, ...rest];
}

function ending(input: SummaryInput, style: TextStyle): string[] {
  const { result, command, written } = input;
  const step = nextStepLines(input, style);
  const search = searchLines(input).map((line, index) => (index === 0 && step.length > 0 ? `or ${line}` : line));
  const lines = [...step, ...search].map((line, index) => `${index === 0 ? 'TRY   ' : '      '}${line}`);
  const kept = written === null ? `nothing written; keep it: ${command([])} -o result.json` : `${written} written; its format: sim schema result`;
  return [...lines, paint(`hash ${result.hash}   ${kept}`, 'dim', style)];
}

function nextStepLines({ result, manager, command, tried }: SummaryInput, style: TextStyle): string[] {
  const step = tried?.step ?? (tried === null ? null : nextStep(result, manager));
  if (step === null) return [];
  return [
    `${step.changes.map(({ path, value }) => `${path.replace(/^.*\./, '')} = ${value}`).join(', ')}: ${step.reason}`,
    ...(tried == null ? [] : wrap(triedStepText(tried, result), style.width - 10)),
    command(step.changes),
  ];
}

/** Where jobs wait for what a configuration decides, and no objective is there or one is missed, a search goes further than a step. */
function searchLines({ result, search }: SummaryInput): string[] {
  const { slo: objectives, why: waiting } = result;
  const cause = mostWaiting(waiting);
  if (cause === null || !configurableCauses.includes(cause)) return [];
  if (objectives.length === 0) return ['search for the cheapest fleet that meets an objective:', `${search} --slo 'wait.p95 <= 5m'`];
  const isMissed = missedBy(objectives, 'waiting').length > 0 && objectives.some(({ severity }) => severity === 'error');
  return isMissed ? ['search for the cheapest fleet that meets the objectives:', search] : [];
}
