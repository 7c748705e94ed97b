import { html, type TemplateResult } from 'lit-html';

/** Where a chart draws itself; the label is for those who cannot see it. */
export function chartPlace(name: string, label: string): TemplateResult {
  return html`<div class="chart" data-chart=${name} role="img" aria-label=${label}></div>`;
}
