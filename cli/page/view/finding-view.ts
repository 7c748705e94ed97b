import { html, type TemplateResult } from 'lit-html';
import type { Finding } from '../../../core/finding.ts';
import { findingText } from '../../finding-text.ts';

const style = { width: 120, colour: false, unicode: true };

/** A finding as the command line shows it: what, where, the line with a caret, what to do. */
export function findingView(finding: Finding): TemplateResult {
  return html`<pre class=${`finding ${finding.severity}`}>${findingText(finding, style)}</pre>`;
}
