import { html, type TemplateResult } from 'lit-html';
import type { LogEntry } from '../../log-entry.ts';

/** What the list shows. */
export interface DecisionList {
  readonly entries: readonly LogEntry[];
  /** The one that is looked at; -1 before the first. */
  readonly index: number;
  /** Says an instant. */
  readonly time: (at: number) => string;
  readonly onChoose: (index: number) => void;
}

const shownBefore = 4;
const shownAfter = 7;

/** The decisions around the one that is looked at, each with its inputs and its reason. */
export function decisionList({ entries, index, time, onChoose }: DecisionList): TemplateResult {
  const from = Math.max(0, index - shownBefore);
  return html`<ol class="decisions" start=${from + 1}>
    ${entries.slice(from, index + shownAfter + 1).map(({ at, kind, text }, offset) => {
      const isCurrent = from + offset === index;
      return html`<li class=${`${kind}${isCurrent ? ' current' : ''}`} aria-current=${isCurrent ? 'step' : 'false'}>
        <button
          type="button"
          @click=${() => {
            onChoose(from + offset);
          }}
        >
          <time>${time(at)}</time> <span>${text}</span>
        </button>
      </li>`;
    })}
  </ol>`;
}
