import { html, nothing, type TemplateResult } from 'lit-html';
import type { Comparison } from '../../../sim/measure/comparison.ts';
import type { Result } from '../../../sim/measure/result.ts';
import { differenceText } from '../../../sim/text/difference-text.ts';
import { verdict } from '../../report/verdict.ts';

/** The answer of a run as the report’s first page has it, each figure with its difference to the run before. */
export function liveAnswer(result: Result, { metrics }: Comparison, isChanged: boolean): TemplateResult {
  const { kind, sentence, figures } = verdict(result);
  return html`<div class=${`answer ${kind}`} aria-live="polite">
    <p class="verdict">${sentence}</p>
    <dl class="headline">
      ${figures.map(({ metric, label, value, interval }) => {
        const compared = metrics[metric];
        return html`<div>
          <dt>${label} <code>${metric}</code></dt>
          <dd data-metric=${metric}>
            ${value}${isChanged && compared !== undefined ? delta(compared) : nothing}${interval === '' ? nothing : html`<small>${interval}</small>`}
          </dd>
        </div>`;
      })}
    </dl>
  </div>`;
}

function delta({ difference, better, a }: Comparison['metrics'][string]): TemplateResult {
  const tone = better === 'b' ? 'good' : better === 'a' ? 'bad' : 'soft';
  const text = difference.value === null || difference.verdict === 'same' ? 'the same' : differenceText({ ...difference, lo: null, hi: null }, a.unit);
  return html`<small class=${`delta ${tone}`}>${text}${difference.verdict === 'not-significant' ? ', not significant' : nothing}</small>`;
}
