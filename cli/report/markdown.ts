import type { Result, ResultObjective } from '../../sim/measure/result.ts';
import { baselineCells } from '../../sim/text/baseline-text.ts';
import { durationText, figureText, shareText } from '../../sim/text/figure-text.ts';
import { caveats } from './caveats.ts';
import { intervalText } from './interval-text.ts';
import { reproduceCommand } from './reproduce-command.ts';
import { verdict } from './verdict.ts';
import { waitingReasons } from './waiting-reason.ts';

/** A note longer than this is scrolled past. */
const mostObjectives = 5;

const marks = { met: '✅', advised: '⚠️', missed: '❌', none: 'ℹ️' } as const;

/** The result as a note on a merge request: at most 40 lines, of which the details are folded. */
export function markdownReport(result: Result): string {
  return `${[...answer(result), '', ...readFirst(result), '', ...objectives(result), '', ...baselines(result), ...why(result), '', ...reproduce(result)].join('\n')}\n`;
}

function answer(result: Result): string[] {
  const { kind, sentence, figures } = verdict(result);
  const headline = figures.map(({ label, value, interval }) => `${label} **${escaped(value)}**${interval === '' ? '' : ` (${escaped(interval)})`}`);
  return [`### ${marks[kind]} Capacity of ${escaped(result.scenario.name)}`, '', escaped(sentence), '', headline.join(' · ')];
}

/** On one line, in the order of gravity; the long words are folded. */
function readFirst(result: Result): string[] {
  const all = caveats(result);
  return [
    `<details><summary>Read this first: ${all.map(({ label }) => `<b>${escaped(label)}</b>`).join(' · ')}</summary>`,
    '',
    ...all.map(({ label, text }) => `- **${escaped(label)}**: ${escaped(text)}`),
    '',
    '</details>',
  ];
}

function objectives({ slo, replications }: Result): string[] {
  if (slo.length === 0) return ['No objective was given.'];
  // Those that are missed are what a reader looks for.
  const sorted = [...slo.filter(({ ok }) => !ok), ...slo.filter(({ ok }) => ok)];
  const rows = sorted.slice(0, mostObjectives).map((objective) => row(objective, replications));
  const rest = slo.length > mostObjectives ? [`| | ${slo.length - mostObjectives} more | | | |`] : [];
  return ['| | objective | simulated | 95 % interval | seeds that meet it |', '|---|---|---|---|---|', ...rows, ...rest];
}

function row(objective: ResultObjective, replications: number): string {
  const mark = objective.ok ? marks.met : objective.severity === 'error' ? marks.missed : marks.advised;
  const cells = [code(objective.expr).replaceAll('|', '\\|'), escaped(figureText(objective.value, objective.unit)), escaped(intervalText(objective))];
  return `| ${mark} | ${cells.join(' | ')} | ${objective.passed} of ${replications} |`;
}

/** On one line: what the fleet is laid beside. */
function baselines({ metrics }: Result): string[] {
  const [, ...rows] = baselineCells(metrics);
  if (rows.length === 0) return [];
  return [rows.map(([name, , hours, cost]) => `${escaped(name ?? '')} **${escaped(cost ?? `${hours ?? ''} hours`)}**`).join(' · '), ''];
}

function why({ why: causes }: Result): string[] {
  const rows = causes.filter(({ share }) => share > 0).sort((one, other) => other.seconds - one.seconds);
  if (rows.length === 0) return ['No job waited.'];
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    `<details><summary>Why jobs waited (${durationText(total)} of waiting a run)</summary>`,
    '',
    ...rows.map(({ cause, share }) => `- ${escaped(shareText(share))} ${waitingReasons[cause].words} → \`${waitingReasons[cause].keys}\``),
    '',
    '</details>',
  ];
}

function reproduce(result: Result): string[] {
  return [`${code(reproduceCommand(result))} · hash ${code(result.hash)}`];
}

/** A text between as many backticks as it does not have itself. */
function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/** A text that GitLab shows as it is. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#~@&]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ');
}
