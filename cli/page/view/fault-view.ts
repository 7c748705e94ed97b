import { html, type TemplateResult } from 'lit-html';
import type { RunFault } from '../live-run.ts';
import { findingView } from './finding-view.ts';

/** Why there is no run. */
export function faultView(fault: RunFault): TemplateResult {
  return html`<div class="findings" role="alert">
    ${fault.kind === 'failed' ? html`<p class="bad">${fault.message}</p>` : fault.findings.filter(({ severity }) => severity !== 'note').map(findingView)}
  </div>`;
}
