import { html, nothing, type TemplateResult } from 'lit-html';
import type { ComparedObjective, Comparison } from '../../../sim/measure/comparison.ts';
import { figureText } from '../../../sim/text/figure-text.ts';

/** The objectives before and after. */
export function liveObjectives({ slo }: Comparison, isChanged: boolean): TemplateResult | typeof nothing {
  if (slo.length === 0) return nothing;
  return html`<div class="scroll">
    <table id="live-objectives">
      <thead>
        <tr>
          <th scope="col">objective</th>
          <th scope="col">${isChanged ? 'before' : 'simulated'}</th>
          ${isChanged ? html`<th scope="col">now</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${slo.map(
          (objective) =>
            html`<tr>
              <td>${objective.expr}</td>
              ${outcome(objective, objective.a)}${isChanged ? outcome(objective, objective.b) : nothing}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function outcome({ severity, unit }: ComparedObjective, side: ComparedObjective['a']): TemplateResult {
  if (side === null) return html`<td></td>`;
  const [tone, words] = side.ok ? ['good', '✓ met'] : severity === 'error' ? ['bad', '✗ missed'] : ['care', '! missed, advisory'];
  return html`<td><span class=${tone}>${words}</span>: ${figureText(side.value, unit)}</td>`;
}
