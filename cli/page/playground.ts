import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Finding } from '../../core/finding.ts';
import type { CarriedScenario } from '../live/page-contents.ts';
import type { SimulatorPool } from './simulator-pool.ts';
import { Stepper } from './stepper.ts';
import { codeEditor } from './view/code-editor.ts';
import { findingList } from './view/finding-list.ts';
import { WhatIf } from './what-if.ts';

/** How long a text must have rested before it is checked. */
const restMs = 300;

const configName = 'config.toml';

/** Where the parts of the playground stand. */
export interface PlaygroundPlaces {
  readonly editor: HTMLElement;
  readonly whatIf: HTMLElement;
  readonly stepper: HTMLElement;
}

/** A scenario and its configuration to write in; what is wrong is said while writing, and what is right can be run, turned and stepped through. */
export class Playground {
  readonly #places: PlaygroundPlaces;
  readonly #pool: SimulatorPool;
  readonly #examples: readonly CarriedScenario[];
  /** The example that was chosen last: its traces and recorded durations go with the texts. */
  #example: CarriedScenario;
  #text: string;
  #config: string;
  #added: Readonly<Record<string, Uint8Array>> = {};
  #findings: readonly Finding[] = [];
  #fault = '';
  #rest = 0;
  /** Counts checks, so that a late answer to an old text is passed over. */
  #check = 0;
  #running: { readonly whatIf: WhatIf; readonly stepper: Stepper } | null = null;

  constructor(places: PlaygroundPlaces, pool: SimulatorPool, examples: readonly CarriedScenario[]) {
    this.#places = places;
    this.#pool = pool;
    this.#examples = examples;
    this.#example = examples[0]!;
    this.#text = this.#example.text;
    this.#config = this.#example.config?.text ?? '';
    this.#draw();
  }

  /** What is written, as a page carries a scenario. */
  #written(): CarriedScenario {
    const { recorded, traces } = this.#example;
    return { name: 'scenario.yaml', text: this.#text, config: { path: null, text: this.#config }, recorded, traces, digests: null, added: this.#added };
  }

  #choose(index: number): void {
    this.#example = this.#examples[index]!;
    this.#text = this.#example.text;
    this.#config = this.#example.config?.text ?? '';
    this.#checkSoon();
  }

  #checkSoon(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#prepare(), restMs);
    this.#draw();
  }

  /** Checks what is written, and returns what is needed to run it; null where it cannot be run. */
  async #prepare(): Promise<{ readonly number: number; readonly prepared: Parameters<typeof subjectOf>[1] } | null> {
    const check = ++this.#check;
    const number = this.#pool.open(this.#written());
    const answer = await this.#pool.ask({ scenario: number, set: [], what: { kind: 'prepare' } }, 0, () => check === this.#check);
    if (check !== this.#check) return null;
    this.#fault = answer.kind === 'failed' ? answer.message : '';
    this.#findings = answer.kind === 'refused' ? answer.findings : answer.kind === 'prepared' ? answer.prepared.warnings : [];
    this.#draw();
    return answer.kind === 'prepared' ? { number, prepared: answer.prepared } : null;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#rest);
    // What is shown is no longer what is written.
    this.#places.whatIf.dataset['state'] = 'busy';
    const ready = await this.#prepare();
    if (ready === null) return;
    this.#running?.whatIf.stop();
    this.#running?.stepper.stop();
    const { whatIf: whatIfPlace, stepper: stepperPlace } = this.#places;
    for (const place of [whatIfPlace, stepperPlace]) {
      render(nothing, place);
      place.closest('section')!.hidden = false;
    }
    const stepper = new Stepper(stepperPlace, this.#pool, ready.prepared.clock);
    const whatIf = new WhatIf(whatIfPlace, this.#pool, subjectOf(ready.number, ready.prepared), (request) => {
      stepper.follow(request);
    });
    this.#running = { whatIf, stepper };
    whatIfPlace.closest('section')!.scrollIntoView({ behavior: 'smooth' });
  }

  async #add(files: FileList | null): Promise<void> {
    const read = await Promise.all(Array.from(files ?? [], async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const));
    this.#added = { ...this.#added, ...Object.fromEntries(read) };
    this.#checkSoon();
  }

  #draw(): void {
    render(this.#view(), this.#places.editor);
  }

  #view(): TemplateResult {
    const isRefused = this.#fault !== '' || this.#findings.some(({ severity }) => severity === 'error');
    return html`<div
        class="editor"
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void this.#run();
        }}
      >
        <div class="bar">
          <label
            >Begin with
            <select
              id="example"
              @change=${(event: Event) => {
                this.#choose((event.currentTarget as HTMLSelectElement).selectedIndex);
              }}
            >
              ${this.#examples.map((example) => html`<option ?selected=${example === this.#example}>${example.name}</option>`)}
            </select></label
          >
          <button type="button" class="main" id="run" ?disabled=${isRefused} title="Ctrl+Enter" @click=${() => void this.#run()}>▶ Run</button>
          <label class="file"
            >Add a trace or durations
            <input
              type="file"
              id="added"
              multiple
              @change=${(event: Event) => {
                void this.#add((event.currentTarget as HTMLInputElement).files);
              }}
          /></label>
          ${Object.keys(this.#added).map((name) => html`<code>${name}</code> `)}
        </div>
        ${this.#texts()}
      </div>
      ${this.#fault === '' ? nothing : html`<p class="bad">${this.#fault}</p>`}
      ${findingList(this.#findings, (finding) => {
        showPlace(finding.file === configName ? 'config-text' : 'scenario-text', finding);
      })}`;
  }

  #texts(): TemplateResult {
    return html`<div class="texts">
      ${codeEditor({
        id: 'scenario-text',
        label: 'scenario.yaml',
        text: this.#text,
        findings: this.#findings.filter(({ file }) => file !== configName),
        onText: (text) => {
          this.#text = text;
          this.#checkSoon();
        },
      })}
      ${codeEditor({
        id: 'config-text',
        label: configName,
        text: this.#config,
        findings: this.#findings.filter(({ file }) => file === configName),
        onText: (text) => {
          this.#config = text;
          this.#checkSoon();
        },
      })}
    </div>`;
  }
}

function subjectOf(scenario: number, prepared: ConstructorParameters<typeof WhatIf>[2]['prepared']): ConstructorParameters<typeof WhatIf>[2] {
  return { scenario, set: [], seed: prepared.inputs.seed, replications: prepared.replications, hash: null, prepared };
}

/** Marks the place of a finding in the text that it is about. */
function showPlace(id: string, { line, column, length }: Finding): void {
  const area = document.getElementById(id) as HTMLTextAreaElement;
  const before = area.value.split('\n').slice(0, Math.max(0, line - 1));
  const from = before.reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, column - 1);
  area.focus();
  area.setSelectionRange(from, from + length);
  area.scrollTop = (before.length / Math.max(1, area.value.split('\n').length)) * area.scrollHeight - area.clientHeight / 2;
}
