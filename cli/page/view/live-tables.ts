import { html, nothing, type TemplateResult } from 'lit-html';
import type { Result } from '../../../sim/measure/result.ts';
import { countText } from '../../../sim/text/figure-text.ts';
import { fleetSeries, slotStates } from '../../report/charts/fleet-series.ts';
import { timeText } from '../../report/charts/time-axis.ts';

/** The figures behind the timeline of a run; made only while they are open. */
export function fleetTable(result: Result, isOpen: boolean, onToggle: (isOpen: boolean) => void): TemplateResult {
  return html`<details
    ?open=${isOpen}
    @toggle=${(event: Event) => {
      onToggle((event.currentTarget as HTMLDetailsElement).open);
    }}
  >
    <summary>The figures of this chart</summary>
    ${isOpen ? rows(result) : nothing}
  </details>`;
}

function rows(result: Result): TemplateResult {
  return html`<div class="scroll">
    <table id="live-fleet">
      <thead>
        <tr>
          ${['from', 'with a job', 'idle', 'booting', 'leaving', 'jobs waiting'].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${fleetSeries(result).map(
          ({ from, slots, queued }) =>
            html`<tr>
              <td>${timeText(from)}</td>
              ${[...slotStates.map((state) => slots[state]), queued].map((value) => html`<td><data value=${value}>${countText(value)}</data></td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
