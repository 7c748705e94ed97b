import { html, nothing, type TemplateResult } from 'lit-html';
import type { ComparedMetric, Comparison } from '../../../sim/measure/comparison.ts';
import { differenceText } from '../../../sim/text/difference-text.ts';
import { figureText } from '../../../sim/text/figure-text.ts';

/** The figures that are laid side by side, in the order of those who ask. */
const rows: readonly (readonly [metric: string, label: string])[] = [
  ['wait.p50', 'half of the jobs start within'],
  ['wait.p90', '90 % of jobs start within'],
  ['wait.p95', '95 % of jobs start within'],
  ['wait.p99', '99 % of jobs start within'],
  ['wait.max', 'the longest wait'],
  ['wait.slo2m', 'start within 2 minutes'],
  ['jobs.done', 'jobs done'],
  ['jobs.lost', 'jobs lost'],
  ['instances.mean', 'instances on average'],
  ['instances.peak', 'instances at most'],
  ['instances.created', 'instances created'],
  ['util.used', 'time of slots with a job'],
  ['util.idle', 'time of slots idle'],
  ['billed.hours', 'hours billed'],
  ['cost.per_month', 'a month'],
  ['cost.per_job', 'a job'],
];

/** Figures before and after, with the difference and whether it is more than chance. */
export function comparedFigures({ metrics }: Comparison, isChanged: boolean): TemplateResult {
  return html`<div class="scroll">
    <table id="live-figures">
      <thead>
        <tr>
          <th scope="col"></th>
          <th scope="col">${isChanged ? 'before' : 'simulated'}</th>
          ${
            isChanged
              ? html`<th scope="col">now</th>
                  <th scope="col">difference</th>`
              : nothing
          }
        </tr>
      </thead>
      <tbody>
        ${rows.flatMap(([name, label]) => (metrics[name] === undefined ? [] : [figureRow(name, label, metrics[name], isChanged)]))}
      </tbody>
    </table>
  </div>`;
}

function figureRow(name: string, label: string, { a, b, difference, better }: ComparedMetric, isChanged: boolean): TemplateResult {
  const tone = better === 'b' ? 'good' : better === 'a' ? 'bad' : '';
  return html`<tr data-metric=${name}>
    <td>${label} <code>${name}</code></td>
    <td><data value=${String(a.value)}>${figureText(a.value, a.unit)}</data></td>
    ${
      isChanged
        ? html`<td><data value=${String(b.value)}>${figureText(b.value, b.unit)}</data></td>
            <td class=${tone}>${differenceWords(difference, a.unit)}</td>`
        : nothing
    }
  </tr>`;
}

/** A difference in words; one that chance explains is said to be none. */
function differenceWords(difference: ComparedMetric['difference'], unit: string): string {
  if (difference.verdict === 'same') return 'the same';
  if (difference.verdict === 'no-data') return 'no data';
  const text = differenceText(difference, unit);
  return difference.verdict === 'not-significant' ? `${text}, not significant` : text;
}
