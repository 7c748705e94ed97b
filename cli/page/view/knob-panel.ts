import { html, noChange, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { Knob } from '../../live/knob.ts';
import { knobText, parseKnobText } from '../../live/knob-text.ts';

/** What the panel shows, and what it is told. */
export interface KnobPanel {
  readonly knobs: readonly Knob[];
  /** What is set, by the knob's id; what is left out is as the scenario has it. */
  readonly values: ReadonlyMap<string, number>;
  readonly seed: number;
  readonly replications: number;
  readonly isChanged: boolean;
  readonly onKnob: (knob: Knob, value: number) => void;
  readonly onSeed: (seed: number) => void;
  readonly onReplications: (replications: number) => void;
  readonly onReset: () => void;
}

/** More seeds than these would keep a page busy for minutes. */
const mostReplications = 200;

/** The knobs of a scenario, in groups, with seed and number of seeds. */
export function knobPanel(panel: KnobPanel): TemplateResult {
  const groups = [...new Set(panel.knobs.map(({ group }) => group))];
  return html`<form
    class="knobs"
    aria-label="Settings to try"
    @submit=${(event: Event) => {
      event.preventDefault();
    }}
  >
    ${groups.map((group) => fieldset(group === '' ? 'fleet' : group, panel, group))}
    <fieldset>
      <legend>seeds</legend>
      ${numberRow('seed', 'first seed', panel.seed, 0, Number.MAX_SAFE_INTEGER, panel.onSeed)}
      ${numberRow('replications', 'how many', panel.replications, 1, mostReplications, panel.onReplications)}
    </fieldset>
    <button type="button" id="reset" ?disabled=${!panel.isChanged} @click=${panel.onReset}>Undo all changes</button>
  </form>`;
}

function fieldset(legend: string, panel: KnobPanel, group: string): TemplateResult {
  return html`<fieldset>
    <legend>${legend}</legend>
    ${panel.knobs.filter((knob) => knob.group === group).map((knob) => knobRow(knob, panel))}
  </fieldset>`;
}

function knobRow(knob: Knob, { values, onKnob }: KnobPanel): TemplateResult {
  const value = values.get(knob.id) ?? knob.value;
  const text = knobText(knob, value);
  const changed = value !== knob.value;
  const id = `knob-${knob.id}`;
  return html`<div class=${changed ? 'knob changed' : 'knob'}>
    <label for=${id}>${knob.label}${changed ? html` <small>was ${knobText(knob, knob.value)}</small>` : nothing}</label>
    <input
      class="value"
      id=${`${id}-value`}
      aria-label=${`${knob.label}, as a text`}
      .value=${unlessWriting(`${id}-value`, text)}
      @change=${(event: Event) => {
        const input = event.currentTarget as HTMLInputElement;
        const read = parseKnobText(knob, input.value);
        input.value = read === null ? text : knobText(knob, read);
        if (read !== null) onKnob(knob, read);
      }}
    />
    <input
      type="range"
      id=${id}
      min="0"
      max=${knob.steps.length - 1}
      aria-valuetext=${text}
      .value=${live(String(nearestStep(knob, value)))}
      @input=${(event: Event) => {
        onKnob(knob, knob.steps[Number((event.currentTarget as HTMLInputElement).value)]!);
      }}
    />
  </div>`;
}

function numberRow(id: string, label: string, value: number, least: number, most: number, onNumber: (value: number) => void): TemplateResult {
  return html`<div class="knob">
    <label for=${`knob-${id}`}>${label}</label>
    <input
      class="value"
      type="number"
      id=${`knob-${id}`}
      min=${least}
      max=${most}
      .value=${unlessWriting(`knob-${id}`, String(value))}
      @change=${(event: Event) => {
        const input = event.currentTarget as HTMLInputElement;
        const number = Number(input.value);
        if (Number.isSafeInteger(number) && number >= least && number <= most) onNumber(number);
        else input.value = String(value);
      }}
    />
  </div>`;
}

/** What somebody is writing is left alone, however often the page is drawn meanwhile. */
function unlessWriting(id: string, text: string): unknown {
  return document.activeElement?.id === id ? noChange : live(text);
}

function nearestStep({ steps }: Knob, value: number): number {
  let nearest = 0;
  steps.forEach((step, index) => {
    if (Math.abs(step - value) < Math.abs(steps[nearest]! - value)) nearest = index;
  });
  return nearest;
}
