import { html, nothing, type TemplateResult } from 'lit-html';
import { durationText } from '../../../sim/text/figure-text.ts';
import { waitNines } from '../../live/wait-curve.ts';

const shares = [50, 75, 90, 95, 98, 99, 99.5, 99.9];

/** The figures behind the curve of waits, at the shares that people name. @param now null where nothing is changed. */
export function waitTable(before: readonly number[], now: readonly number[] | null): TemplateResult | typeof nothing {
  if (before.length === 0) return nothing;
  return html`<details>
    <summary>The figures of this chart</summary>
    <div class="scroll">
      <table id="live-waits">
        <thead>
          <tr>
            <th scope="col">of the jobs</th>
            <th scope="col">${now === null ? 'start within' : 'before within'}</th>
            ${now === null ? nothing : html`<th scope="col">now within</th>`}
          </tr>
        </thead>
        <tbody>
          ${shares.map(
            (share) =>
              html`<tr>
                <td>${share} %</td>
                ${cell(before, share)}${now === null ? nothing : cell(now, share)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function cell(waits: readonly number[], share: number): TemplateResult {
  const nines = -Math.log10(1 - share / 100);
  // The next point of the curve: no more jobs wait longer than is said.
  const value = waits[waitNines.findIndex((each) => each >= nines - 1e-9)];
  return value === undefined ? html`<td>no data</td>` : html`<td><data value=${value}>${durationText(value)}</data></td>`;
}
