import { html, type TemplateResult } from 'lit-html';
import type { Finding } from '../../../core/finding.ts';
import { findingCounts } from '../../finding-text.ts';
import { findingView } from './finding-view.ts';

/** All that is to be said about the texts, errors first; a click shows the place. */
export function findingList(findings: readonly Finding[], onChoose: (finding: Finding) => void): TemplateResult {
  const isGood = findings.every(({ severity }) => severity !== 'error');
  const counts = findingCounts(findings);
  return html`<div class="findings" role="status" data-errors=${findings.filter(({ severity }) => severity === 'error').length}>
    <p class=${isGood ? 'good' : 'bad'}>${isGood ? '✓ can be run' : '✗ cannot be run'}${counts === '' ? '' : `: ${counts}`}</p>
    ${findings.map(
      (finding) =>
        html`<div
          class="place"
          @click=${() => {
            onChoose(finding);
          }}
        >
          ${findingView(finding)}
        </div>`,
    )}
  </div>`;
}
