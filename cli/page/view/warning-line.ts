import { html, type TemplateResult } from 'lit-html';
import type { Finding } from '../../../core/finding.ts';

/** A warning in a line: what there is to it, and what to do. Where it stands matters little to somebody who turns knobs. */
export function warningLine({ message, hint }: Finding): TemplateResult {
  return html`<p class="care">! ${message}${hint === '' ? '' : `; fix: ${hint}`}</p>`;
}
