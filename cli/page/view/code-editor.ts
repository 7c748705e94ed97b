import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { Finding } from '../../../core/finding.ts';
import { saveFile } from '../save-file.ts';

/** A text to write in. */
export interface CodeEditor {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  /** What is marked in the margin. */
  readonly findings: readonly Finding[];
  readonly onText: (text: string) => void;
}

/** A text area with line numbers, of which those with a finding are marked; it can be saved under its label. */
export function codeEditor({ id, label, text, findings, onText }: CodeEditor): TemplateResult {
  const marks = new Map(findings.map(({ line, severity }) => [line, severity]));
  return html`<div class="code">
    <label for=${id}>${label}</label>
    <button
      type="button"
      class="save"
      aria-label=${`Save ${label}`}
      @click=${() => {
        saveFile(label, text);
      }}
    >
      save
    </button>
    <div class="lines">
      <pre class="gutter" aria-hidden="true">${text.split('\n').map((_, index) => html`<span class=${marks.get(index + 1) ?? ''}>${index + 1}</span>`)}</pre>
      <textarea
        id=${id}
        spellcheck="false"
        autocapitalize="off"
        autocomplete="off"
        wrap="off"
        .value=${live(text)}
        @input=${(event: Event) => {
          onText((event.currentTarget as HTMLTextAreaElement).value);
        }}
        @scroll=${(event: Event) => {
          const area = event.currentTarget as HTMLTextAreaElement;
          area.previousElementSibling!.scrollTop = area.scrollTop;
        }}
      ></textarea>
    </div>
  </div>`;
}
