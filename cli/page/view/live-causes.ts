import { html, nothing, type TemplateResult } from 'lit-html';
import type { Comparison } from '../../../sim/measure/comparison.ts';
import { durationText } from '../../../sim/text/figure-text.ts';
import { waitingReasons } from '../../report/waiting-reason.ts';

/** What jobs waited for before and after; a bar’s length is its waiting time, on one scale for all. */
export function liveCauses({ why }: Comparison, isChanged: boolean): TemplateResult {
  const rows = why.filter(({ a, b }) => a > 0 || b > 0).sort((one, other) => Math.max(other.a, other.b) - Math.max(one.a, one.b));
  if (rows.length === 0) return html`<p>No job waited.</p>`;
  const most = Math.max(...rows.map(({ a, b }) => Math.max(a, b)));
  return html`<div class="scroll">
    <table id="live-causes">
      <thead>
        <tr>
          <th scope="col">jobs waited for</th>
          <th scope="col" colspan="2">of a run</th>
          <th scope="col">what changes it</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ cause, a, b }) =>
            html`<tr>
              <td>${waitingReasons[cause].words}</td>
              <td class="bars">${bar(a / most, isChanged ? 'before' : 'now')}${isChanged ? bar(b / most, 'now') : nothing}</td>
              <td class="figures"><span>${durationText(a)}</span>${isChanged ? html`<span>${durationText(b)}</span>` : nothing}</td>
              <td>${waitingReasons[cause].keys}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function bar(share: number, which: 'before' | 'now'): TemplateResult {
  return html`<i class=${which} style=${`width:${(share * 100).toFixed(2)}%`}></i>`;
}
