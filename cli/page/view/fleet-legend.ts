import { html, nothing, type TemplateResult } from 'lit-html';

const entries = [
  ['with a job', 'busy'],
  ['idle', 'idle'],
  ['requested or booting', 'booting'],
  ['being deleted or recycled', 'leaving'],
] as const;

/** What the colours of slots mean. @param hasFaults faults are marked too. */
export function fleetLegend(hasFaults = false): TemplateResult {
  return html`<ul class="legend">
    ${entries.map(([label, colour]) => html`<li><i style=${`background:var(--chart-${colour})`}></i>${label}</li>`)}
    ${hasFaults ? html`<li><i class="fault"></i>fault</li>` : nothing}
  </ul>`;
}
